import type { GraphQLSchema } from 'graphql';
import { regionPrefix } from '../../identifiers/division.ts';
import { USES, type FieldCoordinate, type MaskKind } from '../../policies/vocabulary.ts';
import { RECORD_COLUMNS, SUPERSEDED_AT } from '../../subgraphs/kit/record-columns.ts';
import type { RowTypeMapping, SubgraphDefinition } from '../../subgraphs/kit/source-mapping.ts';
import { agencyDatabase } from '../postgres/databases.ts';
import { fixedColumns } from './fuzz/fixed-columns.ts';
import type { Asking, Permissions } from './fuzz/permissions.ts';
import type { Reach, ReachParts } from './fuzz/reach.ts';

/**
 * What one caller may not know of one relation. Changing exactly this, and nothing else, must change no answer that the
 * caller can get. What counts as hidden, and why: decisions/2026-11-22-what-is-hidden.md.
 */
export interface HiddenPart {
  readonly database: string;
  readonly relation: string;
  readonly type: string;
  /** What a record meets that may be known to exist; every record that does not is hidden altogether. */
  readonly visible: readonly RecordCondition[] | 'none';
  /** Columns that decide whether a record is visible; they stay. */
  readonly deciding: readonly string[];
  /** Columns of which nothing may be known. */
  readonly unknown: readonly string[];
  /** Columns of which only the masked value may be known. */
  readonly masked: readonly { readonly column: string; readonly mask: MaskKind }[];
  /** Columns that lead to other records, on ways that are all closed: which record they lead to may not be known. */
  readonly links: readonly string[];
  /** All columns but the record's number. */
  readonly columns: readonly string[];
}

export type RecordCondition =
  | { readonly kind: 'current' }
  | { readonly kind: 'begins-with'; readonly column: string; readonly prefix: string }
  | { readonly kind: 'is-one-of'; readonly column: string; readonly values: readonly string[] };

export interface HiddenFrom {
  readonly asking: Asking;
  readonly permissions: Permissions;
  readonly reach: Reach;
  readonly requirements: ReachParts['requirements'];
  readonly schema: GraphQLSchema;
}

export function hiddenParts(
  from: HiddenFrom,
  subgraphs: readonly SubgraphDefinition[],
): readonly HiddenPart[] {
  const read = inputsRead(from);
  return subgraphs.flatMap((subgraph) => {
    const { columns, concluded } = fixedColumns(subgraph, from);
    return Object.entries(subgraph.mapping.types).flatMap(([type, source]) =>
      source.kind === 'rows'
        ? [
            hiddenPart(from, {
              subgraph,
              type,
              source,
              read,
              fixed: columns.get(type) ?? new Set(),
              isConcluded: concluded.has(type),
            }),
          ]
        : [],
    );
  });
}

interface TypeParts {
  readonly subgraph: SubgraphDefinition;
  readonly type: string;
  readonly source: RowTypeMapping;
  /** Fields that something is computed from which the caller may see. */
  readonly read: ReadonlySet<FieldCoordinate>;
  readonly fixed: ReadonlySet<string>;
  /** Whether some conclusion tells whether there is a record. */
  readonly isConcluded: boolean;
}

function hiddenPart(from: HiddenFrom, parts: TypeParts): HiddenPart {
  const { type, source, read } = parts;
  const visible = from.reach.isReached(type) || parts.isConcluded ? conditionsOf(from, type, source) : 'none';
  const deciding =
    visible === 'none' ? [] : visible.flatMap((each) => ('column' in each ? [each.column] : []));
  const stays = new Set([...parts.fixed, ...deciding, SUPERSEDED_AT]);
  const unknown: string[] = [];
  const masked: { column: string; mask: MaskKind }[] = [];
  const fields = fieldsByColumn(source);
  for (const [column, named] of fields) {
    if (stays.has(column)) continue;
    const known = named.flatMap((field) => knowledgeOf(from, `${type}.${field}` as FieldCoordinate, read));
    const [first, ...others] = known;
    if (first === undefined) unknown.push(column);
    else if (first !== true && others.every((other) => other === first)) masked.push({ column, mask: first });
  }
  const linking = new Set(linkColumns(parts));
  const isKnown = (column: string): boolean => fields.has(column) && !unknown.includes(column);
  return {
    database: agencyDatabase(parts.subgraph.name),
    relation: source.relation,
    type,
    visible,
    deciding,
    unknown: unknown.filter((column) => !linking.has(column)),
    masked: masked.filter(({ column }) => !linking.has(column)),
    links: [...linking].filter((column) => !stays.has(column) && !isKnown(column)),
    columns: [...new Set([...fields.keys(), ...linking])].filter((column) => column !== source.recordColumn),
  };
}

