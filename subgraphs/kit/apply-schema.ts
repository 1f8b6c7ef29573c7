import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { inTransactionOn } from './in-transaction.ts';

/**
 * Makes or renews what a file says of a schema of the process's own: all of it or nothing, also by two at once. What was
 * applied is not applied again.
 *
 * WHY: a file may take views away and make them anew, for which whoever reads them must wait; two processes beside each
 * other, one starting and one at work, would wait for one another.
 * @param client its role owns the schema, which is there
 * @param schema a name of the program's, put into the statements as it is
 * @param file SQL that may be applied over what is there
 */
export function applySchema(client: pg.ClientBase, schema: string, file: URL): Promise<void> {
  return applySchemaText(client, schema, basename(fileURLToPath(file)), readFileSync(file, 'utf8'));
}

/** The same of a text that a program completes; `name` is whose successor it is. */
export async function applySchemaText(
  client: pg.ClientBase,
  schema: string,
  name: string,
  text: string,
): Promise<void> {
  const hash = createHash('sha256').update(text).digest('hex');
  await inTransactionOn(client, async () => {
    await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('schema ' || $1, 0))`, [schema]);
    await client.query(
      `CREATE TABLE IF NOT EXISTS ${schema}.applied_file (name text PRIMARY KEY, hash text NOT NULL)`,
    );
    const { rowCount } = await client.query(
      `INSERT INTO ${schema}.applied_file AS known VALUES ($1, $2)
       ON CONFLICT (name) DO UPDATE SET hash = excluded.hash WHERE known.hash <> excluded.hash`,
      [name, hash],
    );
    if (rowCount === 1) await client.query(text);
  });
}
