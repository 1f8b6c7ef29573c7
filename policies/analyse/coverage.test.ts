import { describe, expect, test } from '@jest/globals';
import { compilePolicies, type PolicySource } from '../compile-policy.ts';
import type { Rule } from '../language/policy-document.ts';
import { smallPolicies, smallRule } from '../testing/small-rules.ts';
import { type MaskKind, USES } from '../vocabulary.ts';
import { type Coverage, coverageOf } from './coverage.ts';
import { domainOf } from './domain.ts';
import { equalRules } from './equal-rules.ts';

const AT = new Date('2026-11-01T12:00:00+08:00');
const analyse = (source: PolicySource): Coverage =>
  coverageOf({ source, domain: domainOf(source), policies: compilePolicies(source) }, AT, 90);
const coverage = (...rules: readonly Rule[]): Coverage => analyse(smallPolicies(...rules));
const MASKED = {
  obligations: [{ mask: 'const' as MaskKind }],
  resources: [{ type: 'Car', fields: ['key'] }],
};

test('cells are counted field by field, use by use, for each class with and without a case', () => {
  const { cells } = coverage(smallRule('all'), smallRule('keys', MASKED));
  const fields = smallPolicies().catalogue.size;
  // Auditors under audit, whether or not they are carers too, and carers under care.
  expect(cells.all).toBe(fields * USES.length * 2 * 2);
  expect(cells.shown).toBe(4 * 2);
  expect(cells.masked).toBe(0);
  expect(cells.all).toBe(cells.shown + cells.masked + cells.forbidden + cells.needsCase + cells.notPermitted);
});

test('a field that no rule speaks of is named', () => {
  expect(coverage(smallRule('all')).unruled).toContain('Person.name');
  expect(coverage(smallRule('all')).unruled).not.toContain('Car.plate');
});

describe('a rule that decides nothing is named with the reason', () => {
  test.each<readonly [string, readonly Rule[], Coverage['idle'][number]['why'], readonly string[]]>([
    ['its time is over', [smallRule('x', { validTo: '2026-11-01' })], 'expired', []],
    [
      'another forbids it',
      [
        smallRule('x'),
        smallRule('no', { effect: 'forbid', purposes: 'all', subjects: 'everybody', uses: 'all' }),
      ],
      'forbidden',
      ['vehicles/no'],
    ],
    ['it masks and permits only filters', [smallRule('x', { ...MASKED, uses: ['filter-eq'] })], 'masked', []],
  ])('%s', (_, rules, why, forbiddenBy) => {
    expect(coverage(...rules).idle).toEqual([{ rule: 'vehicles/x', why, forbiddenBy }]);
  });

  test('nobody who meets its condition may declare its purpose', () => {
    const source = smallPolicies(smallRule('x', { subjects: { departments: ['police'] } }));
    const purposes = source.purposes.map((purpose) => ({
      ...purpose,
      subjects: { departments: ['audit-office'] },
    }));
    expect(analyse({ ...source, purposes }).idle).toEqual([
      { rule: 'vehicles/x', why: 'nobody', forbiddenBy: [] },
    ]);
  });
});

test('a rule that begins later is no idle one', () => {
  expect(coverage(smallRule('x', { validFrom: '2027-01-01' })).idle).toEqual([]);
});

test('a rule without which all is decided the same is named with those that outweigh it', () => {
  const { shadowed } = coverage(smallRule('all'), smallRule('keys', MASKED));
  expect(shadowed).toEqual([{ rule: 'vehicles/keys', by: ['vehicles/all'] }]);
});

test('a rule that alone permits something is not shadowed', () => {
  const two = [smallRule('all'), smallRule('more', { uses: ['project', 'order'] })];
  expect(coverage(...two).shadowed.map(({ rule }) => rule)).toEqual(['vehicles/all']);
});

test('a forbid of what nothing permits changes nothing, and is outweighed by none', () => {
  const no = smallRule('no', { effect: 'forbid', resources: [{ tags: ['plate'] }] });
  expect(coverage(no).shadowed).toEqual([{ rule: 'vehicles/no', by: [] }]);
});

test('rules that end within the days given are listed, the earliest first', () => {
  const ending = ['2027-01-01', '2026-12-01', '2027-06-01'].map((validTo, index) =>
    smallRule(`r${index}`, { validTo }),
  );
  expect(coverage(...ending).expiring).toEqual([
    { rule: 'vehicles/r1', validTo: '2026-12-01' },
    { rule: 'vehicles/r0', validTo: '2027-01-01' },
  ]);
});

test('rules that differ in id, title, basis and order alone are equal', () => {
  const one = smallRule('one', { uses: ['project', 'order'] });
  const other = smallRule('other', { uses: ['order', 'project'], legalBasis: ['law 2'] });
  const third = smallRule('third', { uses: ['order'] });
  expect(equalRules(smallPolicies(one, other, third))).toEqual([
    { rule: 'vehicles/other', as: 'vehicles/one' },
  ]);
});
