import type { JoinedSource, SourceMapping } from './source-mapping.ts';
import type { Join, Under } from './subgraph-object.ts';

/** The entity whose key is whom it is about, in every graph of the province. */
const PERSON = { type: 'Person', key: 'id' } as const;

/**
 * How the rows that hang on an object are found. An entity without rows here could be outside what the grant lets be
 * read of its type, which nothing but the rows that hang on it can show: so its row filters hold for them.
 * @param parent the type of the object
 */
export function joinOf(source: JoinedSource, parent: string, mapping: SourceMapping): Join {
  const join: Join = { type: source.type, columns: Object.keys(source.on) };
  return mapping.types[parent]?.kind === 'stub' ? { ...join, under: underStub(source, parent) } : join;
}

/** What is found by a person's id is under that person, whomever else it is about: the other spouse, a child. */
function underStub({ on }: JoinedSource, type: string): Under {
  const subjectColumn =
    type === PERSON.type ? Object.keys(on).find((column) => on[column] === PERSON.key) : undefined;
  return { type, ...(subjectColumn === undefined ? {} : { subjectColumn }) };
}
