import {
  type ConstDirectiveNode,
  getNamedType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { providersOf } from './field-providers.ts';
import { isKey } from './key-fields.ts';
import { directiveArguments } from './use-binding.ts';
import type { FieldCoordinate } from './vocabulary.ts';

/** The sharing classes of article 14 of the Government Data Sharing Regulations. */
export const SHARING_CLASSES = ['unconditional', 'conditional', 'not-shared'] as const;
export type SharingClass = (typeof SHARING_CLASSES)[number];

/** What the catalogue says about one field: its own entry, and that of the type which holds it. */
export interface CatalogueEntry {
  readonly type: string;
  readonly field: string;
  /** The name of what it yields, lists and non-null taken off. */
  readonly output: string;
  readonly share: SharingClass;
  /** 1 public … 4 most sensitive. */
  readonly grade: 1 | 2 | 3 | 4;
  readonly tags: readonly string[];
  /** The fields for which this one stands in as a conclusion (`@concludes`), sorted; none for any other field. */
  readonly concludesFrom: readonly FieldCoordinate[];
  /**
   * Of the type's `@dataset`s; several where agencies share an entity, none where the type is no dataset
   * (connections, edges, `Query`). Sorted.
   */
  readonly datasets: readonly string[];
  readonly agencies: readonly string[];
  readonly bases: readonly string[];
  /** Of a field of an interface: the types that implement it, sorted. Absent for object types. */
  readonly implementedBy?: readonly string[];
  /** The subgraphs that provide the field, sorted. */
  readonly providers: readonly string[];
  /** Path from the type to the id of its data subject (`person.id`); null where it describes no person. */
  readonly subjectPath: string | null;
  /** Whether it is part of a `@key`: a plan needs it bare, so its masks are the gateway's to apply. */
  readonly isKey: boolean;
}

export type Catalogue = ReadonlyMap<FieldCoordinate, CatalogueEntry>;

/** A place where the catalogue is missing or wrong. */
export interface CatalogueGap {
  readonly coordinate: FieldCoordinate;
  readonly problem: string;
}

/**
 * The catalogue of a schema, read from `@dataset` and `@catalogue` in its AST. A field of an interface has an entry
 * too; policies are decided on object types only.
 * @throws Error where a field has no entry or a malformed one: a schema that must not be served.
 */
export function catalogueOf(schema: GraphQLSchema): Catalogue {
  const { catalogue, gaps } = readCatalogue(schema);
  const [gap] = gaps;
  if (gap) throw new Error(`the catalogue entry of ${gap.coordinate} ${gap.problem}`);
  return catalogue;
}

/** As `catalogueOf`, but collects what is missing instead of refusing at the first gap. */
export function readCatalogue(schema: GraphQLSchema): {
  readonly catalogue: Catalogue;
  readonly gaps: readonly CatalogueGap[];
} {
  const catalogue = new Map<FieldCoordinate, CatalogueEntry>();
  const gaps: CatalogueGap[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!(isObjectType(type) || isInterfaceType(type)) || type.name.startsWith('__')) continue;
    const dataset = { ...datasetOf(type), ...implementationsOf(type, schema) };
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}` as FieldCoordinate;
      const entry = classOf(field.astNode?.directives ?? []);
      if (typeof entry === 'string') gaps.push({ coordinate, problem: entry });
      else
        catalogue.set(coordinate, {
          type: type.name,
          field: field.name,
          output: getNamedType(field.type).name,
          ...entry,
          concludesFrom: concludedFieldsOf(field.astNode?.directives ?? []),
          ...dataset,
          providers: providersOf(field),
          isKey: isKey(field),
        });
    }
  }
  return { catalogue, gaps };
}

function classOf(
  directives: readonly ConstDirectiveNode[],
): Pick<CatalogueEntry, 'share' | 'grade' | 'tags'> | string {
  const entries = directives.filter(({ name }) => name.value === 'catalogue').map(directiveArguments);
  const [entry] = entries;
  if (!entry) return 'is missing';
  // WHY: when agencies contradict each other on a shared field, neither is right until people settle it.
  if (entries.some((other) => JSON.stringify(other) !== JSON.stringify(entry))) return 'is given twice';
  const share = SHARING_CLASSES.find((each) => each === entry['share']);
  const grade = ([1, 2, 3, 4] as const).find((each) => each === Number(entry['grade']));
  const tags: unknown = entry['tags'] ?? [];
  if (!share) return 'has no sharing class';
  if (!grade) return 'has no grade from 1 to 4';
  if (!Array.isArray(tags) || !tags.every((tag) => typeof tag === 'string')) return 'has no list of tags';
  return { share, grade, tags: tags.toSorted() };
}

function concludedFieldsOf(directives: readonly ConstDirectiveNode[]): readonly FieldCoordinate[] {
  const from = directives
    .filter(({ name }) => name.value === 'concludes')
    .flatMap((directive) => directiveArguments(directive)['from']);
  return [...new Set(from)].filter((each) => typeof each === 'string').toSorted() as FieldCoordinate[];
}

function implementationsOf(
  type: GraphQLObjectType | GraphQLInterfaceType,
  schema: GraphQLSchema,
): Pick<CatalogueEntry, 'implementedBy'> {
  if (!isInterfaceType(type)) return {};
  return {
    implementedBy: schema
      .getPossibleTypes(type)
      .map(({ name }) => name)
      .toSorted(),
  };
}

function datasetOf(
  type: GraphQLObjectType | GraphQLInterfaceType,
): Pick<CatalogueEntry, 'datasets' | 'agencies' | 'bases' | 'subjectPath'> {
  const nodes = [type.astNode, ...type.extensionASTNodes];
  const entries = nodes
    .flatMap((node): readonly ConstDirectiveNode[] => node?.directives ?? [])
    .filter(({ name }) => name.value === 'dataset')
    .map(directiveArguments);
  const values = (name: string) =>
    [...new Set(entries.map((entry) => entry[name]).filter((value) => typeof value === 'string'))].toSorted();
  return {
    datasets: values('id'),
    agencies: values('agency'),
    bases: values('basis'),
    subjectPath: values('subject')[0] ?? null,
  };
}
