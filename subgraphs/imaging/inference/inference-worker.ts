import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { Tensor } from 'onnxruntime-node';
import { openSession, type OpenSession } from './execution-providers.ts';
import { floatsOf } from './session-outputs.ts';
import type { FromWorker, ImageOutcome, PoolModel, ToWorker } from './worker-messages.ts';

/** One worker of the pool: a thread with one session of one thread for each model. Runs what it is sent, in order. */

interface OpenModel extends OpenSession {
  readonly model: PoolModel;
  /** Images run together; on a CPU together is no faster than one by one. */
  readonly batch: number;
  readonly buffer: Float32Array<ArrayBuffer>;
  readonly answerLength: number;
}

const models = new Map<string, OpenModel>();
const port = parentPort;
if (port === null) throw new Error('this file is a worker');
const send = (message: FromWorker, transfer: readonly ArrayBuffer[] = []): void =>
  port.postMessage(message, [...transfer]);

async function open({ model, providers, batch }: ToWorker & { kind: 'open' }): Promise<void> {
  const { sha256, bytes, input, outputs } = model;
  try {
    // The session is made of the very bytes that were hashed.
    if (createHash('sha256').update(bytes).digest('hex') !== sha256)
      throw new Error('the bytes of the model are not those of its hash');
    const opened = await openSession(bytes, providers);
    models.set(sha256, {
      ...opened,
      model,
      batch,
      buffer: new Float32Array(batch * input.height * input.width),
      answerLength: outputs.reduce((sum, { length }) => sum + length, 0),
    });
    send({ kind: 'opened', sha256, provider: opened.provider });
  } catch (error) {
    send({ kind: 'refused', sha256, reason: error instanceof Error ? error.message : 'it failed' });
  }
}

async function run({ chunk, sha256, images }: ToWorker & { kind: 'run' }): Promise<void> {
  const opened = models.get(sha256);
  if (opened === undefined) throw new Error('the model was not opened');
  const startedAt = performance.now();
  const values = new Float32Array(images.length * opened.answerLength);
  const outcomes: ImageOutcome[] = [];
  for (let from = 0; from < images.length; from += opened.batch)
    outcomes.push(...(await runTogether(opened, images.slice(from, from + opened.batch), values, from)));
  const wallMs = performance.now() - startedAt;
  send({ kind: 'answered', chunk, outcomes, values, wallMs }, [values.buffer]);
}

/** Runs some images as one batch and writes their outputs behind those of the `first` images. */
async function runTogether(
  { session, model, buffer, answerLength }: OpenModel,
  images: readonly Float32Array[],
  values: Float32Array,
  first: number,
): Promise<readonly ImageOutcome[]> {
  const { input, outputs } = model;
  const size = input.height * input.width;
  for (const [at, image] of images.entries()) buffer.set(image, at * size);
  const finite = images.map((_, at) => allFinite(buffer, at * size, size));
  try {
    const data = images.length * size === buffer.length ? buffer : buffer.subarray(0, images.length * size);
    const tensor = new Tensor('float32', data, [images.length, 1, input.height, input.width]);
    const answer = await session.run({ [input.name]: tensor });
    let offset = first * answerLength;
    for (const { name, length } of outputs) {
      const floats = floatsOf(answer, name);
      if (floats.length !== length * images.length)
        throw new Error(`${name} has another length than declared`);
      for (let at = 0; at < images.length; at += 1)
        values.set(floats.subarray(at * length, (at + 1) * length), offset + at * answerLength);
      offset += length;
    }
  } catch {
    return images.map(() => 'FAILED');
  }
  return finite.map((isFinite, at) => {
    if (!isFinite) return 'NAN_IN';
    return allFinite(values, (first + at) * answerLength, answerLength) ? 'DONE' : 'NAN_OUT';
  });
}

/** Four sums at a time: one alone would wait for each addition before it begins the next. */
function allFinite(values: Float32Array, from: number, length: number): boolean {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = from + length - (length % 4);
  for (let at = from; at < whole; at += 4) {
    a += values[at] ?? 0;
    b += values[at + 1] ?? 0;
    c += values[at + 2] ?? 0;
    d += values[at + 3] ?? 0;
  }
  for (let at = whole; at < from + length; at += 1) a += values[at] ?? 0;
  // Doubles do not overflow by adding floats: the sum is finite if and only if all of them are.
  return Number.isFinite(a + b + c + d);
}

async function close(): Promise<void> {
  for (const { session } of models.values()) await session.release();
  port?.close();
}

let working = Promise.resolve();
port.on('message', (message: ToWorker) => {
  working = working.then(() => {
    if (message.kind === 'run') return run(message);
    return message.kind === 'open' ? open(message) : close();
  });
});
