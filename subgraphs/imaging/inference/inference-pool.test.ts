/** @jest-environment ./hub/testing/jest/outer-arrays-environment.ts */
import { readdirSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, jest, test } from '@jest/globals';
import { copyImage, PIXELS } from '../training/data-set.ts';
import { drawInThread } from '../training/testing/draw-in-thread.ts';
import { exportModel, firstParameters } from '../training/network.ts';
import { createHash } from 'node:crypto';
import { smallCard, smallModel } from '../models/testing/small-model.ts';
import { InferencePool, type PoolAnswer, type PoolSettings } from './inference-pool.ts';
import { ONE_THREAD } from './one-thread.ts';
import type { PoolModel, ToWorker } from './worker-messages.ts';

/** The network of the demonstration model, before it has learnt anything. */
const BYTES = exportModel(firstParameters(1));
const MODEL: PoolModel = {
  sha256: createHash('sha256').update(BYTES).digest('hex'),
  bytes: BYTES,
  input: { name: 'image', height: 128, width: 128 },
  outputs: [
    { name: 'logits', length: 6 },
    { name: 'evidence', length: 1536 },
    { name: 'embedding', length: 64 },
  ],
};

const pools: InferencePool[] = [];
async function openPool(settings: Partial<PoolSettings> = {}, model = MODEL): Promise<InferencePool> {
  const pool = new InferencePool({ workers: 1, providers: ['cpu'], ...settings });
  pools.push(pool);
  await pool.open(model);
  return pool;
}
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

async function images(count: number): Promise<readonly Float32Array[]> {
  const { data } = await drawInThread({ seed: 5, count });
  return Array.from({ length: count }, (_, at) => {
    const image = new Float32Array(PIXELS);
    copyImage(data, at, image, { offset: 0, intensity: 1 });
    return image;
  });
}

/** Every bit of what was put out. */
function bitsOf(answers: readonly PoolAnswer[]): readonly string[] {
  return answers.map(({ outputs }) => {
    const hash = createHash('sha256');
    for (const { name } of MODEL.outputs) hash.update(Float32Array.from(outputs[name]!));
    return hash.digest('hex');
  });
}

test('the same bits one by one, eight and fifty at a time, on several workers, and again', async () => {
  const given = await images(60);
  const ask = async (settings: Partial<PoolSettings>): Promise<readonly string[]> => {
    const pool = await openPool(settings);
    return bitsOf(await Promise.all(given.map((image) => pool.run(MODEL.sha256, image))));
  };
  const alone = await ask({});
  expect(new Set(alone).size).toBe(60);
  expect(await ask({ batch: 8 })).toEqual(alone);
  expect(await ask({ batch: 50 })).toEqual(alone);
  expect(await ask({ workers: 3 })).toEqual(alone);
  expect(await ask({})).toEqual(alone);
});

/**
 * As an error that nobody expected would end it, between two runs. WHY not `terminate()`: within a run it ends the whole
 * process, as any crash of native code does; from that the leases of the queue recover.
 */
const UNEXPECTED: ToWorker = {
  kind: 'run',
  chunk: -1,
  sha256: 'of a model that was never opened',
  images: [],
};

test('a worker that ends while it works is replaced, and loses no image', async () => {
  const some = await images(40);
  const given = [...some, ...some, ...some, ...some];
  const pool = await openPool({ workers: 2 });
  const before = bitsOf(await Promise.all(given.map((image) => pool.run(MODEL.sha256, image))));
  const running = Promise.all(given.map((image) => pool.run(MODEL.sha256, image)));
  const [first] = pool.threads;
  const ended = new Promise((resolve) => first!.once('exit', resolve));
  first!.postMessage(UNEXPECTED);
  expect(bitsOf(await running)).toEqual(before);
  await ended;
  expect(pool.threads).toHaveLength(2);
  expect(pool.threads).not.toContain(first);
});

