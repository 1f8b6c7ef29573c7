import type pg from 'pg';
import { digestOf } from './digest-of.ts';
import type { ReadPerson, ReadPersons } from './repository-store.ts';

/** Of those who were read, those who are not as they were kept. */
export interface News {
  readonly keys: readonly string[];
  readonly persons: readonly (ReadPerson & { readonly digest: Buffer })[];
}

/** Remembers of everybody who is as before that they were read. */
export async function newsIn(
  client: pg.ClientBase,
  { keys, persons }: Pick<ReadPersons, 'keys' | 'persons'>,
  round: number,
): Promise<News> {
  const described = persons.map((person) => ({ ...person, digest: digestOf(person) }));
  const pictured = described.filter(({ concluded }) => concluded !== null);
  const { rows } = await client.query<{ key: string }>(
    `UPDATE repository.person_read SET round = $3, read_at = clock_timestamp()
     FROM unnest($1::text[], $2::bytea[]) AS seen (person_key, digest)
     WHERE person_read.person_key = seen.person_key AND person_read.digest = seen.digest
     RETURNING person_read.person_key AS key`,
    [pictured.map(({ personKey }) => personKey), pictured.map(({ digest }) => digest), round],
  );
  const same = new Set(rows.map(({ key }) => key));
  return {
    keys: keys.filter((key) => !same.has(key)),
    persons: described.filter(({ personKey }) => !same.has(personKey)),
  };
}

/** Remembers by what pictures were read; of people without one nothing is remembered. */
export async function keepReading(
  client: pg.ClientBase,
  keys: readonly string[],
  persons: News['persons'],
  round: number,
): Promise<void> {
  const pictured = persons.filter(({ concluded }) => concluded !== null);
  const pairs = pictured.flatMap(({ personKey, tags }) => tags.map((tag) => ({ personKey, tag })));
  const met = pictured.map(({ personKey }) => personKey);
  await client.query(
    'DELETE FROM repository.person_read WHERE person_key = ANY ($1) AND person_key <> ALL ($2)',
    [keys, met],
  );
  await client.query(
    `INSERT INTO repository.person_read (person_key, digest, round, read_at)
     SELECT met.*, $3, clock_timestamp() FROM unnest($1::text[], $2::bytea[]) AS met
     ON CONFLICT (person_key) DO UPDATE
       SET round = excluded.round, read_at = excluded.read_at, digest = excluded.digest`,
    [met, pictured.map(({ digest }) => digest), round],
  );
  await client.query(
    `WITH given AS (
       SELECT DISTINCT * FROM unnest($2::text[], $3::bytea[]) AS pair (person_key, tag)
     ), gone AS (
       DELETE FROM repository.came_by AS old WHERE person_key = ANY ($1)
         AND NOT EXISTS (SELECT FROM given WHERE (given.person_key, given.tag) = (old.person_key, old.tag))
     )
     INSERT INTO repository.came_by (person_key, tag) SELECT * FROM given ON CONFLICT DO NOTHING`,
    [met, pairs.map(({ personKey }) => personKey), pairs.map(({ tag }) => tag)],
  );
}
