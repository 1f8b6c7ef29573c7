/** @jest-environment ./hub/testing/jest/outer-arrays-environment.ts */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { InferenceSession } from 'onnxruntime-node';
import { ONE_THREAD } from '../inference/one-thread.ts';
import { learningRate } from './adam.ts';
import { keepCheckpoint, readCheckpoint } from './checkpoint.ts';
import type { DataSet } from './data-set.ts';
import { exportModel, firstParameters, PARAMETERS, sizeOf } from './network.ts';
import { batchOf, firstState, gradientsOf, train, type TrainingState } from './train.ts';
import { drawInThread } from './testing/draw-in-thread.ts';
import { trainingGraph } from './training-graph.ts';

let data: DataSet;
beforeAll(async () => {
  ({ data } = await drawInThread({ seed: 9, count: 100 }));
});

test('the network has 93,094 parameters', () => {
  expect(PARAMETERS.reduce((sum, { shape }) => sum + sizeOf(shape), 0)).toBe(93_094);
});

test('every gradient of the graph is the one that two losses beside each other show', async () => {
  const session = await InferenceSession.create(trainingGraph(2), ONE_THREAD);
  const parameters = firstParameters(3);
  const batch = batchOf(data, Uint32Array.of(0, 9), [1, 0.9]);
  const { gradients } = await gradientsOf(session, batch, parameters);
  for (const { name } of PARAMETERS) {
    const gradient = gradients.get(name)!;
    // Where it is steepest the difference of two losses says most.
    const at = gradient.reduce(
      (best, value, index) => (Math.abs(value) > Math.abs(gradient[best]!) ? index : best),
      0,
    );
    const values = parameters.get(name)!;
    const kept = values[at]!;
    const step = 1e-2 * Math.max(0.1, Math.abs(kept));
    const lossAt = async (value: number): Promise<number> => {
      values[at] = value;
      return (await gradientsOf(session, batch, parameters)).loss;
    };
    const slope = ((await lossAt(kept + step)) - (await lossAt(kept - step))) / (2 * step);
    values[at] = kept;
    expect([name, Math.abs(slope / gradient[at]! - 1) < 0.02]).toEqual([name, true]);
  }
  await session.release();
});

test('the loss falls; stopped after an epoch and taken up again it learns the same bits', async () => {
  const recipe = { seed: 4, epochs: 2, images: 100 };
  const folder = mkdtempSync(join(tmpdir(), 'sluice-train-'));
  try {
    const stop = new AbortController();
    const onEpoch = (state: TrainingState): void => {
      keepCheckpoint(folder, recipe, state);
      stop.abort();
    };
    await expect(train(data, recipe, firstState(4), { signal: stop.signal, onEpoch })).rejects.toThrow();
    const kept = readCheckpoint(folder, recipe)!;
    expect(kept.epoch).toBe(1);
    expect(readCheckpoint(folder, { ...recipe, seed: 5 })).toBeNull();
    const resumed = await train(data, recipe, kept);
    const atOnce = await train(data, recipe);
    expect(exportModel(resumed.adam.parameters).equals(exportModel(atOnce.adam.parameters))).toBe(true);
    expect(atOnce.losses[1]).toBeLessThan(atOnce.losses[0]!);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the rate warms up for a fifth of the steps, and falls to nothing', () => {
  const rates = Array.from({ length: 100 }, (_, step) => learningRate(step, 100));
  expect(Math.max(...rates)).toBeCloseTo(2.5e-3, 9);
  expect(rates.indexOf(Math.max(...rates))).toBe(19);
  expect(rates[99]).toBeLessThan(2e-6);
});
