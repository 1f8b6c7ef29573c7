import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { makeScratchDirectory } from '../testing/scratch-directory.ts';

/** The commands as people call them, each in a process of its own. */

const ROOT = join(import.meta.dirname, '../..');
const guide = readFileSync(join(ROOT, 'docs/policies.md'), 'utf8');

function policy(...args: readonly string[]) {
  const options = { cwd: ROOT, encoding: 'utf8' } as const;
  const { status, stdout } = spawnSync(process.execPath, ['hub/command-line.ts', 'policy', ...args], options);
  return { status, stdout };
}
const answerOf = (stdout: string): unknown => JSON.parse(stdout);

/** Each call that the guide shows, with what it prints there. */
const shown = [...guide.matchAll(/^\$ npm run -s hub -- policy (.+)\n([^$`]+)/gmu)].map(
  ([, call = '', printed = '']): [string, string] => [call, printed],
);

/** The guide leaves out what coverage lists under its counts, and says `…` for numbers that change with the policies. */
const shapeOf = (call: string, text: string): string =>
  (call.startsWith('coverage') ? text.replaceAll(/^ {2}.*\n/gmu, '') : text).replaceAll(/\d+/gu, '…');

describe('what the guide shows is what is printed', () => {
  test('for each of the commands', () => {
    expect(shown.map(([call]) => call.split(' ')[0])).toEqual(['lint', 'test', 'coverage', 'explain']);
  });

  test.each(shown)('policy %s', (call, printed) => {
    const { status, stdout } = policy(...call.split(' '));
    expect(status).toBe(0);
    expect(shapeOf(call, stdout)).toBe(shapeOf(call, printed));
  });
});

test('a plate that is masked is answered by conclusions first, and by no plate', () => {
  const call = '--as auditor --purpose assistance-audit --field Vehicle.plate --json';
  const { status, stdout } = policy('explain', ...call.split(' '));
  expect(status).toBe(0);
  expect(answerOf(stdout)).toMatchObject({
    suffices: [
      { coordinate: 'Person.hasNonExemptVehicle', way: 'conclusion' },
      { coordinate: 'Person.hasVehicle', way: 'conclusion' },
      { coordinate: 'Vehicle.plate', way: 'whole-value' },
    ],
  });
});

test('a scenario that does not hold is named, with status 1', () => {
  const scenarios = makeScratchDirectory('scenarios');
  const scenario =
    "{ title: Open, subject: hospital, purpose: diagnosis, operation: '{ vehicles { __typename } }', expect: {} }";
  writeFileSync(join(scenarios, 'wrong.yaml'), `scenarios: [${scenario}]`);
  const { status, stdout } = policy('test', '--scenarios', scenarios, '--json');
  expect(status).toBe(1);
  expect(answerOf(stdout)).toMatchObject({ scenarios: 1, failed: [{ file: 'wrong.yaml', title: 'Open' }] });
});

test('a name that there is none of is answered with the nearest, with status 2', () => {
  const call = '--as auditor --purpose assistance-audit --field Vehicle.plat --json';
  const { status, stdout } = policy('explain', ...call.split(' '));
  expect(status).toBe(2);
  expect(answerOf(stdout)).toEqual({ error: expect.stringContaining('did you mean `Vehicle.plate`?') });
});
