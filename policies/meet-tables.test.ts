import { expect, test } from '@jest/globals';
import { meetTables } from './meet-tables.ts';
import type {
  Decision,
  DecisionTable,
  Derivation,
  FieldCoordinate,
  Limit,
  MaskKind,
  Permit,
  PolicyVersion,
  PurposeId,
  RowCondition,
  RuleId,
} from './vocabulary.ts';

const FIELD = 'Car.plate' as FieldCoordinate;
const rules = (...names: readonly string[]) => names as readonly RuleId[];
const PERMIT: Permit = {
  effect: 'permit',
  rules: rules('a'),
  legalBasis: ['law a'],
  mask: null,
  rows: [],
  limits: [],
  smallestGroup: null,
};
const limit = (rule: string): Limit => ({ rule: rule as RuleId, exchanges: 1, people: null });

function table(decision: Decision, more: Partial<DecisionTable> = {}): DecisionTable {
  return {
    policyVersion: 'v' as PolicyVersion,
    purpose: 'p' as PurposeId,
    hasCase: false,
    validUntil: null,
    rowConditions: [],
    derivations: [],
    decide: () => decision,
    rowsOf: () => [],
    ...more,
  };
}

/** Both ways round: which table comes first never matters. */
function meet(one: DecisionTable, other: DecisionTable): DecisionTable {
  const [met, turned] = [meetTables(one, other), meetTables(other, one)];
  expect(turned.decide(FIELD, 'project')).toEqual(met.decide(FIELD, 'project'));
  expect(turned.validUntil).toEqual(met.validUntil);
  return met;
}

const decided = (one: Decision, other: Decision) => meet(table(one), table(other)).decide(FIELD, 'project');

test('what one denies is denied', () => {
  const denial: Decision = { effect: 'deny', rules: rules('no'), lacks: 'case' };
  expect(decided(PERMIT, denial)).toEqual(denial);
  expect(decided(denial, { effect: 'deny', rules: rules('never'), lacks: null })).toEqual({
    effect: 'deny',
    rules: rules('never', 'no'),
    lacks: null,
  });
});

test('what both permit stands under the obligations of both', () => {
  const one: Permit = {
    ...PERMIT,
    mask: 'id.1-1' as MaskKind,
    rows: ['consent'],
    limits: [limit('a'), limit('b')],
    smallestGroup: 5,
  };
  const other: Permit = {
    ...PERMIT,
    rules: rules('b'),
    legalBasis: ['law b'],
    mask: 'id.full' as MaskKind,
    rows: ['region'],
    limits: [limit('b')],
    smallestGroup: 10,
  };
  expect(decided(one, other)).toMatchObject({
    rules: ['a', 'b'],
    mask: 'id.full',
    legalBasis: ['law a', 'law b'],
    rows: ['region', 'consent'],
    limits: [limit('a'), limit('b')],
    smallestGroup: 10,
  });
  expect(decided(one, PERMIT)).toEqual(one);
});

test('rows of a type are filtered by what either says', () => {
  const under = (...rows: readonly RowCondition[]) => table(PERMIT, { rowsOf: () => rows });
  expect(meet(under('case'), under('region')).rowsOf('Car')).toEqual(['region', 'case']);
});

test('only what both derive is derived', () => {
  const derivation = (output: string): Derivation => ({
    rule: 'd' as RuleId,
    input: FIELD,
    output: output as FieldCoordinate,
    legalBasis: [],
  });
  const [kept, gone] = [derivation('Person.hasCar'), derivation('Person.cars')];
  const one = table(PERMIT, { derivations: [kept, gone] });
  expect(meetTables(one, table(PERMIT, { derivations: [kept] })).derivations).toEqual([kept]);
  expect(meetTables(one, table(PERMIT)).derivations).toEqual([]);
});

test('it holds until either ends', () => {
  const until = (validUntil: Date | null) => table(PERMIT, { validUntil });
  const [sooner, later] = [new Date(1), new Date(2)];
  expect(meet(until(sooner), until(later)).validUntil).toBe(sooner);
  expect(meet(until(null), until(later)).validUntil).toBe(later);
  expect(meet(until(null), until(null)).validUntil).toBeNull();
});
