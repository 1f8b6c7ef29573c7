import { InferenceSession, Tensor } from 'onnxruntime-node';
import { ONE_THREAD } from '../inference/one-thread.ts';
import { floatsOf } from '../inference/session-outputs.ts';
import { sigmoid } from '../models/calibration.ts';
import { copyImage, PIXELS, type CaseFacts, type DataSet } from './data-set.ts';
import { CELL_COUNT, LABEL_COUNT } from './network.ts';
import { SIDE } from './phantom/thickness-maps.ts';

/** What a model says of one image, beside what is true. */
export interface Answer extends CaseFacts {
  readonly scores: readonly number[];
  readonly truth: readonly boolean[];
  /** Per label, whether its hottest cell is one that shows it. */
  readonly pointed: readonly boolean[];
  readonly embedding: Float32Array;
}

/** Asks a model of every image of a data set, one by one. */
export async function answersOf(
  model: Uint8Array,
  data: DataSet,
  signal?: AbortSignal,
): Promise<readonly Answer[]> {
  const session = await InferenceSession.create(model, ONE_THREAD);
  try {
    const answers: Answer[] = [];
    const image = new Float32Array(PIXELS);
    for (let at = 0; at < data.count; at += 1) {
      signal?.throwIfAborted();
      copyImage(data, at, image, { offset: 0, intensity: 1 });
      const outputs = await session.run({ image: new Tensor('float32', image, [1, 1, SIDE, SIDE]) });
      const facts = data.facts[at];
      if (facts === undefined) throw new Error(`image ${at} has no facts`);
      answers.push({
        ...facts,
        scores: Array.from(floatsOf(outputs, 'logits'), sigmoid),
        truth: labels((label) => data.truth[at * LABEL_COUNT + label] === 1),
        pointed: labels((label) => pointsAtTruth(data, at, label, floatsOf(outputs, 'evidence'))),
        embedding: Float32Array.from(floatsOf(outputs, 'embedding')),
      });
    }
    return answers;
  } finally {
    await session.release();
  }
}

function labels<T>(of: (label: number) => T): readonly T[] {
  return Array.from({ length: LABEL_COUNT }, (_, label) => of(label));
}

function pointsAtTruth(data: DataSet, image: number, label: number, evidence: Float32Array): boolean {
  const cells = evidence.subarray(label * CELL_COUNT, (label + 1) * CELL_COUNT);
  const hottest = cells.indexOf(cells.reduce((greatest, value) => Math.max(greatest, value), -Infinity));
  return data.cells[(image * LABEL_COUNT + label) * CELL_COUNT + hottest] === 1;
}
