import { getNamedType, type GraphQLSchema, isInputObjectType } from 'graphql';
import { useBindingOf } from '../../../policies/use-binding.ts';
import type { FieldCoordinate } from '../../../policies/vocabulary.ts';
import type { FieldSource } from '../../../subgraphs/kit/source-mapping.ts';
import type { HiddenPart } from '../hidden-parts.ts';
import type { DefectName } from './defects.ts';
import type { Stage } from './fuzz-policy.ts';
import type { FuzzProvince } from './fuzz-province.ts';

/** Where a defect shows something under one policy, so that it can be looked for there. */
export interface Aim {
  /** The field that it is about. */
  readonly field: FieldCoordinate;
  /** Root fields that lead to it. */
  readonly roots: ReadonlySet<string>;
}

/** Null where the policy leaves the defect nothing to show. */
export function aimOf(name: DefectName, stage: Stage, province: FuzzProvince): Aim | null {
  for (const field of candidates(name, stage, province)) {
    const roots = rootsTo(field.split('.')[0] ?? '', stage, province.supergraph.schema);
    if (roots.size > 0) return { field, roots };
  }
  return null;
}

function candidates(name: DefectName, stage: Stage, province: FuzzProvince): readonly FieldCoordinate[] {
  const seen = stage.hidden.filter(({ visible }) => visible !== 'none');
  const mapped = (part: HiddenPart, isMeant: (source: FieldSource) => boolean) =>
    fieldsOf(part, province)
      .filter(({ source }) => isMeant(source))
      .map(({ field }) => field);
  const holding = (columns: readonly string[]) => (source: FieldSource) =>
    source.kind === 'column' && columns.includes(source.column);
  switch (name) {
    case 'mask-removed':
      return seen
        .flatMap((part) =>
          mapped(
            part,
            holding(part.masked.filter(({ mask }) => TELLING.has(mask)).map(({ column }) => column)),
          ),
        )
        .filter((field) => stage.isShown(field));
    case 'use-unbound': {
      const unknown = new Set(seen.flatMap((part) => mapped(part, holding(part.unknown))));
      return boundFields(province.supergraph.schema).filter((field) => unknown.has(field));
    }
    case 'plan-unchecked':
      return seen
        .flatMap((part) =>
          mapped(
            part,
            (source) =>
              source.kind === 'entity' &&
              Object.values(source.key).every((column) => part.links.includes(column)),
          ),
        )
        .filter((field) => stage.isShown(field));
    case 'cursor-in-clear':
      return ['Query.persons' as FieldCoordinate];
  }
}

/** Masks of which every value can be told from what they hide. */
const TELLING: ReadonlySet<string> = new Set(['id.full', 'const', 'exists', 'null', 'date.year', 'date.5y']);

function fieldsOf({ type, relation }: HiddenPart, { agencies }: FuzzProvince) {
  return agencies
    .flatMap(({ mapping }) => mapping.types[type] ?? [])
    .flatMap((source) =>
      source.kind === 'rows' && source.relation === relation ? Object.entries(source.fields) : [],
    )
    .map(([name, source]) => ({ field: `${type}.${name}` as FieldCoordinate, source }));
}

function boundFields(schema: GraphQLSchema): readonly FieldCoordinate[] {
  return Object.values(schema.getQueryType()?.getFields() ?? {})
    .flatMap(({ args }) => args)
    .flatMap(({ type }) => {
      const input = getNamedType(type);
      return isInputObjectType(input) ? Object.values(input.getFields()) : [];
    })
    .flatMap(({ astNode }) => (astNode ? (useBindingOf(schema, astNode)?.coordinates ?? []) : []));
}

/** Pages of the type that may be turned; any root field where the type is the root itself. */
function rootsTo(type: string, stage: Stage, schema: GraphQLSchema): ReadonlySet<string> {
  const roots = Object.values(schema.getQueryType()?.getFields() ?? {}).filter(
    ({ name, type: output }) =>
      stage.isShown(`Query.${name}` as FieldCoordinate) &&
      (type === 'Query' || getNamedType(output).name === `${type}Connection`),
  );
  const isOpen = type === 'Query' || stage.isShown(`${type}Connection.nodes` as FieldCoordinate);
  return new Set(isOpen ? roots.map(({ name }) => name) : []);
}
