import { expect, test } from '@jest/globals';
import { buildSchema, coerceInputValue, type GraphQLInputType, parseValue, valueFromAST } from 'graphql';
import { SCALAR_EXAMPLES } from '../../policies/scalar-checks.ts';
import { withCheckedScalars } from './checked-scalars.ts';

const schema = withCheckedScalars(
  buildSchema(
    `${['Date', 'DateTime', 'Month', 'Fen', 'DivisionCode', 'Cursor', 'Unheard'].map((name) => `scalar ${name}`).join('\n')}
    type Query { a: Int }`,
  ),
);
const inputOf = (name: string) => schema.getType(name) as GraphQLInputType;

function isAccepted(name: string, value: unknown): boolean {
  const complaints: unknown[] = [];
  coerceInputValue(value, inputOf(name), (...complaint) => complaints.push(complaint));
  return complaints.length === 0;
}

test('what is said of how a scalar is written is a value of it', () => {
  for (const [name, example] of Object.entries(SCALAR_EXAMPLES))
    expect([
      name,
      valueFromAST(parseValue(name === 'Fen' ? example : `"${example}"`), inputOf(name)),
    ]).toEqual([name, name === 'Fen' ? Number(example) : example]);
});

test.each([
  ['Date', '2024-02-29'],
  ['DateTime', '2026-11-01T00:00:00Z'],
  ['DateTime', '2026-11-01T23:59:59.123Z'],
  ['Month', '2026-12'],
  ['Fen', 100],
  ['Fen', -1],
  ['DivisionCode', '230100'],
  ['DivisionCode', '230102001'],
  ['Cursor', 'abc'],
])('%s takes %j, as a variable and as text', (name, value) => {
  expect(isAccepted(name, value)).toBe(true);
  expect(valueFromAST(parseValue(JSON.stringify(value)), inputOf(name))).toBe(value);
});

test.each([
  ['Date', '2026-02-29'],
  ['Date', '2026-11-01T00:00:00Z'],
  ['Date', 20261101],
  ['Date', '2026-11'],
  ['Date', '2026'],
  ['Date', '2025–2029'],
  ['DateTime', '2026-11-01'],
  ['DateTime', '2026-11-01T25:00:00Z'],
  ['DateTime', '2026-11-01T00:00:00+08:00'],
  ['Month', '2026-13'],
  ['Fen', 0.5],
  ['Fen', '100'],
  ['Fen', 2 ** 60],
  ['DivisionCode', '23'],
  ['DivisionCode', '000000'],
  ['DivisionCode', "230100' OR 1=1"],
  ['Cursor', { a: 1 }],
  ['Cursor', 'x'.repeat(2_049)],
  ['Cursor', 'a b'],
  ['Unheard', 'anything'],
])('%s does not take %j', (name, value) => {
  expect(isAccepted(name, value)).toBe(false);
  const text = typeof value === 'object' ? '{ a: 1 }' : JSON.stringify(value);
  expect(valueFromAST(parseValue(text), inputOf(name))).toBeUndefined();
});