/** `none`: an exchange can not meet some condition, or the agency can not check it; then it shows no record. */
function conditionsOf(
  { asking, permissions }: HiddenFrom,
  type: string,
  source: RowTypeMapping,
): HiddenPart['visible'] {
  const conditions: RecordCondition[] = [{ kind: 'current' }];
  const named = { region: source.divisionColumn, organisation: source.organisationColumn ?? null };
  for (const condition of permissions.conditionsOn(type)) {
    const column =
      condition === 'region' || condition === 'organisation' ? named[condition] : source.subjectColumn;
    if (column === null || !permissions.canFulfil(condition)) return 'none';
    const values = {
      organisation: [asking.subject.organisation],
      self: [asking.subject.person],
      case: asking.casePeople,
      consent: asking.consenting,
    };
    conditions.push(
      condition === 'region'
        ? { kind: 'begins-with', column, prefix: regionPrefix(asking.subject.region) }
        : { kind: 'is-one-of', column, values: (values[condition] ?? []).filter((each) => each !== null) },
    );
  }
  return conditions;
}

/** What may be known of a field: nothing, a mask of it (its kind), or `true` for the value itself. */
function knowledgeOf(
  { permissions, reach }: HiddenFrom,
  coordinate: FieldCoordinate,
  read: ReadonlySet<FieldCoordinate>,
): readonly (MaskKind | true)[] {
  // WHY not join-key: a key that only a plan reads shows nothing of itself.
  const found = USES.some(
    (use) => use !== 'project' && use !== 'join-key' && permissions.permits(coordinate, use),
  );
  const shown = reach.isShown(coordinate) ? permissions.permits(coordinate, 'project') : null;
  return [
    ...(found || read.has(coordinate) ? [true as const] : []),
    ...(shown ? [shown.mask ?? (true as const)] : []),
  ];
}

/** The fields that a plan may read, though they are not shown, for something computed that is. */
function inputsRead({ permissions, reach, requirements }: HiddenFrom): ReadonlySet<FieldCoordinate> {
  return new Set(
    [...requirements].flatMap(([output, inputs]) => {
      if (!reach.isShown(output)) return [];
      const derived = permissions.inputsOf(output);
      return inputs.filter(
        (input) =>
          derived.has(input) ||
          permissions.permits(input, 'join-key') !== null ||
          permissions.permits(input, 'project')?.mask === null,
      );
    }),
  );
}

function fieldsByColumn(source: RowTypeMapping): ReadonlyMap<string, readonly string[]> {
  const byColumn = new Map<string, string[]>();
  const note = (field: string, column: string) =>
    byColumn.set(column, [...(byColumn.get(column) ?? []), field]);
  for (const [field, from] of Object.entries(source.fields))
    if (from.kind === 'column') note(field, from.column);
  for (const [field, column] of Object.entries(RECORD_COLUMNS)) note(field, column);
  return byColumn;
}

/** Columns of the type's relation that lead to other records, or by which others lead here. */
function linkColumns({ subgraph, type, source }: TypeParts): readonly string[] {
  const own = Object.values(source.fields).flatMap((from) => {
    switch (from.kind) {
      case 'column':
        return [];
      case 'entity':
        return Object.values(from.key);
      case 'one':
      case 'list':
        return Object.values(from.on);
      case 'lists':
      case 'exists':
        return from.of.flatMap(({ on }) => Object.values(on));
      case 'derived':
        return [];
      case 'work':
        return from.columns ?? [];
      case 'variant':
        return [from.column, ...Object.values(from.cases).flatMap(({ key }) => Object.values(key))];
      case 'computed':
        return from.columns;
    }
  });
  const others = Object.values(subgraph.mapping.types)
    .flatMap(({ fields }) => Object.values(fields))
    .flatMap((from) => ('of' in from ? from.of : 'on' in from ? [from] : []))
    .filter((joined) => joined.type === type)
    .flatMap(({ on }) => Object.keys(on));
  const columns = [
    ...own,
    ...others,
    source.subjectColumn,
    source.divisionColumn,
    ...Object.values(source.key ?? {}),
  ];
  return [...new Set(columns.filter((column) => column !== null))];
}
