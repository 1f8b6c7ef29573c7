import knex from 'knex';
import { ConnectorError, type Predicate, type Selection } from '../contract.ts';
import { asParameters, type Fragment, typeName, type ValueWriter } from './value-writer.ts';

/** A statement and the parameters it takes; its text holds identifiers that were checked and nothing of a caller. */
export interface CompiledSelection {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The source's own type of each column of one relation, by column name (`pg_type.typname`). */
export type ColumnTypes = ReadonlyMap<string, string>;

/** Knex only writes the text here; statements run on connections of our own, which it could not cancel. */
const builder = knex({ client: 'pg' });

const IDENTIFIER = /^[a-z_][a-z0-9_]{0,62}$/u;
const DIRECTIONS: ReadonlySet<string> = new Set(['asc', 'desc']);
const COMPARISONS: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);

/**
 * The one statement that answers a selection with at most `limit` rows (null: all). A list is one array parameter, a
 * list of tuples one array a column, so the text does not depend on how many there are.
 * @throws ConnectorError `bad-selection` for an identifier, operator or limit that is none, and for an unknown column
 */
export function compileSelection(
  selection: Selection,
  types: ColumnTypes,
  limit: number | null,
): CompiledSelection {
  const columns = selection.columns.map((name) => column(name, types));
  if (columns.length === 0) throw new ConnectorError('bad-selection', 'a selection needs a column');
  const where = predicate(selection.where, types);
  const query = builder
    .select(columns)
    .from(relationName(selection.relation))
    .whereRaw(where.sql, where.bindings as readonly knex.Knex.RawBinding[]);
  for (const { column: name, direction } of selection.orderBy) {
    if (!DIRECTIONS.has(direction)) throw new ConnectorError('bad-selection', 'no such direction');
    void query.orderBy(column(name, types), direction);
  }
  if (limit !== null) void query.limit(checkedLimit(limit));
  const { sql, bindings } = query.toSQL().toNative();
  return { text: sql, values: bindings };
}

/** The relation as given: `name`, or `schema.name`. */
export function relationName(relation: string): string {
  const parts = relation.split('.');
  if (parts.length > 2 || !parts.every((part) => IDENTIFIER.test(part)))
    throw new ConnectorError('bad-selection', 'the relation is not an identifier');
  return relation;
}

/** The column as given, where it is an identifier and the relation has it. */
export function column(name: string, types: ColumnTypes): string {
  if (!IDENTIFIER.test(name)) throw new ConnectorError('bad-selection', 'a column is not an identifier');
  if (!types.has(name)) throw new ConnectorError('bad-selection', `the source has no column \`${name}\``);
  return name;
}

/** A fragment as a statement of its own, its values numbered. */
export function statementOf({ sql, bindings }: Fragment): CompiledSelection {
  const native = builder
    .raw(sql, bindings as readonly knex.Knex.RawBinding[])
    .toSQL()
    .toNative();
  return { text: native.sql, values: native.bindings };
}

function checkedLimit(limit: number): number {
  if (!Number.isSafeInteger(limit) || limit < 0)
    throw new ConnectorError('bad-selection', 'the limit is not a whole number');
  return limit;
}

/**
 * The condition that a predicate is; null, as SQL has it, where a column it compares is.
 * @param values how its values are written into the statement
 */
export function predicate(
  where: Predicate,
  types: ColumnTypes,
  values: ValueWriter = asParameters,
): Fragment {
  switch (where.kind) {
    case 'all':
      return join(where.of, { word: ' and ', whenEmpty: 'true' }, types, values);
    case 'any':
      return join(where.of, { word: ' or ', whenEmpty: 'false' }, types, values);
    case 'not':
      return around('not (', predicate(where.of, types, values), ')');
    case 'not-false':
      return around('(', predicate(where.of, types, values), ') is not false');
    case 'compare':
      return comparison(where, types, values);
    case 'in':
      return onColumn(where.column, types, (type) => around('= any(', values.many(where.values, type), ')'));
    case 'in-tuples':
      return tuples(where, types, values);
    case 'prefix':
      // WHY: `^@` takes the prefix as it is, where LIKE would read `%` and `_` in it as wildcards.
      return onColumn(where.column, types, () => around('^@ any(', values.many(where.prefixes, 'text'), ')'));
    case 'is-null':
      return { sql: '?? is null', bindings: [column(where.column, types)] };
  }
}

type Kind<K extends Predicate['kind']> = Extract<Predicate, { kind: K }>;

function comparison(where: Kind<'compare'>, types: ColumnTypes, values: ValueWriter): Fragment {
  const { op } = where;
  if (!COMPARISONS.has(op)) throw new ConnectorError('bad-selection', 'no such comparison');
  return onColumn(where.column, types, (type) =>
    around(`${values.collation(op, type)}${op} `, values.one(where.value, type), ''),
  );
}

function onColumn(name: string, types: ColumnTypes, condition: (type: string) => Fragment): Fragment {
  const known = column(name, types);
  const { sql, bindings } = condition(types.get(known) ?? '');
  return { sql: `?? ${sql}`, bindings: [known, ...bindings] };
}

const around = (before: string, { sql, bindings }: Fragment, after: string): Fragment => ({
  sql: `${before}${sql}${after}`,
  bindings,
});

function join(
  parts: readonly Predicate[],
  { word, whenEmpty }: { readonly word: ' and ' | ' or '; readonly whenEmpty: string },
  types: ColumnTypes,
  values: ValueWriter,
): Fragment {
  const compiled = parts.map((part) => predicate(part, types, values));
  if (compiled.length === 0) return { sql: whenEmpty, bindings: [] };
  return {
    sql: compiled.map(({ sql }) => `(${sql})`).join(word),
    bindings: compiled.flatMap(({ bindings }) => bindings),
  };
}

/** `unnest` cannot tell the type of a bare parameter, so each array is cast to the type of its column. */
function tuples(where: Kind<'in-tuples'>, types: ColumnTypes, values: ValueWriter): Fragment {
  const columns = where.columns.map((name) => column(name, types));
  if (columns.length === 0 || where.tuples.some((tuple) => tuple.length !== columns.length))
    throw new ConnectorError('bad-selection', 'tuples must have one value a column');
  const arrays = columns.map((name, position) => {
    const type = types.get(name) ?? '';
    const array = values.many(
      where.tuples.map((tuple) => tuple[position] ?? null),
      type,
    );
    return around('', array, `::${typeName(type)}[]`);
  });
  return {
    sql: `(${columns.map(() => '??').join(', ')}) in (select * from unnest(${arrays.map(({ sql }) => sql).join(', ')}))`,
    bindings: [...columns, ...arrays.flatMap(({ bindings }) => bindings)],
  };
}
