import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { writeProvince } from './make-province.ts';
import { occurrences, PLANTINGS, plantingsOf } from './planting/plan.ts';

function hashOf(residents: number, seed: number): string {
  const hash = createHash('sha256');
  writeProvince({ residents, seed }, { write: (table, line) => void hash.update(table.name).update(line) });
  return hash.digest('hex');
}

test('the same seed makes the same province, another seed another', () => {
  expect(hashOf(2000, 7)).toBe(hashOf(2000, 7));
  expect(hashOf(2000, 8)).not.toBe(hashOf(2000, 7));
  expect(hashOf(1999, 7)).not.toBe(hashOf(2000, 7));
});

test.each([1, 7, 499, 700, 1250])(
  'a province of %d has that many residents and no broken row',
  (residents) => {
    const current = new Set<string>();
    writeProvince(
      { residents, seed: 3 },
      {
        write(table, line) {
          expect(line).not.toMatch(/undefined|NaN/u);
          const cells = line.trimEnd().split('\t');
          if (table.name === 'resident' && cells[4] === '\\N') current.add(cells[0] ?? '');
        },
      },
    );
    expect(current.size).toBe(residents);
  },
);

test('a planting occurs exactly as often as planned, at least thrice from 2,000 residents on', () => {
  for (const [residents, blocks] of [
    [2000, 4],
    [20_000, 40],
    [1_200_000, 2400],
  ] as const) {
    const counts = new Map<unknown, number>();
    for (let block = 0; block < blocks; block++) {
      for (const planting of plantingsOf(block, blocks, residents)) {
        counts.set(planting, (counts.get(planting) ?? 0) + 1);
      }
    }
    for (const planting of PLANTINGS) {
      expect(counts.get(planting)).toBe(occurrences(planting, residents));
      expect(counts.get(planting)).toBeGreaterThanOrEqual(
        residents < 20_000 ? 3 : planting.exemption === null ? 10 : 5,
      );
    }
  }
});

test('the share of those on assistance is as wished', () => {
  const members = new Set<string>();
  writeProvince(
    { residents: 4000, seed: 3, assistedShare: 1 / 6 },
    {
      write(table, line) {
        const cells = line.trimEnd().split('\t');
        if (table.name === 'assistance_member' && cells[4] === '\\N') members.add(cells[0] ?? '');
      },
    },
  );
  expect(members.size / 4000).toBeCloseTo(1 / 6, 2);
});

test.each([0, -1, 1.5, Number.NaN])('%d residents are refused', (residents) => {
  expect(() => {
    writeProvince({ residents, seed: 1 }, { write: () => undefined });
  }).toThrow(RangeError);
});
