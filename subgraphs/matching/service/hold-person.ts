import type pg from 'pg';

/**
 * Makes acts about one person follow each other until the transaction ends: what matching is told of somebody is all of
 * it, and two who change it at once would each tell a part. Taken before every other lock.
 */
export function holdPerson(client: pg.ClientBase, personKey: string): Promise<void> {
  return holdPeople(client, [personKey]);
}

/** @param personKeys in one order everywhere, so that two who hold the same people do not wait for one another */
export async function holdPeople(client: pg.ClientBase, personKeys: readonly string[]): Promise<void> {
  await client.query(
    `SELECT pg_advisory_xact_lock(hashtextextended('person ' || person_key, 0))
     FROM unnest($1::text[]) AS held (person_key)`,
    [personKeys],
  );
}
