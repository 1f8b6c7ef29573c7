import type { DuckDBConnection } from '@duckdb/node-api';
import type { AskedPart, RoundRelation } from '../plan/round-relation.ts';
import { DOUBTFUL, RECORD_KEY } from './bound-records.ts';
import { conditionSql } from './condition-sql.ts';
import { columnName, fieldName, KEY_COLUMN, tableColumns } from './relation-table.ts';
import { SqlValues, type SqlStatement } from './sql-text.ts';

/**
 * Makes of a loaded relation what each of its parts would be had it been read alone, under the part's id: a view of its own
 * columns; where records are doubled or without a key, which is rare, a table in which they are put right.
 */
export async function partRelation(
  connection: DuckDBConnection,
  relation: RoundRelation<AskedPart>,
): Promise<void> {
  const isWhole = relation.through === 'population' || !(await hasTrouble(connection, relation));
  for (const part of relation.parts) {
    const hasRecordKey = part.relation.columns.some(({ name }) => name === RECORD_KEY);
    const { text, values } = isWhole || !hasRecordKey ? partView(relation, part) : partTable(relation, part);
    await connection.run(text, [...values]);
  }
}

function partView(relation: RoundRelation, { relation: part }: AskedPart): SqlStatement {
  const columns = ownColumns(relation, part).map(({ own, shared }) => `${shared} AS ${own}`);
  return {
    text: `CREATE OR REPLACE VIEW ${part.id} AS SELECT ${columns.join(', ')} FROM ${relation.id}`,
    values: [],
  };
}

async function hasTrouble(connection: DuckDBConnection, relation: RoundRelation): Promise<boolean> {
  if (!relation.fields.some(({ field }) => field === RECORD_KEY)) return false;
  const [key, recordKey] = [fieldName(relation, KEY_COLUMN), fieldName(relation, RECORD_KEY)];
  const doubles = `SELECT 1 FROM ${relation.id} GROUP BY ${key}, ${recordKey} HAVING count(*) > 1`;
  const found = await connection.runAndReadAll(
    `SELECT EXISTS (${doubles}) OR EXISTS (SELECT 1 FROM ${relation.id} WHERE ${recordKey} IS NULL)`,
  );
  return found.getRows()[0]?.[0] === true;
}

/**
 * Equal doubles become one, records that share a key and differ one of which nothing is known; a record without its key
 * keeps what it hangs on and what hangs on it. What another part alone asked for must not make a double differ, nor come in.
 */
function partTable(relation: RoundRelation, { relation: part, where }: AskedPart): SqlStatement {
  const values = new SqlValues();
  const [key, recordKey] = [columnName(part, KEY_COLUMN), columnName(part, RECORD_KEY)];
  const isDoubtful = `(${recordKey} IS NOT NULL AND count(*) OVER (PARTITION BY ${key}, ${recordKey}) > 1)`;
  const kept = part.columns.map(({ name }) => {
    const column = columnName(part, name);
    if (name === RECORD_KEY)
      return `CASE WHEN ${isDoubtful} THEN '${DOUBTFUL}' ELSE ${column} END AS ${column}`;
    const isEdge = name.includes('.');
    return `CASE WHEN ${isDoubtful} ${isEdge ? '' : `OR ${recordKey} IS NULL`} THEN NULL ELSE ${column} END AS ${column}`;
  });
  const own = ownColumns(relation, part).map((each) => `${each.shared} AS ${each.own}`);
  const asked = where === null ? 'TRUE' : conditionSql(where, (field) => fieldName(relation, field), values);
  return values.statement(
    `CREATE OR REPLACE TABLE ${part.id} AS SELECT DISTINCT ${[key, ...kept].join(', ')} FROM (
  SELECT DISTINCT ${own.join(', ')} FROM ${relation.id} WHERE (${asked}) IS NOT FALSE)`,
  );
}

function ownColumns(
  relation: RoundRelation,
  part: AskedPart['relation'],
): readonly { readonly own: string; readonly shared: string }[] {
  const fields = new Map(part.columns.map(({ name, field }) => [name, field]));
  return tableColumns(part).map(({ name }) => ({
    own: columnName(part, name),
    shared: fieldName(relation, fields.get(name) ?? KEY_COLUMN),
  }));
}
