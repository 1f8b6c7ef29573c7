import { parentPort, workerData } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { ONE_THREAD } from '../../subgraphs/imaging/inference/one-thread.ts';
import type { PoolModel } from '../../subgraphs/imaging/inference/worker-messages.ts';

/** The tightest loop there is around onnxruntime: images lie ready in the thread, what comes out is thrown away. */

export interface RawLoopData {
  readonly model: PoolModel;
  readonly images: readonly Float32Array[];
}

const { model, images } = workerData as RawLoopData;
const { name, height, width } = model.input;
const session = await InferenceSession.create(model.bytes, ONE_THREAD);
const tensors = images.map((image) => new Tensor('float32', Float32Array.from(image), [1, 1, height, width]));
parentPort?.on('message', (count: number) => void loop(count));
parentPort?.postMessage('ready');

async function loop(count: number): Promise<void> {
  if (count === 0) {
    await session.release();
    parentPort?.close();
    return;
  }
  for (let at = 0; at < count; at += 1) {
    const tensor = tensors[at % tensors.length];
    if (tensor !== undefined) await session.run({ [name]: tensor });
  }
  parentPort?.postMessage('done');
}
