import { availableParallelism } from 'node:os';
import type pg from 'pg';
import { DecodePool } from '../inference/decode-pool.ts';
import type { ProviderName } from '../inference/execution-providers.ts';
import { InferencePool } from '../inference/inference-pool.ts';
import { DEFAULT_QUEUE, JobQueue } from '../inference/queue/job-queue.ts';
import { workOnJobs } from '../inference/queue/work-on-jobs.ts';
import type { LoadedModel } from '../models/load-model.ts';
import { RepeatedWork } from '../../kit/repeated-work.ts';
import { heedArrivals } from './arrival-hints.ts';
import type { ImageSource } from './image-source.ts';
import { readStoredImage } from './read-stored-image.ts';
import { StudyDrafts, type DraftSettings } from './study-drafts.ts';
import { ImageIntake } from './take-in-images.ts';

export interface IntakeParts {
  readonly pool: pg.Pool;
  /** For the one connection that listens for arrivals. */
  readonly connection: pg.ClientConfig;
  readonly reader: ImageSource;
  /** Loaded when the first image comes: a hub without images is not kept waiting, and has no threads. */
  readonly models: () => Promise<readonly LoadedModel[]>;
  readonly providers: readonly ProviderName[];
  readonly siteOf: (hospital: string) => string;
  readonly draft: DraftSettings['draft'];
  readonly quietMs: number;
  readonly onError: (event: string, error: unknown) => void;
}

export interface RunningIntake {
  stop(): Promise<void>;
}

/** Without a hint: for what was missed, and for what another process left behind. */
const LOOK_EVERY_MS = 10_000;
const MOST_JOBS = 32;
const LEASE_MS = 15_000;
const RENEW_MS = 4_000;

/** From images that arrive to drafts of their studies, until it is stopped. */
export function startIntake(parts: IntakeParts): RunningIntake {
  const { pool, quietMs, onError } = parts;
  const threads = availableParallelism();
  const queue = new JobQueue(pool, { ...DEFAULT_QUEUE, workers: threads, leaseMs: LEASE_MS });
  const decoders = new DecodePool({ workers: threads });
  const inference = new InferencePool({ workers: threads, providers: parts.providers });
  const cards = async () => (await parts.models()).map(({ card }) => card);
  const intake = new ImageIntake(pool, queue, { cards, quietMs });
  const failed = (event: string) => (error: unknown) => onError(event, error);
  const drafts = new StudyDrafts(pool, queue, {
    cards,
    siteOf: parts.siteOf,
    draft: parts.draft,
    onError: failed('StudyNotDrafted'),
  });
  const working = workOnJobs({
    queue,
    infer: (job) => readStoredImage(job, { ...parts, decoders, inference }),
    keep: (job, result) => drafts.keep(job, result),
    // One decodes while another's model runs.
    workers: Math.min(2 * threads, MOST_JOBS),
    idleMs: LOOK_EVERY_MS,
    renewMs: RENEW_MS,
    onError: failed('ImageNotRead'),
  });
  const drafting = new RepeatedWork(() => drafts.draftDue(), {
    everyMs: LOOK_EVERY_MS,
    onError: failed('DraftsNotMade'),
  });
  const taking = new RepeatedWork(
    async () => {
      const jobs = await intake.takeIn();
      if (jobs === 0) return;
      working.wake();
      drafting.wakeIn(quietMs);
    },
    { everyMs: LOOK_EVERY_MS, onError: failed('ImagesNotTakenIn') },
  );
  const hints = heedArrivals(parts.connection, () => taking.wake());
  return {
    stop: async () => {
      await hints.stop();
      await taking.stop();
      await Promise.all([working.stop(), drafting.stop()]);
      await Promise.all([decoders.close(), inference.close()]);
    },
  };
}
