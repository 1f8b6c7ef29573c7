import type pg from 'pg';
import { inTransaction } from '../../kit/in-transaction.ts';
import type { InferenceResult } from '../inference/inference-result.ts';
import type { ClaimedJob, JobQueue } from '../inference/queue/job-queue.ts';
import type { ModelCard } from '../models/model-card.ts';
import { heedStepDowns } from '../monitors/step-downs.ts';
import type { DraftInput } from '../reports/draft-input.ts';
import { readDraftInput } from './read-draft-input.ts';

export interface DraftSettings {
  readonly cards: () => Promise<readonly ModelCard[]>;
  /** The site of models at which a hospital stands. */
  readonly siteOf: (hospital: string) => string;
  /** Drafts the report of a study in the transaction of `client`. @returns the report's id */
  readonly draft: (client: pg.ClientBase, input: DraftInput) => Promise<string>;
  /** Told of a draft that could not be made; it is tried again. */
  readonly onError: (error: unknown) => void;
}

/** So many studies in one round. */
const AT_ONCE = 50;
const LONGEST_WAIT_S = 600;

/**
 * Drafts studies: each once all that came of it is read and nothing more came for a while. Whatever ends a process, a study
 * that is due stays due until a draft of it is committed.
 */
export class StudyDrafts {
  readonly #pool: pg.Pool;
  readonly #queue: JobQueue;
  readonly #settings: DraftSettings;

  constructor(pool: pg.Pool, queue: JobQueue, settings: DraftSettings) {
    this.#pool = pool;
    this.#queue = queue;
    this.#settings = settings;
  }

  /** Keeps the result of a job and, where it was the last that the study waited for, drafts it in the same transaction. */
  async keep(job: ClaimedJob, result: InferenceResult): Promise<void> {
    const cards = await this.#settings.cards();
    await inTransaction(this.#pool, async (client) => {
      // First the study: of two that end the last two jobs, the second then sees what the first did.
      await lockStudy(client, job.studyInstanceUid);
      const [heeded = result] = await heedStepDowns(client, [result]);
      if (!(await this.#queue.complete(job, heeded, client))) return;
      await this.#draftIfDue(client, job.studyInstanceUid, cards);
    });
  }

  /** Drafts what is due. */
  async draftDue(): Promise<void> {
    const { rows } = await this.#pool.query<{ study_instance_uid: string }>(
      `SELECT study_instance_uid FROM intake.study WHERE ${IS_DUE} ORDER BY due_at LIMIT ${AT_ONCE}`,
    );
    if (rows.length === 0) return;
    const cards = await this.#settings.cards();
    for (const { study_instance_uid: study } of rows)
      await inTransaction(this.#pool, async (client) => {
        await lockStudy(client, study);
        await this.#draftIfDue(client, study, cards);
      });
    if (rows.length === AT_ONCE) await this.draftDue();
  }

  async #draftIfDue(client: pg.ClientBase, study: string, cards: readonly ModelCard[]): Promise<void> {
    const { rowCount } = await client.query(
      `SELECT FROM intake.study WHERE study_instance_uid = $1 AND ${IS_DUE}`,
      [study],
    );
    if (rowCount === 0) return;
    // WHY: what a model said is not lost because of what is made of it.
    await client.query('SAVEPOINT draft');
    try {
      const input = await readDraftInput(client, study, cards, this.#settings.siteOf);
      const report = input === null ? null : await this.#settings.draft(client, input);
      await client.query(
        `UPDATE intake.study SET due_at = NULL, failures = 0, report_id = coalesce($2, report_id)
         WHERE study_instance_uid = $1`,
        [study, report],
      );
      await client.query('RELEASE SAVEPOINT draft');
    } catch (error) {
      this.#settings.onError(error);
      await client.query('ROLLBACK TO SAVEPOINT draft');
      await client.query(
        `UPDATE intake.study SET failures = failures + 1,
           due_at = clock_timestamp() + least(2 ^ least(failures, 20), ${LONGEST_WAIT_S}) * interval '1 second'
         WHERE study_instance_uid = $1`,
        [study],
      );
    }
  }
}

const IS_DUE = `due_at <= clock_timestamp() AND NOT EXISTS (SELECT FROM inference.job
  WHERE job.study_instance_uid = study.study_instance_uid AND job.state IN ('SCHEDULED', 'IN PROGRESS'))`;

async function lockStudy(client: pg.ClientBase, study: string): Promise<void> {
  await client.query('SELECT FROM intake.study WHERE study_instance_uid = $1 FOR UPDATE', [study]);
}
