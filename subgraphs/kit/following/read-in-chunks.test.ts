import { expect, test } from '@jest/globals';
import { readInChunks } from './read-in-chunks.ts';

test('many keys are read in bearable exchanges, a few at a time, and answered in their order', async () => {
  const keys = Array.from({ length: 220 }, (_, index) => `K${index}`);
  const sizes: number[] = [];
  let going = 0;
  let most = 0;
  const read = await readInChunks(keys, async (few) => {
    sizes.push(few.length);
    going += 1;
    most = Math.max(most, going);
    await Promise.resolve();
    going -= 1;
    return few;
  });
  expect(read).toEqual(keys);
  expect(sizes).toEqual([50, 50, 50, 50, 20]);
  expect(most).toBe(3);
});

test('of no keys nothing is asked', async () => {
  expect(await readInChunks([], () => Promise.reject(new Error('asked')))).toEqual([]);
});
