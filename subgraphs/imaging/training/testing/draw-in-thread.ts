import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { DataSet, DataSetRequest } from '../data-set.ts';
import type { Phantom } from '../phantom/phantom.ts';

export interface Drawn {
  readonly phantoms: readonly Phantom[];
  readonly data: DataSet;
}

/** Draws phantoms for a test in a thread of its own: in Jest's realm each look-up of `Math` takes microseconds. */
export async function drawInThread(
  request: Omit<DataSetRequest, 'first'> & { first?: number },
): Promise<Drawn> {
  const workerData: DataSetRequest = { first: 0, ...request };
  const worker = new Worker(new URL('draw-worker.ts', import.meta.url), { workerData });
  const [drawn] = (await once(worker, 'message')) as [Drawn];
  return drawn;
}
