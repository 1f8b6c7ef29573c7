import type pg from 'pg';
import type { DecodePool } from '../inference/decode-pool.ts';
import type { InferencePool } from '../inference/inference-pool.ts';
import type { InferenceResult } from '../inference/inference-result.ts';
import type { ClaimedJob } from '../inference/queue/job-queue.ts';
import { UnworkableJob } from '../inference/queue/unworkable-job.ts';
import { readImage } from '../inference/read-image.ts';
import type { LoadedModel } from '../models/load-model.ts';
import type { ImageSource } from './image-source.ts';

/** What it takes to read an image that is stored. */
export interface Reading {
  readonly pool: pg.Pool;
  readonly reader: ImageSource;
  readonly decoders: DecodePool;
  readonly inference: InferencePool;
  readonly models: () => Promise<readonly LoadedModel[]>;
  /** By which name models know a hospital. */
  readonly siteOf: (hospital: string) => string;
}

/**
 * Lets the model of a job read its image. The same image gives the same result, however often this is done.
 * @throws UnworkableJob where it will never be done; else where it may be tried again
 */
export async function readStoredImage(job: ClaimedJob, reading: Reading): Promise<InferenceResult> {
  const models = await reading.models();
  const model = models.find(({ card }) => card.sha256 === job.modelSha256);
  if (model === undefined) throw new UnworkableJob('MODEL_GONE');
  const { rows } = await reading.pool.query<{ series_instance_uid: string; sha256: string }>(
    'SELECT series_instance_uid, sha256 FROM archive.instance WHERE sop_instance_uid = $1',
    [job.sopInstanceUid],
  );
  const [stored] = rows;
  if (stored === undefined) throw new UnworkableJob('IMAGE_GONE');
  const { studyInstanceUid, sopInstanceUid } = job;
  const place = { studyInstanceUid, seriesInstanceUid: stored.series_instance_uid, sopInstanceUid };
  const bytes = await reading.reader.read(place);
  const { receivedSha256, facts, ready } = await reading.decoders.decode(bytes, [model.card.input]);
  if (receivedSha256 !== stored.sha256) throw new Error('the archive gave other bytes than it received');
  const [image] = ready;
  if (image === undefined) throw new Error('the decoder answered without an image');
  await reading.inference.open(model.pool);
  const site = reading.siteOf(job.hospital);
  return readImage(reading.inference, model, { ...place, receivedSha256, site }, facts, image);
}
