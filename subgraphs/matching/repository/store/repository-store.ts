import type pg from 'pg';
import type { FollowedPlace, FollowedState } from '../../../kit/following/stream-follower.ts';
import { inTransaction } from '../../../kit/in-transaction.ts';
import type { ConcludedPicture } from '../picture/picture-of.ts';
import { keepReading, newsIn, type News } from './keep-reading.ts';
import { keepVersions, type Held } from './keep-versions.ts';
import {
  CLOSURE_SIGNAL,
  CONFLICT,
  conflictRows,
  EMPLOYER_PICTURE,
  employerRows,
  groupRows,
  PERSON_GROUP,
  PERSON_PICTURE,
  pictureRows,
  signalRows,
  type EmployerPicture,
} from './picture-rows.ts';

/** Where the reader of the repository is. */
export interface RepositoryPlace extends FollowedPlace {
  /** The day, in China, on which pictures are decided. */
  readonly day: string;
  /** Of everybody: where the next page begins. */
  readonly pageCursor: string | null;
}

export type RepositoryState = FollowedState | 'FILLING' | 'RESYNCHRONISING' | 'FAILED';

/** A person as read in one exchange. */
export interface ReadPerson {
  readonly personKey: string;
  /** Null for somebody of whom no picture is kept. */
  readonly concluded: ConcludedPicture | null;
  /** Tags of the entities that the answer came by, beside the person. */
  readonly tags: readonly Buffer[];
  readonly exchangeId: string;
}

export interface ReadPersons {
  /** All that were asked for; one that no agency knows is not among `persons`. */
  readonly keys: readonly string[];
  readonly persons: readonly ReadPerson[];
  /** Firms that are to be read again. */
  readonly employers: readonly string[];
}

/** A firm that is to be read again; `asked` tells a request from a later one. */
export interface DueEmployer {
  readonly creditCode: string;
  readonly asked: string;
}

export interface ReadEmployer {
  readonly picture: EmployerPicture;
  readonly exchangeId: string;
}

export interface ReadEmployers {
  /** All that were answered; one that the registry does not know is not among `employers`. */
  readonly keys: readonly string[];
  readonly employers: readonly ReadEmployer[];
}

export interface ChangedPicture {
  readonly personKey: string;
  /** Null where no picture is kept any longer. */
  readonly concluded: ConcludedPicture | null;
}

/** Told in the transaction that keeps pictures, of those that have changed on a day. */
export type OnChanged = (
  client: pg.ClientBase,
  changed: readonly ChangedPicture[],
  day: string,
) => Promise<void>;

/** What the repository keeps. Every method is one transaction. */
export class RepositoryStore {
  private readonly pool: pg.Pool;
  private readonly onChanged: OnChanged;

  constructor(pool: pg.Pool, onChanged: OnChanged = () => Promise.resolve()) {
    this.pool = pool;
    this.onChanged = onChanged;
  }

  /** Begins to read the stream from a position, where nobody has begun before. */
  async begin({ position, day }: Pick<RepositoryPlace, 'position' | 'day'>): Promise<void> {
    await this.pool.query(
      'INSERT INTO repository.reader (position, day) VALUES ($1, $2) ON CONFLICT DO NOTHING',
      [position, day],
    );
  }

  async place(): Promise<RepositoryPlace | null> {
    const { rows } = await this.pool.query<RepositoryPlace>(
      `SELECT position::float8 AS position, round, day::text AS day, is_filling AS "isFilling",
         page_cursor AS "pageCursor" FROM repository.reader`,
    );
    return rows[0] ?? null;
  }

  /** Says what the reader does; `CURRENT` also that everything has had its effect by now. */
  async say(state: RepositoryState, detail: string | null = null): Promise<void> {
    await this.pool.query(
      `UPDATE repository.reader SET state = $1, detail = $2,
         current_at = CASE WHEN $1 = 'CURRENT' THEN clock_timestamp() ELSE current_at END
       WHERE (state, detail) IS DISTINCT FROM ($1, $2)
         OR ($1 = 'CURRENT' AND (current_at IS NULL OR current_at < clock_timestamp() - interval '1 second'))`,
      [state, detail],
    );
  }

  /**
   * Everybody is to be looked at again, as of this day and from this position on; so is every firm with a picture: nobody
   * leads to one whose people have all gone.
   */
  async beginRound({ position, day }: Pick<RepositoryPlace, 'position' | 'day'>): Promise<void> {
    await this.pool.query(
      `WITH begun AS (
         UPDATE repository.reader SET position = greatest(position, $1), round = round + 1, day = $2,
           is_filling = true, page_cursor = NULL, state = 'RESYNCHRONISING', detail = NULL
       )
       INSERT INTO repository.employer_due (credit_code)
       SELECT DISTINCT credit_code FROM repository.employer_picture WHERE recorded_to IS NULL
       ON CONFLICT (credit_code) DO UPDATE SET asked = DEFAULT`,
      [position, day],
    );
  }

  /** Who came by one of the entities. */
  async personsBy(tags: readonly Buffer[]): Promise<readonly string[]> {
    const { rows } = await this.pool.query<{ key: string }>(
      'SELECT DISTINCT person_key AS key FROM repository.came_by WHERE tag = ANY ($1)',
      [tags],
    );
    return rows.map(({ key }) => key);
  }

  /** Whose picture was read longest ago; null while there is nobody. */
  async readLongestAgo(): Promise<string | null> {
    const { rows } = await this.pool.query<{ key: string }>(
      'SELECT person_key AS key FROM repository.person_read ORDER BY read_at LIMIT 1',
    );
    return rows[0]?.key ?? null;
  }

