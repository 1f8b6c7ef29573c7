import {
  buildASTSchema,
  isObjectType,
  parse,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { directiveArguments } from '../../../policies/use-binding.ts';
import { readDatasets, type DatasetEntry } from '../../kit/following/read-datasets.ts';
import { measureOf, type Measure } from './measure.ts';

/** The graph that audits are written against: its types, and who provides each of them. */
export interface GraphCatalogue {
  readonly schema: GraphQLSchema;
  /** Null for a type without a dataset (connections, edges). An entity of several agencies gives its first. */
  datasetOf(typeName: string): DatasetEntry | null;
  /** Whether a field says who somebody is: tagged `identity`, or a key of grade 4. Such fields join and no more. */
  isIdentity(typeName: string, fieldName: string): boolean;
  /** What a number measures; null where the graph does not say. */
  measureOf(typeName: string, fieldName: string): Measure | null;
  /** How sensitive a field is, 1 to 4; 4 where the catalogue says nothing of it. */
  gradeOf(typeName: string, fieldName: string): number;
  /** The tags of a field in the catalogue. */
  tagsOf(typeName: string, fieldName: string): readonly string[];
  /** The one field by which objects of a type are told apart; null where there is none, or several make the key. */
  keyFieldOf(typeName: string): string | null;
}

/** Reads the supergraph's text. It was composed by the hub and is trusted, so it is not validated again. */
export function readGraphCatalogue(supergraphSdl: string): GraphCatalogue {
  const datasets = readDatasets(supergraphSdl);
  const document = parse(supergraphSdl, { noLocation: true });
  const schema = buildASTSchema(document, { assumeValidSDL: true });
  const fieldOf = (typeName: string, fieldName: string): GraphQLField<unknown, unknown> | undefined => {
    const type = schema.getType(typeName);
    return isObjectType(type) ? type.getFields()[fieldName] : undefined;
  };
  const catalogueOf = (
    typeName: string,
    fieldName: string,
  ): Readonly<Record<string, unknown>> | undefined => {
    const directives = fieldOf(typeName, fieldName)?.astNode?.directives;
    const catalogue = directives?.find(({ name }) => name.value === 'catalogue');
    return catalogue && directiveArguments(catalogue);
  };
  const tagsOf = (typeName: string, fieldName: string): readonly string[] => {
    const tags = catalogueOf(typeName, fieldName)?.['tags'];
    return Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [];
  };
  return {
    schema,
    datasetOf: (typeName) => datasets.get(typeName) ?? null,
    isIdentity: (typeName, fieldName) => {
      const type = schema.getType(typeName);
      const catalogue = catalogueOf(typeName, fieldName);
      // WHY: what the catalogue does not describe is taken for the most sensitive there is.
      if (type === undefined || catalogue === undefined) return true;
      const isKey = keyFieldsOf(type).has(fieldName);
      return tagsOf(typeName, fieldName).includes('identity') || (isKey && catalogue['grade'] === 4);
    },
    measureOf: (typeName, fieldName) => {
      const field = fieldOf(typeName, fieldName);
      return field === undefined ? null : measureOf(field);
    },
    gradeOf: (typeName, fieldName) => Number(catalogueOf(typeName, fieldName)?.['grade'] ?? 4),
    tagsOf,
    keyFieldOf: (typeName) => {
      const type = schema.getType(typeName);
      const [key, ...others] = type === undefined ? [] : keyFieldsOf(type);
      return key !== undefined && others.length === 0 ? key : null;
    },
  };
}

function keyFieldsOf(type: GraphQLNamedType): ReadonlySet<string> {
  const keys = (type.astNode?.directives ?? [])
    .filter(({ name }) => name.value === 'join__type')
    .map((join) => directiveArguments(join)['key'])
    .filter((key) => typeof key === 'string');
  return new Set(keys.flatMap((key) => key.split(/[\s{}]+/u)));
}
