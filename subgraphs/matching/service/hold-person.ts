import type pg from 'pg';

/**
 * Makes acts about one person follow each other until the transaction ends: what matching is told of somebody is all of
 * it, and two who change it at once would each tell a part. Taken before every other lock.
 */
export async function holdPerson(client: pg.ClientBase, personKey: string): Promise<void> {
  await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('person ' || $1, 0))`, [personKey]);
}
