import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Scalar, TypedExpression } from '../../rules/typed-expression.ts';
import { typeCondition } from '../../rules/type-expression.ts';
import { MEMBERS, scopeWith } from '../../testing/rule-fixtures.ts';
import { expressionSql } from './expression-sql.ts';
import { SqlValues } from './sql-text.ts';

const typing = scopeWith([
  { binding: 'family', path: 'nodes' },
  MEMBERS,
  { binding: 'payment', path: 'family.payments' },
  { binding: 'home', path: 'member.person.homes' },
]);
const PARAMETERS = new Map<string, Scalar | null>([['fromMonth', '2026-03']]);
/** What the source gave, as it is loaded; all else is null. */
const VALUES: Readonly<Record<string, string>> = {
  'family.status': `'ACTIVE'`,
  'family.monthlyAmount': '9223372036854775807',
  'family.memberCount': '-7',
  'family.appliedOn': `'2024-02-29'`,
  'payment.payMonth': `'2026-13'`,
  'home.areaSquareMetres': `'60.5'`,
  'home.sharePercent': `'33.33333333'`,
};
const TYPES: Readonly<Record<string, string>> = {
  'family.monthlyAmount': 'Fen',
  'family.memberCount': 'Int',
};

let instance: DuckDBInstance;
let connection: DuckDBConnection;
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  connection = await instance.connect();
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

async function valueOf(condition: string): Promise<unknown> {
  const values = new SqlValues();
  const typed: TypedExpression = typeCondition({ text: condition, part: 'test' }, typing);
  const sql = expressionSql(typed, {
    values,
    read: ({ binding, fields }) => {
      const path = [binding, ...fields].join('.');
      const value = `CAST(${VALUES[path] ?? 'NULL'} AS ${TYPES[path] === undefined ? 'VARCHAR' : 'BIGINT'})`;
      return {
        value,
        known: path.startsWith('member.') ? 'FALSE' : 'TRUE',
        typeName: TYPES[path] ?? 'String',
      };
    },
    parameter: (name) => PARAMETERS.get(name) ?? null,
    threshold: () => 'CAST(NULL AS BIGINT)',
    collected: () => 'CAST(NULL AS BIGINT)',
  });
  const statement = values.statement(`SELECT ${sql}`);
  return (await connection.runAndReadAll(statement.text, [...statement.values])).getRows()[0]?.[0];
}

test.each([
  ['family.status == "ACTIVE"', true],
  ['family.status in ["STOPPED"]', false],
  ['has(family.status)', true],
  ['has(payment.status)', false],
  ['family.memberCount / 2 == -3', true],
  ['family.memberCount % 2 == -1', true],
  ['home.areaSquareMetres > 60.25', true],
  ['month(family.appliedOn) == "2024-02"', true],
  ['payment.status == "PAID" && family.status == "STOPPED"', false],
  ['payment.status == "PAID" || family.status == "ACTIVE"', true],
])('%s is decided: %s', async (condition, expected) => {
  expect(await valueOf(condition)).toBe(expected);
});

test.each([
  ['a value that is none', 'payment.status == "PAID"'],
  ['whether somebody unknown has one', 'has(member.validTo)'],
  ['a number beyond 64 bits', 'family.monthlyAmount + family.monthlyAmount > family.monthlyAmount'],
  ['a division by nothing', 'family.memberCount / (family.memberCount - family.memberCount) == 0'],
  ['a month that is none', 'payment.payMonth >= fromMonth'],
  ['more decimals than the field has', 'home.sharePercent > 1.0'],
  ['a part of which all depends', 'payment.status == "PAID" && family.status == "ACTIVE"'],
])('undecided: %s', async (_, condition) => {
  expect(await valueOf(condition)).toBeNull();
});
