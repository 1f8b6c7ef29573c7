import type { Connector, Predicate } from '../../connectors/contract.ts';
import { RECORD_COLUMNS, SUPERSEDED_AT } from './record-columns.ts';
import type { SourceMapping } from './source-mapping.ts';
import { columnsOfField, sourceOfField } from './source-of-field.ts';

const DEADLINE_MS = 10_000;
/** What the kit itself reads of every relation. */
const STANDARD_COLUMNS = [...Object.values(RECORD_COLUMNS), SUPERSEDED_AT];

/**
 * Everything in which a mapping and its source disagree, in words: relations and columns that the source has not, and
 * orderings over columns that hold nulls (a page would lose those rows). Reads no row's values.
 */
export async function verifyMappingAgainstSource(
  mapping: SourceMapping,
  connector: Connector,
): Promise<readonly string[]> {
  const options = () => ({ signal: new AbortController().signal, deadlineMs: DEADLINE_MS });
  const problems: string[] = [];
  for (const { relation, columns } of relationsOf(mapping))
    for (const column of columns)
      await connector
        .select({ relation, columns: [column], where: NOTHING, orderBy: [], limit: 0 }, options())
        .catch((error: unknown) =>
          problems.push(
            `${relation}.${column}: ${error instanceof Error ? error.message : 'cannot be read'}`,
          ),
        );
  for (const { relation, column } of orderingsOf(mapping)) {
    const where: Predicate = { kind: 'is-null', column };
    const nulls = await connector
      .select({ relation, columns: [column], where, orderBy: [], limit: 1 }, options())
      .catch(() => []);
    if (nulls.length > 0) problems.push(`${relation}.${column}: an ordering over nulls`);
  }
  return problems;
}

const NOTHING: Predicate = { kind: 'any', of: [] };

function relationsOf(mapping: SourceMapping) {
  return Object.entries(mapping.types).flatMap(([name, type]) => {
    if (type.kind !== 'rows') return [];
    const columns = new Set([type.recordColumn, ...STANDARD_COLUMNS, ...Object.values(type.key ?? {})]);
    for (const column of [type.subjectColumn, type.divisionColumn]) if (column !== null) columns.add(column);
    for (const field of Object.keys(type.fields)) {
      const source = sourceOfField(type, field);
      for (const column of source ? columnsOfField(source) : []) columns.add(column);
    }
    for (const column of [
      ...concludedColumns(mapping, name),
      ...joinedColumns(mapping, name),
      ...queriedColumns(mapping, name),
    ])
      columns.add(column);
    return [{ relation: type.relation, columns: [...columns].sort() }];
  });
}

/** Columns of a type by which others join it. */
function joinedColumns(mapping: SourceMapping, name: string): readonly string[] {
  return Object.values(mapping.types)
    .flatMap(({ fields }) => Object.values(fields))
    .flatMap((source) => {
      const joins = 'of' in source ? source.of : 'on' in source ? [source] : [];
      return joins.filter(({ type }) => type === name).flatMap(({ on }) => Object.keys(on));
    });
}

/** Columns of a type that conclusions look at. */
function concludedColumns(mapping: SourceMapping, name: string): readonly string[] {
  return Object.values(mapping.types)
    .flatMap(({ fields }) => Object.values(fields))
    .flatMap((source) => (source.kind === 'exists' ? source.of : []))
    .filter(({ type }) => type === name)
    .flatMap(({ where }) => where.map(({ column }) => column));
}

function queriedColumns(mapping: SourceMapping, name: string): readonly string[] {
  return Object.values(mapping.queries)
    .filter(({ type }) => type === name)
    .flatMap((query) =>
      query.kind === 'one'
        ? Object.values(query.by)
        : [
            ...Object.values(query.filters),
            ...(query.kind === 'connection' ? Object.values(query.orderings) : []),
          ],
    );
}

function orderingsOf(
  mapping: SourceMapping,
): readonly { readonly relation: string; readonly column: string }[] {
  return Object.values(mapping.queries).flatMap((query) => {
    const type = mapping.types[query.type];
    if (query.kind !== 'connection' || type?.kind !== 'rows') return [];
    return Object.values(query.orderings).map((column) => ({ relation: type.relation, column }));
  });
}
