import type pg from 'pg';

/** A table of rows that are closed and never changed, and what tells two of its rows apart. */
export interface VersionedTable {
  readonly name: string;
  /** Whose rows they are. */
  readonly key: string;
  /** What the rows say, without the key: rows that say the same are one. */
  readonly columns: readonly string[];
}

/** As of when and by which exchange rows are held to be so. */
export interface Held {
  /** Of the repository's own clock, RFC 3339. */
  readonly at: string;
  readonly position: number;
}

/** A row with the exchange in which it was read. */
export type VersionedRow = Readonly<Record<string, unknown>> & { readonly exchange_id: string };

/**
 * Makes the open rows of some keys those that are given: what no longer holds is closed, what is new is written, what is
 * the same stays. Of a key without rows everything is closed.
 * @returns the keys of which anything was closed or written
 */
export async function keepVersions(
  client: pg.ClientBase,
  { name, key, columns }: VersionedTable,
  keys: readonly string[],
  rows: readonly VersionedRow[],
  { at, position }: Held,
): Promise<ReadonlySet<string>> {
  const json = JSON.stringify(rows);
  const listed = [key, ...columns];
  const of = (alias: string): string => listed.map((column) => `${alias}.${column}`).join(', ');
  const given = `jsonb_populate_recordset(NULL::repository.${name}, $1::jsonb)`;
  const closed = await client.query<{ key: string }>(
    `UPDATE repository.${name} AS held SET recorded_to = $3
     WHERE held.${key} = ANY ($2) AND held.recorded_to IS NULL AND NOT EXISTS (
       SELECT FROM ${given} AS given WHERE given.${key} = held.${key} AND (${of('given')}) IS NOT DISTINCT FROM (${of('held')})
     ) RETURNING held.${key} AS key`,
    [json, keys, at],
  );
  const written = await client.query<{ key: string }>(
    `INSERT INTO repository.${name} (${listed.join(', ')}, recorded_from, position, exchange_id)
     SELECT ${of('given')}, $2, $3, given.exchange_id FROM ${given} AS given
     WHERE NOT EXISTS (
       SELECT FROM repository.${name} AS held
       WHERE held.${key} = given.${key} AND held.recorded_to IS NULL
         AND (${of('given')}) IS NOT DISTINCT FROM (${of('held')})
     ) RETURNING ${key} AS key`,
    [json, at, position],
  );
  return new Set([...closed.rows, ...written.rows].map((row) => row.key));
}
