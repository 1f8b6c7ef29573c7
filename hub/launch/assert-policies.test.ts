import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { POLICY_DIRECTORY } from '../configuration/write-configuration.ts';
import { makeScratchDirectory } from '../testing/scratch-directory.ts';
import { assertPolicies } from './assert-policies.ts';

const directory = makeScratchDirectory('assert-policies');
afterAll(() => rmSync(directory, { recursive: true }));

test('the policies that ship are no reason not to start', () => {
  expect(() => assertPolicies()).not.toThrow();
});

test('what is wrong is said by line and column, with the command that says it again', () => {
  cpSync(POLICY_DIRECTORY, directory, { recursive: true });
  const file = join(directory, 'housing.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('effect: permit', 'effect: permitt'));
  const said = (): string => {
    try {
      assertPolicies(directory);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const [problem, ...more] = said().split('\n');
  expect(problem).toMatch(/^housing\.yaml:\d+:\d+: .*permitt/u);
  expect(more).toEqual(['npm run hub -- policy lint']);
});
