import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, expect, test } from '@jest/globals';
import { encodedFrame, LOSSLESS_SYNTAXES } from '../dicom/testing/encoded-frame.ts';
import { syntheticObject } from '../dicom/testing/synthetic-object.ts';
import { JPEG_2000_LOSSLESS } from '../dicom/transfer-syntax.ts';
import { DecodePool, type DecodePoolSettings } from './decode-pool.ts';
import type { InputSpec } from './preprocess.ts';

const SIDE = 512;
const SIZE = { rows: SIDE, columns: SIDE };
const INPUT: InputSpec = {
  name: 'image',
  height: 64,
  width: 64,
  range: [-1, 1],
  window: 'percentile-1-99',
  fit: 'letterbox',
};
const OTHER: InputSpec = { ...INPUT, height: 32, width: 32, range: [0, 1] };

let native: Buffer;
const compressed = new Map<string, Buffer>();
beforeAll(async () => {
  const pixels = Buffer.alloc(SIDE * SIDE * 2);
  for (let at = 0; at < SIDE * SIDE; at += 1)
    pixels.writeUInt16LE((at * 37 + (at >> 9) * 11) & 0xfff, at * 2);
  native = syntheticObject({ ...SIZE, elements: [['7FE00010', 'OW', pixels]] });
  for (const transferSyntaxUid of LOSSLESS_SYNTAXES) {
    const fragment = await encodedFrame(transferSyntaxUid, { ...SIZE, pixels });
    compressed.set(transferSyntaxUid, syntheticObject({ ...SIZE, transferSyntaxUid, fragment }));
  }
});

const pools: DecodePool[] = [];
function openPool(settings: Partial<DecodePoolSettings> = {}): DecodePool {
  const pool = new DecodePool({ workers: 1, ...settings });
  pools.push(pool);
  return pool;
}
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

test('every syntax gives a model the same bits, and each model what it wants', async () => {
  const pool = openPool({ workers: 2 });
  const expected = await pool.decode(native, [INPUT, OTHER]);
  expect(expected.receivedSha256).toBe(createHash('sha256').update(native).digest('hex'));
  expect(expected.facts).toMatchObject({ modality: 'DX', bodyPart: 'CHEST', sex: 'F' });
  expect(
    expected.ready.map(({ prepared }) => typeof prepared !== 'string' && prepared.tensor.length),
  ).toEqual([64 * 64, 32 * 32]);
  for (const bytes of compressed.values())
    expect((await pool.decode(bytes, [INPUT, OTHER])).ready).toEqual(expected.ready);
});

test('the event loop goes on while JPEG 2000 is decoded', async () => {
  const pool = openPool();
  await pool.decode(native, [INPUT]);
  let turns = 0;
  const ticking = setInterval(() => (turns += 1), 2);
  await Promise.all(
    Array.from({ length: 4 }, () => pool.decode(compressed.get(JPEG_2000_LOSSLESS)!, [INPUT])),
  );
  clearInterval(ticking);
  expect(turns).toBeGreaterThan(10);
});

test('what can not be read is told to the model, and harms no other', async () => {
  const pool = openPool();
  const sound = await pool.decode(native, [INPUT]);
  const jpeg2000 = compressed.get(JPEG_2000_LOSSLESS)!;
  for (const bytes of [Buffer.from('no object'), jpeg2000.subarray(0, jpeg2000.length >> 1)]) {
    const { ready } = await pool.decode(bytes, [INPUT, OTHER]);
    expect(ready).toEqual([
      { pixelSha256: null, prepared: 'PIXELS_UNREADABLE' },
      { pixelSha256: null, prepared: 'PIXELS_UNREADABLE' },
    ]);
  }
  expect(await pool.decode(native, [INPUT])).toEqual(sound);
});

test('an object over which a decoder works too long is unreadable; the next one is not', async () => {
  const pool = openPool({ limitMs: 1 });
  const late = await pool.decode(compressed.get(JPEG_2000_LOSSLESS)!, [INPUT]);
  expect(late.ready).toEqual([{ pixelSha256: null, prepared: 'PIXELS_UNREADABLE' }]);
  expect(late.receivedSha256).toMatch(/^[0-9a-f]{64}$/u);
});

test('a thread that ends over an object is replaced, and the object decoded by another', async () => {
  const pool = openPool();
  expect(pool.threads).toHaveLength(0);
  const expected = await pool.decode(native, [INPUT]);
  const decoding = pool.decode(compressed.get(JPEG_2000_LOSSLESS)!, [INPUT]);
  const [thread] = pool.threads;
  await sleep(5);
  await thread!.terminate();
  expect((await decoding).ready).toEqual(expected.ready);
  expect(pool.threads).not.toContain(thread);
});

test('a closed pool decodes nothing, and tells those that wait', async () => {
  const pool = openPool();
  const waiting = [pool.decode(native, [INPUT]), pool.decode(native, [INPUT])];
  const told = Promise.allSettled(waiting);
  await pool.close();
  expect((await told).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(pool.decode(native, [INPUT])).rejects.toThrow('closed');
});
