import type pg from 'pg';
import { inTransaction } from '../../kit/in-transaction.ts';
import type { JobQueue } from '../inference/queue/job-queue.ts';
import type { ModelCard } from '../models/model-card.ts';

export interface IntakeSettings {
  /** What reads an image when it comes; models that come later do not read what was there before. */
  readonly cards: () => Promise<readonly ModelCard[]>;
  readonly quietMs: number;
}

/** So many objects in one transaction. */
const AT_ONCE = 100;
/** No transaction of the archive lasts so long: below what was entered before, nothing appears any more but by mistake. */
const SETTLED_AFTER = '1 hour';
const LOOK_AT_ALL_EVERY_MS = 3_600_000;
/** Any number that nothing else of the database locks. */
const INTAKE_LOCK = 7_305_151;
/** When an image is to be read at the latest; a drafted study in two seconds is what is aimed at. */
const DEADLINE_MS = { CRITICAL: 30_000, ROUTINE: 300_000 } as const;

/**
 * Makes jobs of what has arrived in the archive: an object is looked at in the transaction that enters its jobs, and one
 * that was not looked at is found by its not being there. So it does not matter in what order objects were committed, who
 * was killed when, or how many look at once.
 */
export class ImageIntake {
  readonly #pool: pg.Pool;
  readonly #queue: JobQueue;
  readonly #settings: IntakeSettings;
  /** Objects up to this number were all looked at. */
  #settled = '0';
  #lookedAtAll = -Infinity;

  constructor(pool: pg.Pool, queue: JobQueue, settings: IntakeSettings) {
    this.#pool = pool;
    this.#queue = queue;
    this.#settings = settings;
  }

  /** Takes in all that is there. @returns how many jobs came of it */
  async takeIn(): Promise<number> {
    const now = performance.now();
    const all = now - this.#lookedAtAll > LOOK_AT_ALL_EVERY_MS;
    if (all) this.#settled = '0';
    const settled = all ? await this.#settledNow() : this.#settled;
    let jobs = 0;
    for (;;) {
      const round = await this.#takeInSome();
      jobs += round.jobs;
      if (round.images < AT_ONCE) break;
    }
    if (all) {
      this.#settled = settled;
      this.#lookedAtAll = now;
    }
    return jobs;
  }

  async #takeInSome(): Promise<{ readonly images: number; readonly jobs: number }> {
    // Models are loaded when the first image comes, and not while the lock is held.
    if (!(await this.#isAnythingNew())) return { images: 0, jobs: 0 };
    const cards = await this.#settings.cards();
    return inTransaction(this.#pool, async (client) => {
      await client.query('SELECT pg_advisory_xact_lock($1)', [INTAKE_LOCK]);
      const arrived = await this.#arrived(client);
      let jobs = 0;
      for (const image of arrived) jobs += await this.#enter(client, image, cards);
      return { images: arrived.length, jobs };
    });
  }

  async #isAnythingNew(): Promise<boolean> {
    const { rowCount } = await this.#pool.query(`SELECT FROM ${UNSEEN} LIMIT 1`, [this.#settled]);
    return rowCount !== 0;
  }

  async #arrived(client: pg.ClientBase): Promise<readonly Arrival[]> {
    const { rows } = await client.query<Arrival>(
      `SELECT sop_instance_uid AS "sopInstanceUid", study_instance_uid AS "studyInstanceUid", hospital,
         attributes #>> '{00080060,Value,0}' AS modality,
         coalesce(attributes #>> '{00401003,Value,0}', attributes #>> '{0032000C,Value,0}') AS urgency
       FROM ${UNSEEN} ORDER BY record_id LIMIT ${AT_ONCE}`,
      [this.#settled],
    );
    return rows;
  }

  async #enter(client: pg.ClientBase, image: Arrival, cards: readonly ModelCard[]): Promise<number> {
    const readers = cards.filter(({ limits }) => limits.modalities.includes(image.modality ?? ''));
    const { sopInstanceUid, studyInstanceUid, hospital } = image;
    if (readers.length > 0)
      await client.query(
        `INSERT INTO intake.study (study_instance_uid, due_at)
         VALUES ($1, clock_timestamp() + $2 * interval '1 millisecond')
         ON CONFLICT (study_instance_uid) DO UPDATE SET due_at = EXCLUDED.due_at, failures = 0`,
        [studyInstanceUid, this.#settings.quietMs],
      );
    await client.query(
      'INSERT INTO intake.image (sop_instance_uid, study_instance_uid, jobs) VALUES ($1, $2, $3)',
      [sopInstanceUid, studyInstanceUid, readers.length],
    );
    const priority = URGENT.has(image.urgency ?? '') ? 'CRITICAL' : 'ROUTINE';
    const deadlineAt = new Date(Date.now() + DEADLINE_MS[priority]);
    for (const { sha256 } of readers)
      await this.#queue.enqueue(client, {
        studyInstanceUid,
        sopInstanceUid,
        hospital,
        modelSha256: sha256,
        priority,
        deadlineAt,
      });
    return readers.length;
  }

  async #settledNow(): Promise<string> {
    const { rows } = await this.#pool.query<{ record_id: string }>(
      `SELECT record_id FROM archive.instance WHERE received_at < now() - interval '${SETTLED_AFTER}'
       ORDER BY record_id DESC LIMIT 1`,
    );
    return rows[0]?.record_id ?? '0';
  }
}

/** Requested Procedure Priority (0040,1003), or Study Priority ID (0032,000C). */
const URGENT: ReadonlySet<string> = new Set(['STAT', 'HIGH']);

const UNSEEN = `archive.instance WHERE record_id > $1 AND NOT EXISTS
  (SELECT FROM intake.image WHERE image.sop_instance_uid = instance.sop_instance_uid)`;

interface Arrival {
  readonly sopInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly hospital: string;
  readonly modality: string | null;
  readonly urgency: string | null;
}
