import { expect, test } from '@jest/globals';
import { UsageError } from '../command.ts';
import { assertKnown, readKnownNames } from './known-names.ts';

const { purposes, departments } = readKnownNames();

test('what the policies name is known', () => {
  expect(() => assertKnown('purpose', 'settlement', purposes)).not.toThrow();
  expect(() => assertKnown('department', 'civil-affairs', departments)).not.toThrow();
});

test.each([
  ['purpose', 'settlment', purposes, 'settlement'],
  ['department', 'civil-affair', departments, 'civil-affairs'],
] as const)(
  'a misspelt %s is no usage, and the name that was meant is offered',
  (what, name, known, meant) => {
    expect(() => assertKnown(what, name, known)).toThrow(
      new UsageError(`no policy names the ${what} \`${name}\` (did you mean \`${meant}\`?)`),
    );
  },
);
