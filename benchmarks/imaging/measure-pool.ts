import { createHash } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { InferencePool, type PoolAnswer } from '../../subgraphs/imaging/inference/inference-pool.ts';
import type { PoolModel } from '../../subgraphs/imaging/inference/worker-messages.ts';

export interface PoolMeasure {
  readonly imagesPerS: number;
  readonly loopDelayP99Ms: number;
  /** Images of which the answer was not the one that it was before. */
  readonly wrong: number;
}

/** Images that are asked for at once. */
const IN_FLIGHT = 64;
/** How often the event loop is looked at; what it is late beyond that is its delay. */
export const RESOLUTION_MS = 2;

/** Images a second of the pool, tensors ready, and how long the event loop was kept waiting meanwhile. */
export async function measurePool(
  model: PoolModel,
  images: readonly Float32Array[],
  { workers, count }: { readonly workers: number; readonly count: number },
): Promise<PoolMeasure> {
  const pool = new InferencePool({ workers, providers: ['cpu'] });
  try {
    await pool.open(model);
    const expected = await Promise.all(
      images.map(async (image) => bitsOf(await pool.run(model.sha256, image))),
    );
    let next = 0;
    const answers: PoolAnswer[] = [];
    const lane = async (): Promise<void> => {
      for (let at = next; at < count; at = next) {
        next += 1;
        const image = images[at % images.length];
        if (image !== undefined) answers[at] = await pool.run(model.sha256, image);
      }
    };
    const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    delay.enable();
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
    const seconds = (performance.now() - startedAt) / 1_000;
    delay.disable();
    const isWrong = (answer: PoolAnswer, at: number): boolean =>
      answer.outcome !== 'DONE' || bitsOf(answer) !== expected[at % images.length];
    return {
      imagesPerS: count / seconds,
      loopDelayP99Ms: Math.max(0, delay.percentile(99) / 1e6 - RESOLUTION_MS),
      wrong: answers.filter(isWrong).length + (count - answers.length),
    };
  } finally {
    await pool.close();
  }
}

function bitsOf({ outputs }: PoolAnswer): string {
  const hash = createHash('sha256');
  for (const name of Object.keys(outputs).sort()) {
    const { buffer, byteOffset, byteLength } = outputs[name] ?? new Float32Array();
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest('base64');
}