test('a provider that is not there is fallen back from, and the answer says so', async () => {
  const pool = await openPool({ providers: ['dml', 'cpu'] });
  const [image] = await images(1);
  const { provider, outcome } = await pool.run(MODEL.sha256, image!);
  expect(outcome).toBe('DONE');
  expect(provider).toEqual({
    name: 'cpu',
    fellBackFrom: [{ name: 'dml', reason: expect.stringMatching(/./u) as unknown }],
  });
});

test('a value that is no number is told, in and out', async () => {
  const pool = await openPool();
  const [image] = await images(1);
  const spoilt = image!.slice();
  spoilt[77] = Number.NaN;
  const infinite = image!.map((value) => value * 1e38);
  const outcomes = [image!, spoilt, infinite].map((one) => pool.run(MODEL.sha256, one));
  expect((await Promise.all(outcomes)).map(({ outcome }) => outcome)).toEqual(['DONE', 'NAN_IN', 'NAN_OUT']);
});

test('a worker refuses bytes that are not those of the hash', async () => {
  const changed = Buffer.from(BYTES);
  changed[changed.length >> 1] = changed[changed.length >> 1]! ^ 1;
  const pool = new InferencePool({ workers: 2, providers: ['cpu'] });
  pools.push(pool);
  await expect(pool.open({ ...MODEL, bytes: changed })).rejects.toThrow('not those of its hash');
  await expect(pool.run(MODEL.sha256, new Float32Array(PIXELS))).rejects.toThrow('does not run this model');
});

test('an image of another size is not run, and a closed pool runs nothing', async () => {
  const pool = await openPool();
  await expect(pool.run(MODEL.sha256, new Float32Array(7))).rejects.toThrow('another size');
  await pools.pop()!.close();
  await expect(pool.run(MODEL.sha256, new Float32Array(PIXELS))).rejects.toThrow();
});

/** Another model, for the same workers. */
const SMALL: PoolModel = {
  sha256: smallCard().sha256,
  bytes: smallModel().bytes,
  input: { name: 'image', height: 32, width: 32 },
  outputs: [{ name: 'logits', length: 2 }],
};

test('a session has one thread: neither a further model nor work brings the process more of them', async () => {
  expect(ONE_THREAD).toMatchObject({
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
  });
  const threads = (): number => readdirSync('/proc/self/task').length;
  const given = await images(8);
  const pool = await openPool({ workers: 2 });
  const work = () => Promise.all(given.map((image) => pool.run(MODEL.sha256, image)));
  await work();
  const working = threads();
  await pool.open(SMALL);
  await Promise.all([work(), pool.run(SMALL.sha256, new Float32Array(32 * 32))]);
  await work();
  expect(threads()).toBeLessThanOrEqual(working);
  expect(pool.threads).toHaveLength(2);
});

test('a model is given pixels in the shape of its card, and nothing else of an image or a person', async () => {
  const said = jest.spyOn(Worker.prototype, 'postMessage');
  const pool = await openPool();
  const [image] = await images(1);
  await pool.run(MODEL.sha256, image!);
  const sent = said.mock.calls.map(([message]) => message as ToWorker);
  said.mockRestore();
  const [open, run] = [sent.find(({ kind }) => kind === 'open'), sent.find(({ kind }) => kind === 'run')];
  expect(Object.keys(open!).toSorted()).toEqual(['batch', 'kind', 'model', 'providers']);
  expect(open).toMatchObject({ model: MODEL });
  expect(Object.keys((open as ToWorker & { kind: 'open' }).model).toSorted()).toEqual([
    'bytes',
    'input',
    'outputs',
    'sha256',
  ]);
  expect(run).toEqual({ kind: 'run', chunk: 1, sha256: MODEL.sha256, images: [expect.any(Float32Array)] });
  expect((run as ToWorker & { kind: 'run' }).images[0]).toHaveLength(128 * 128);
});
