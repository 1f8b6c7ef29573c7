import { expect, test } from '@jest/globals';
import { Best } from './best.ts';
import { drawFrom } from './testing/random-market.ts';

test.each([0, 1, 7, 50])('keeps the best %i in order, whatever comes in which order', (size) => {
  const draw = drawFrom(size + 1);
  const best = new Best((a, b) => a < b);
  for (let round = 0; round < 20; round += 1) {
    const offered = Array.from({ length: 40 }, (_, row) => ({ row, score: draw(10) / 10 }));
    best.begin(size);
    for (const { row, score } of [...offered].sort(() => draw(3) - 1)) best.offer(row, score);
    best.sort();
    const expected = offered.sort((a, b) => b.score - a.score || a.row - b.row).slice(0, size);
    expect([...best.rows.slice(0, best.count)]).toEqual(expected.map(({ row }) => row));
    expect([...best.scores.slice(0, best.count)]).toEqual(expected.map(({ score }) => score));
  }
});
