import { expect, test } from '@jest/globals';
import type { RelationCondition } from '../../../../policies/relation-wire.ts';
import { MEMBERS, scopeWith } from '../../testing/rule-fixtures.ts';
import { typeCondition } from '../../rules/type-expression.ts';
import { anyOf, pushedCondition, type PushScope } from './pushed-conditions.ts';

const typing = scopeWith([
  { binding: 'family', path: 'nodes' },
  MEMBERS,
  { binding: 'payment', path: 'family.payments' },
]);

/** As asked of the agency that answers payments; a parameter has its value or is undecided. */
const scope: PushScope = {
  fieldOf: ({ binding, fields }) =>
    binding === 'payment' && fields.length === 1 ? (fields[0] ?? null) : null,
  constant: (expression) => {
    if (expression.op === 'literal') return expression.value;
    return expression.op === 'parameter' && expression.name === 'fromMonth' ? '2026-03' : null;
  },
};

const pushed = (condition: string): RelationCondition | null =>
  pushedCondition([typeCondition({ text: condition, part: 'test' }, typing)], scope);

const PAID: RelationCondition = { kind: 'compare', field: 'status', op: '=', value: 'PAID' };
const BACK: RelationCondition = { kind: 'compare', field: 'status', op: '=', value: 'RETURNED' };

test('what is said of the records themselves is asked of their agency', () => {
  expect(pushed('payment.status == "PAID"')).toEqual(PAID);
  expect(pushed('"PAID" == payment.status')).toEqual(PAID);
  expect(pushed('payment.status in ["PAID", "RETURNED"]')).toEqual({
    kind: 'in',
    field: 'status',
    values: ['PAID', 'RETURNED'],
  });
  expect(pushed('!has(payment.payMonth)')).toEqual({
    kind: 'not',
    of: { kind: 'not', of: { kind: 'is-null', field: 'payMonth' } },
  });
  expect(pushed('payment.payMonth >= fromMonth')).toEqual({
    kind: 'compare',
    field: 'payMonth',
    op: '>=',
    value: '2026-03',
  });
});

test('of parts that must all hold, those that can not be asked there are left out', () => {
  expect(pushed('payment.status == "PAID" && family.status == "ACTIVE"')).toEqual(PAID);
  expect(pushed('family.status == "ACTIVE"')).toBeNull();
});

test('of parts of which one must hold, none may be left out: what is undecided passes', () => {
  expect(pushed('payment.status == "PAID" || payment.status == "RETURNED"')).toEqual({
    kind: 'any',
    of: [PAID, BACK],
  });
  expect(pushed('payment.status == "PAID" || family.status == "ACTIVE"')).toBeNull();
  expect(pushed('!(payment.status == "PAID" && family.status == "ACTIVE")')).toBeNull();
});

test('a comparison with what nobody knows rules nothing out', () => {
  expect(pushed('payment.paidAmount > nothing')).toBeNull();
  expect(pushed('payment.status == "PAID" && payment.paidAmount > nothing')).toEqual(PAID);
});

test('a record is asked for where any use of it needs it, once', () => {
  expect(anyOf([PAID, BACK, PAID])).toEqual({ kind: 'any', of: [PAID, BACK] });
  expect(anyOf([PAID, null])).toBeNull();
});
