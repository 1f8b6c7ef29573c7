import { createHash } from 'node:crypto';
import {
  execute,
  getNamedType,
  getNullableType,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isListType,
  parse,
} from 'graphql';
import { parseAnswer } from '../../gateway/executor/parse-answer.ts';
import type { SubgraphClient } from '../../gateway/executor/subgraph-client.ts';

/** How many objects stand in every list that is not a page. */
const LIST = 3;

/** The tag of the data subject of everything. */
const SOMEBODY = 'a'.repeat(43);

type Source = Readonly<Record<string, unknown>>;

/**
 * An agency that answers from memory with made-up records. A question is answered by its text: the answer is worked
 * out the first time and kept, so that afterwards nothing but the gateway takes time.
 */
export function inMemoryAgency(view: GraphQLSchema): SubgraphClient {
  const answers = new Map<string, string>();
  return {
    async send({ body, headers }) {
      // The grant is signed and the fetch bound to it, as if they were sent.
      headers();
      let text = answers.get(body);
      if (text === undefined) {
        text = await answerOf(view, body);
        answers.set(body, text);
      }
      const answer = parseAnswer(text);
      return answer ? { kind: 'answered', answer } : { kind: 'failed', code: 'SOURCE_ERROR' };
    },
    close: () => Promise.resolve(),
  };
}

async function answerOf(schema: GraphQLSchema, body: string): Promise<string> {
  const { query, variables } = JSON.parse(body) as { readonly query: string; readonly variables: Source };
  const result = await execute({
    schema,
    document: parse(query),
    variableValues: variables,
    rootValue: {},
    fieldResolver: inventField,
    typeResolver: (source) => String((source as Source)['__typename']),
  });
  if (result.errors) throw new AggregateError(result.errors, 'an invented answer is wrong');
  return JSON.stringify({ data: result.data, extensions: { dataSubjects: [SOMEBODY] } });
}

/** What a representation says stays; everything else is made up from where it stands. */
const inventField: GraphQLFieldResolver<Source, unknown> = (source, args, _, info) => {
  const { fieldName, returnType, schema } = info;
  if (fieldName === '_entities') return (args as Source)['representations'];
  if (fieldName in source) return source[fieldName];
  const type = getNamedType(returnType);
  const { place: above } = source;
  const place = `${typeof above === 'string' ? above : JSON.stringify(source)}.${fieldName}`;
  const invent = (index: number): unknown => {
    if (isEnumType(type)) return type.getValues()[0]?.name;
    if (!isCompositeType(type)) return inventValue(type.name, `${place}${index}`);
    const concrete = isAbstractType(type) ? schema.getPossibleTypes(type)[0] : type;
    return { __typename: concrete?.name, place: `${place}${index}`, pageSize: (args as Source)['first'] };
  };
  if (!isListType(getNullableType(returnType))) return invent(0);
  return Array.from({ length: Number(source['pageSize'] ?? LIST) }, (_each, index) => invent(index));
};

function inventValue(type: string, place: string): unknown {
  switch (type) {
    case 'Int':
    case 'Fen':
      return place.length * 100;
    case 'Float':
      return place.length / 2;
    case 'Boolean':
      return place.length % 2 === 0;
    case 'Date':
      return '2026-10-01';
    case 'Month':
      return '2026-10';
    case 'DateTime':
      return '2026-10-01T00:00:00Z';
    case 'DivisionCode':
      return '230102';
    default:
      return createHash('sha256').update(place).digest('hex').slice(0, 18);
  }
}
