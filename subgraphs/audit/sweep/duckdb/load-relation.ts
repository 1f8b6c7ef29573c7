import type { DuckDBConnection } from '@duckdb/node-api';
import type { RoundRelation } from '../plan/round-relation.ts';
import { RelationUnreadable } from '../sweep-engine.ts';
import { WHOLE } from './expression-sql.ts';
import type { NamedPipes } from './named-pipes.ts';
import { fieldName, sharedColumns } from './relation-table.ts';

/**
 * Reads COPY text into a table under the relation's id, its columns numbered: the records as they came. Whole numbers and
 * booleans get their types, everything else stays the text that it is.
 */
export async function loadRelation(
  connection: DuckDBConnection,
  relation: RoundRelation,
  pipes: NamedPipes,
  lines: AsyncIterable<Uint8Array>,
): Promise<number> {
  const { id } = relation;
  let failure: unknown = null;
  const watched = rethrowing(lines, (error) => (failure = error));
  try {
    await pipes.read(watched, (path) => connection.run(readStatement(relation, path)));
  } catch (error) {
    await connection.run(`DROP TABLE IF EXISTS ${id}`);
    throw failure === null ? new RelationUnreadable({ cause: error }) : error;
  }
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

function readStatement(relation: RoundRelation, path: string): string {
  const columns = sharedColumns(relation);
  const raw = columns.map(({ field }) => `${fieldName(relation, field)}: 'VARCHAR'`).join(', ');
  const read = columns.map(({ field, typeName }) => {
    const column = fieldName(relation, field);
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
