import { expect, test } from '@jest/globals';
import { ListPool } from './list-pool.ts';
import { drawFrom } from './testing/random-market.ts';

test('every list stays what it was set to while others come and go', () => {
  const draw = drawFrom(5);
  const pool = new ListPool();
  const expected = new Map<number, readonly number[]>();
  for (let step = 0; step < 3_000; step += 1) {
    const row = draw(60);
    const list = Array.from({ length: draw(30) }, () => draw(2 ** 31));
    pool.set(row, list);
    expected.set(row, list);
  }
  for (const [row, list] of expected)
    expect([...pool.entries.subarray(pool.start[row], pool.end[row])]).toEqual(list);
  // Some ninety thousand numbers went through; those of sixty rows are left.
  expect(pool.entries.length).toBeLessThan(8_192);
});
