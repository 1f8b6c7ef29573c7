import type { DuckDBConnection } from '@duckdb/node-api';
import type { SweepRelation } from '../plan/sweep-plan.ts';
import { RelationUnreadable } from '../sweep-engine.ts';
import { DOUBTFUL, RECORD_KEY } from './bound-records.ts';
import { WHOLE } from './expression-sql.ts';
import { readThroughPipe } from './named-pipe.ts';
import { columnName, KEY_COLUMN, tableColumns } from './relation-table.ts';

/**
 * Reads COPY text into a table under the relation's id, its columns numbered. Whole numbers and booleans get their types, everything else stays
 * the text that it is; a record without its own key, and records that share one and differ, become one of nulls.
 * @param pipe where a named pipe may be made
 */
export async function loadRelation(
  connection: DuckDBConnection,
  relation: SweepRelation,
  pipe: string,
  lines: AsyncIterable<Uint8Array>,
): Promise<number> {
  const { id } = relation;
  let failure: unknown = null;
  const watched = rethrowing(lines, (error) => (failure = error));
  try {
    await readThroughPipe(pipe, watched, (path) => connection.run(readStatement(relation, path)));
  } catch (error) {
    await connection.run(`DROP TABLE IF EXISTS ${id}`);
    throw failure === null ? new RelationUnreadable({ cause: error }) : error;
  }
  await makeRecordsUnique(connection, relation);
  const counted = await connection.runAndReadAll(`SELECT count(*) FROM ${id}`);
  return Number(counted.getRows()[0]?.[0] ?? 0);
}

async function* rethrowing(
  lines: AsyncIterable<Uint8Array>,
  failed: (error: unknown) => void,
): AsyncIterable<Uint8Array> {
  try {
    yield* lines;
  } catch (error) {
    failed(error);
    throw error;
  }
}

function readStatement(relation: SweepRelation, path: string): string {
  const columns = tableColumns(relation);
  const raw = columns.map(({ name }) => `${columnName(relation, name)}: 'VARCHAR'`).join(', ');
  const read = columns.map(({ name, typeName }) => {
    const column = columnName(relation, name);
    return `${typed(`raw.${column}`, typeName)} AS ${column}`;
  });
  // The path is of our own making and holds no quote.
  return `CREATE OR REPLACE TABLE ${relation.id} AS SELECT ${read.join(', ')} FROM read_csv('${path}',
    delim = '\t', quote = '', escape = '', nullstr = '\\N', header = false, auto_detect = false, new_line = '\\n',
    columns = { ${raw} }) AS raw`;
}

function typed(column: string, typeName: string): string {
  if (WHOLE.has(typeName)) return `CAST(${column} AS BIGINT)`;
  // Anything but the two letters of COPY text is no boolean.
  if (typeName === 'Boolean')
    return `CASE ${column} WHEN 't' THEN TRUE WHEN 'f' THEN FALSE ELSE CAST(${column} AS BOOLEAN) END`;
  return `CASE WHEN contains(${column}, '\\') THEN ${unescaped(column)} ELSE ${column} END`;
}

/** Parted at doubled backslashes first: what is left of an escape within a part is a letter that names a character. */
function unescaped(column: string): string {
  const escapes = [
    ['t', 9],
    ['n', 10],
    ['r', 13],
    ['b', 8],
    ['f', 12],
    ['v', 11],
  ] as const;
  const part = escapes.reduce(
    (inner, [letter, code]) => `replace(${inner}, '\\${letter}', chr(${code}))`,
    'part',
  );
  return `array_to_string(list_transform(string_split(${column}, '\\\\'), lambda part: ${part}), '\\')`;
}

/**
 * Equal doubles become one, records that share a key and differ one of which nothing is known; a record without its key
 * keeps what it hangs on and what hangs on it. All three are rare, so they are looked for first.
 */
async function makeRecordsUnique(connection: DuckDBConnection, relation: SweepRelation): Promise<void> {
  const { id, columns, keyedBy } = relation;
  if (keyedBy === null || !columns.some(({ name }) => name === RECORD_KEY)) return;
  const [key, recordKey] = [columnName(relation, KEY_COLUMN), columnName(relation, RECORD_KEY)];
  const doubles = `SELECT 1 FROM ${id} GROUP BY ${key}, ${recordKey} HAVING count(*) > 1`;
  const found = await connection.runAndReadAll(
    `SELECT EXISTS (${doubles}) OR EXISTS (SELECT 1 FROM ${id} WHERE ${recordKey} IS NULL)`,
  );
  if (found.getRows()[0]?.[0] !== true) return;
  const isDoubtful = `(${recordKey} IS NOT NULL AND count(*) OVER (PARTITION BY ${key}, ${recordKey}) > 1)`;
  const kept = columns.map(({ name }) => {
    const column = columnName(relation, name);
    if (name === RECORD_KEY)
      return `CASE WHEN ${isDoubtful} THEN '${DOUBTFUL}' ELSE ${column} END AS ${column}`;
    const isEdge = name.includes('.');
    return `CASE WHEN ${isDoubtful} ${isEdge ? '' : `OR ${recordKey} IS NULL`} THEN NULL ELSE ${column} END AS ${column}`;
  });
  await connection.run(
    `CREATE OR REPLACE TABLE ${id} AS SELECT DISTINCT ${[key, ...kept].join(', ')} FROM (SELECT DISTINCT * FROM ${id})`,
  );
}