  /** Keeps pictures and the position that they are as of. False where somebody else has gone on. */
  async keep(place: RepositoryPlace, read: ReadPersons, position: number): Promise<boolean> {
    return inTransaction(this.pool, async (client) => {
      const { rowCount } = await client.query(
        'UPDATE repository.reader SET position = $2 WHERE position = $1 AND round = $3',
        [place.position, position, place.round],
      );
      if (rowCount !== 1) return false;
      await this.keepPersons(client, read, { ...place, position });
      return true;
    });
  }

  /**
   * Keeps a page of everybody and where the next one begins; after the last, pictures of whoever was not met are closed.
   * False as `keep`.
   */
  async keepPage(place: RepositoryPlace, read: ReadPersons, nextCursor: string | null): Promise<boolean> {
    return inTransaction(this.pool, async (client) => {
      const { rowCount } = await client.query(
        `UPDATE repository.reader SET page_cursor = $3, is_filling = $3::text IS NOT NULL
         WHERE round = $1 AND is_filling AND page_cursor IS NOT DISTINCT FROM $2`,
        [place.round, place.pageCursor, nextCursor],
      );
      if (rowCount !== 1) return false;
      await this.keepPersons(client, read, place);
      if (nextCursor === null)
        await this.tell(client, await closeUnmet(client, place), { day: place.day, concluded: new Map() });
      return true;
    });
  }

  /** Firms that are to be read again, those that wait longest first. */
  async dueEmployers(limit: number): Promise<readonly DueEmployer[]> {
    const { rows } = await this.pool.query<DueEmployer>(
      `SELECT credit_code AS "creditCode", asked::text FROM repository.employer_due ORDER BY since LIMIT $1`,
      [limit],
    );
    return rows;
  }

  /** Keeps the pictures of firms that were due; one that has become due again meanwhile stays so. */
  async keepEmployers(
    place: RepositoryPlace,
    due: readonly DueEmployer[],
    { keys, employers }: ReadEmployers,
  ): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      const held = await heldNow(client, place.position);
      const rowsOf = (make: typeof employerRows) =>
        employers.flatMap(({ picture, exchangeId }) => make(picture, exchangeId));
      await keepVersions(client, EMPLOYER_PICTURE, keys, rowsOf(employerRows), held);
      await keepVersions(client, CLOSURE_SIGNAL, keys, rowsOf(signalRows), held);
      await client.query(
        `DELETE FROM repository.employer_due USING unnest($1::text[], $2::bigint[]) AS done (credit_code, asked)
         WHERE employer_due.credit_code = done.credit_code AND employer_due.asked = done.asked`,
        [due.map(({ creditCode }) => creditCode), due.map(({ asked }) => asked)],
      );
    });
  }

  private async keepPersons(client: pg.ClientBase, read: ReadPersons, place: RepositoryPlace): Promise<void> {
    const news = await newsIn(client, read, place.round);
    if (news.keys.length > 0) await this.keepNews(client, news, place);
    if (read.employers.length === 0) return;
    await client.query(
      `INSERT INTO repository.employer_due (credit_code) SELECT unnest($1::text[])
       ON CONFLICT (credit_code) DO UPDATE SET asked = DEFAULT`,
      [[...new Set(read.employers)].sort()],
    );
  }

  private async keepNews(
    client: pg.ClientBase,
    { keys, persons }: News,
    { position, round, day }: RepositoryPlace,
  ): Promise<void> {
    const held = await heldNow(client, position);
    const rowsOf = (make: typeof pictureRows) =>
      persons.flatMap(({ concluded, exchangeId }) =>
        concluded === null ? [] : make(concluded.picture, exchangeId),
      );
    const changed = new Set([
      ...(await keepVersions(client, PERSON_PICTURE, keys, rowsOf(pictureRows), held)),
      ...(await keepVersions(client, PERSON_GROUP, keys, rowsOf(groupRows), held)),
      ...(await keepVersions(client, CONFLICT, keys, rowsOf(conflictRows), held)),
    ]);
    await keepReading(client, keys, persons, round);
    const concluded = new Map(persons.map((person) => [person.personKey, person.concluded]));
    await this.tell(client, changed, { day, concluded });
  }

  private async tell(
    client: pg.ClientBase,
    changed: ReadonlySet<string>,
    {
      day,
      concluded,
    }: { readonly day: string; readonly concluded: ReadonlyMap<string, ConcludedPicture | null> },
  ): Promise<void> {
    if (changed.size === 0) return;
    // In one order everywhere, so that two who lock the same people do not wait for one another.
    const pictures = [...changed]
      .sort()
      .map((personKey) => ({ personKey, concluded: concluded.get(personKey) ?? null }));
    await this.onChanged(client, pictures, day);
  }
}

/** Closes the pictures of people whom the round did not meet: household registration has them no more. */
async function closeUnmet(
  client: pg.ClientBase,
  { position, round }: RepositoryPlace,
): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ key: string }>(
    'DELETE FROM repository.person_read WHERE round <> $1 RETURNING person_key AS key',
    [round],
  );
  const keys = rows.map(({ key }) => key);
  const held = await heldNow(client, position);
  for (const table of [PERSON_PICTURE, PERSON_GROUP, CONFLICT])
    await keepVersions(client, table, keys, [], held);
  return new Set(keys);
}

/** WHY not the transaction's own time: one that waited for another would be older than it. */
async function heldNow(client: pg.ClientBase, position: number): Promise<Held> {
  const { rows } = await client.query<{ at: string }>(
    `SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at`,
  );
  return { at: rows[0]?.at ?? new Date().toISOString(), position };
}
