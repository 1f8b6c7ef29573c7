import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ROW_CONDITIONS } from '../../../policies/vocabulary.ts';
import { makeScratchDirectory } from '../scratch-directory.ts';
import { testPostgres } from '../test-database.ts';
import { DEFECT_NAMES } from './defects.ts';
import { fuzzPolicy, type FuzzOptions, type FuzzResult } from './fuzz-policy.ts';
import { type FuzzProvince, openFuzzProvince } from './fuzz-province.ts';

/** The small form of `npm run fuzz -- policy`; the large one takes minutes. */
const OPERATIONS = 360;
const POLICIES = 6;

const directory = makeScratchDirectory('fuzz');
let province: FuzzProvince;
beforeAll(async () => {
  province = await openFuzzProvince(testPostgres(), join(directory, 'keys'), 800);
}, 120_000);
afterAll(async () => {
  await province.close();
  rmSync(directory, { recursive: true, force: true });
});

const options = (more: Partial<FuzzOptions>): FuzzOptions => ({
  operations: OPERATIONS,
  policies: POLICIES,
  seed: 5,
  defect: null,
  stopsAtLeak: false,
  onProgress: () => undefined,
  ...more,
});

/** Whether masks, derivations and every condition on rows have all been met. */
const haveMetAll = (runs: readonly FuzzResult[]): boolean =>
  [
    runs.map(({ seen }) => seen.masked),
    runs.map(({ seen }) => seen.derived),
    ...ROW_CONDITIONS.map((condition) => runs.map(({ seen }) => seen.under[condition])),
  ].every((counts) => counts.some((count) => count > 0));

test('random policies hide what they hide, whatever is asked', async () => {
  const first = await fuzzPolicy(province, options({}));
  const { operations, policies, leaks, seen } = first;
  expect(leaks).toEqual([]);
  expect({ operations, policies }).toEqual({ operations: OPERATIONS, policies: POLICIES });
  // A test that mostly asks refused or empty questions, or of provinces that are alike, would prove nothing.
  expect(seen.answered).toBeGreaterThan(OPERATIONS * 0.8);
  expect(seen.values).toBeGreaterThan(OPERATIONS);
  expect(seen.denied).toBeGreaterThan(OPERATIONS / 10);
  expect(seen.pages).toBeGreaterThan(OPERATIONS / 30);
  expect(seen.changed).toBeGreaterThan(1_000 * POLICIES);
  // Which of these a few random policies bring about is chance, and another one with each new field of the graph.
  const runs = [first];
  for (let seed = 6; !haveMetAll(runs) && runs.length < 6; seed += 1)
    runs.push(await fuzzPolicy(province, options({ seed })));
  expect(haveMetAll(runs)).toBe(true);
  expect(runs.flatMap((run) => run.leaks)).toEqual([]);
}, 600_000);

test.each(DEFECT_NAMES)(
  'a hub with a defect is found out: %s',
  async (name) => {
    // Not every policy leaves a defect something to show.
    const found = await fuzzPolicy(
      province,
      options({ seed: 3, operations: 6_000, policies: 60, defect: name, stopsAtLeak: true }),
    );
    expect(found.leaks).not.toEqual([]);
  },
  300_000,
);
