import { expect, test } from '@jest/globals';
import { sourceScalars } from './source-scalars.ts';

test.each([
  ['Date', '2026-02-28', true],
  ['Date', '2026-02-30', false],
  ['Date', '2026-2-3', false],
  ['Date', "2026-01-01' or 1=1", false],
  ['Date', 20260101, false],
  ['Date', '2026-01', false],
  ['Date', '2026-Q1', false],
  ['Date', '60–69', false],
  ['DateTime', '2026-11-01T08:00:00Z', true],
  ['DateTime', '2026-11-01T08:00:00.123456Z', true],
  ['DateTime', '2026-11-01T08:00:00.123456+08:00', false],
  ['DateTime', '2026-11-01', false],
  ['Month', '2026-12', true],
  ['Month', '2026-13', false],
  ['Fen', 9_000_000_000_000, true],
  ['Fen', 1.5, false],
  ['Fen', '5', false],
  ['DivisionCode', '230102', true],
  ['DivisionCode', '230102001', true],
  ['DivisionCode', '23%', false],
  ['DivisionCode', '000000', false],
  ['Cursor', 'aGVsbG8', true],
  ['Cursor', 'a b', false],
  ['Cursor', 'x'.repeat(2_048), true],
  ['Cursor', 'x'.repeat(2_049), false],
])('%s takes %p: %p', (name, value, isTaken) => {
  const parse = () => sourceScalars[name]?.parseValue(value);
  if (isTaken) expect(parse()).toBe(value);
  else expect(parse).toThrow(`not a ${name}`);
});
