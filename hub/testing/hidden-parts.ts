import type {
  RowTypeMapping,
  SourceMapping,
  SubgraphDefinition,
} from '../../subgraphs/kit/source-mapping.ts';
import { agencyDatabase } from '../postgres/databases.ts';
import { USES, type DecisionTable, type FieldCoordinate, type MaskKind } from '../../policies/vocabulary.ts';

/**
 * What one caller may not know of one relation, derived from its decision table and the source mappings. Changing
 * exactly this, and nothing else, must change no answer that the caller can get.
 */
export interface HiddenPart {
  readonly database: string;
  readonly relation: string;
  /** Columns of which nothing may be known. */
  readonly unknown: readonly string[];
  /** Columns of which only the masked value may be known. */
  readonly masked: readonly { readonly column: string; readonly mask: MaskKind }[];
  /** Columns that join, order or place no record: they may be changed in records that are hidden altogether. */
  readonly free: readonly string[];
  /** Records outside these divisions may not be known at all; null where there is no such limit. */
  readonly onlyWithin: string | null;
  /** Whether even the existence of the records may not be known. */
  readonly entirely: boolean;
}

/** @param region prefix of the division codes of the caller's region */
export function hiddenParts(
  table: DecisionTable,
  region: string,
  subgraphs: readonly SubgraphDefinition[],
): readonly HiddenPart[] {
  return subgraphs.flatMap(({ name, mapping }) =>
    Object.entries(mapping.types).flatMap(([type, source]) =>
      source.kind === 'rows' ? [hiddenPart(table, region, name, mapping, type, source)] : [],
    ),
  );
}

function hiddenPart(
  table: DecisionTable,
  region: string,
  subgraph: string,
  mapping: SourceMapping,
  type: string,
  source: RowTypeMapping,
): HiddenPart {
  const concluded = concludedColumns(table, mapping, type);
  const structural = new Set([
    ...structuralColumns(mapping, source),
    ...(concluded ?? []),
    ...derivedFromColumns(table, type, source),
  ]);
  const unknown: string[] = [];
  const masked: { column: string; mask: MaskKind }[] = [];
  for (const [column, fields] of fieldsByColumn(source)) {
    if (structural.has(column)) continue;
    const known = fields.flatMap((field) => knowledgeOf(table, coordinate(type, field)));
    if (known.length === 0) unknown.push(column);
    const [first, ...others] = known;
    if (typeof first === 'string' && others.every((other) => other === first))
      masked.push({ column, mask: first });
  }
  const free = [...fieldsByColumn(source).keys()].filter((column) => !structural.has(column));
  const permits = Object.keys(source.fields).flatMap((field) => permitsOf(table, coordinate(type, field)));
  return {
    database: agencyDatabase(subgraph),
    relation: source.relation,
    unknown,
    masked,
    free,
    onlyWithin:
      permits.every(({ decision }) => decision.rows.includes('region')) && permits.length > 0 ? region : null,
    // What tells whether a record exists, tells.
    entirely: permits.length === 0 && concluded === null,
  };
}

const coordinate = (type: string, field: string) => `${type}.${field}` as FieldCoordinate;

/** Every way but `join-key`: a key that only a plan reads shows nothing of itself. */
function permitsOf(table: DecisionTable, field: FieldCoordinate) {
  return USES.filter((use) => use !== 'join-key').flatMap((use) => {
    const decision = table.decide(field, use);
    return decision.effect === 'permit' ? [{ use, decision }] : [];
  });
}

/** What may be known of a field: nothing, a mask of it (its kind), or `true` for the value itself. */
function knowledgeOf(table: DecisionTable, field: FieldCoordinate): readonly (MaskKind | true)[] {
  return permitsOf(table, field).map(({ use, decision }) => (use === 'project' && decision.mask) || true);
}

/** The columns of a type on which conclusions rest that the caller may have; null where there is no such conclusion. */
function concludedColumns(
  table: DecisionTable,
  mapping: SourceMapping,
  type: string,
): readonly string[] | null {
  const selections = Object.entries(mapping.types).flatMap(([owner, { fields }]) =>
    Object.entries(fields).flatMap(([field, from]) =>
      from.kind === 'exists' && permitsOf(table, coordinate(owner, field)).length > 0
        ? from.of.filter((selection) => selection.type === type)
        : [],
    ),
  );
  if (selections.length === 0) return null;
  return selections.flatMap(({ where }) => where.map(({ column }) => column));
}

/** Columns from which another agency derives what the caller may know. */
function derivedFromColumns(table: DecisionTable, type: string, source: RowTypeMapping): readonly string[] {
  return table.derivations
    .filter(({ output }) => permitsOf(table, output).length > 0)
    .flatMap(({ input }) => {
      const [owner, field = ''] = input.split('.');
      const from = owner === type ? source.fields[field] : undefined;
      return from?.kind === 'column' ? [from.column] : [];
    });
}

function fieldsByColumn(source: RowTypeMapping): ReadonlyMap<string, readonly string[]> {
  const byColumn = new Map<string, string[]>();
  for (const [field, from] of Object.entries(source.fields)) {
    if (from.kind !== 'column') continue;
    byColumn.set(from.column, [...(byColumn.get(from.column) ?? []), field]);
  }
  return byColumn;
}

/** Columns that join, order or place records: changing them would change which records are seen. */
function structuralColumns(mapping: SourceMapping, source: RowTypeMapping): ReadonlySet<string> {
  const columns = new Set<string>([source.recordColumn, ...Object.values(source.key ?? {})]);
  for (const column of [source.subjectColumn, source.divisionColumn])
    if (column !== null) columns.add(column);
  for (const type of Object.values(mapping.types)) {
    for (const from of Object.values(type.fields)) {
      for (const column of joiningColumns(from)) columns.add(column);
    }
  }
  return columns;
}

function joiningColumns(from: RowTypeMapping['fields'][string]): readonly string[] {
  const both = (on: Readonly<Record<string, string>>) => [...Object.keys(on), ...Object.values(on)];
  switch (from.kind) {
    case 'column':
      return [];
    case 'entity':
      return Object.values(from.key);
    case 'one':
    case 'list':
      return both(from.on);
    case 'lists':
    case 'exists':
      return from.of.flatMap(({ on }) => both(on));
    case 'derived':
      return [];
    case 'variant':
      return [from.column, ...Object.values(from.cases).flatMap(({ key }) => Object.values(key))];
    case 'computed':
      return from.columns;
  }
}
