import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { DataSet } from '../data-set.ts';
import type { Phantom } from '../phantom/phantom.ts';

export interface DrawRequest {
  readonly seed: number;
  readonly first: number;
  readonly count: number;
}

export interface Drawn {
  readonly phantoms: readonly Phantom[];
  readonly data: DataSet;
}

/** Draws phantoms for a test in a thread of its own: in Jest's realm each look-up of `Math` takes microseconds. */
export async function drawInThread(seed: number, count: number, first = 0): Promise<Drawn> {
  const workerData: DrawRequest = { seed, first, count };
  const worker = new Worker(new URL('draw-worker.ts', import.meta.url), { workerData });
  const [drawn] = (await once(worker, 'message')) as [Drawn];
  return drawn;
}
