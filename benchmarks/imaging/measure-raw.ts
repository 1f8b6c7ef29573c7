import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { PoolModel } from '../../subgraphs/imaging/inference/worker-messages.ts';
import type { RawLoopData } from './raw-loop.ts';

/** Images a second of bare onnxruntime in `workers` threads. */
export async function measureRaw(
  model: PoolModel,
  images: readonly Float32Array[],
  { workers, count }: { readonly workers: number; readonly count: number },
): Promise<number> {
  const workerData: RawLoopData = { model, images };
  const threads = Array.from(
    { length: workers },
    () => new Worker(new URL('raw-loop.ts', import.meta.url), { workerData }),
  );
  const each = Math.ceil(count / workers);
  const round = async (of: number): Promise<void> => {
    const done = threads.map((thread) => once(thread, 'message'));
    for (const thread of threads) thread.postMessage(of);
    await Promise.all(done);
  };
  await Promise.all(threads.map((thread) => once(thread, 'message')));
  await round(50);
  const startedAt = performance.now();
  await round(each);
  const seconds = (performance.now() - startedAt) / 1_000;
  const ended = threads.map((thread) => once(thread, 'exit'));
  for (const thread of threads) thread.postMessage(0);
  await Promise.all(ended);
  return (each * workers) / seconds;
}
