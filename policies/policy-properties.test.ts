import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compilePolicies } from './compile-policy.ts';
import type { Rule } from './language/policy-document.ts';
import { MASKS } from './obligations/mask-kinds.ts';
import { decidePlainly, type PlainQuestion } from './testing/decide-plainly.ts';
import {
  anyCell,
  anyForbid,
  anyObligation,
  anyPermit,
  anyRules,
  DAYS,
  named,
  policiesOf,
} from './testing/random-policies.ts';
import type { Decision, Permit } from './vocabulary.ts';

/** What holds of the whole language, whatever the rules are. */

function decide(rules: readonly Rule[], cell: PlainQuestion): Decision {
  const { subject, purpose, at, hasCase, coordinate, use } = cell;
  return compilePolicies(policiesOf(rules)).table(subject, purpose, at, hasCase).decide(coordinate, use);
}

/** Whether a decision gives away no more than another: in effect, mask, rows, limits and groups. */
function isNoMoreThan(one: Decision, other: Decision): boolean {
  if (one.effect === 'deny') return true;
  if (other.effect === 'deny') return false;
  const clear = ({ mask }: Permit): number => (mask === null ? 100 : (MASKS.get(mask)?.discloses ?? 0));
  return (
    clear(one) <= clear(other) &&
    other.rows.every((condition) => one.rows.includes(condition)) &&
    other.limits.every(({ rule, exchanges, people }) =>
      one.limits.some(
        (limit) =>
          limit.rule === rule &&
          (limit.exchanges ?? Infinity) <= (exchanges ?? Infinity) &&
          (limit.people ?? Infinity) <= (people ?? Infinity),
      ),
    ) &&
    (one.smallestGroup ?? 0) >= (other.smallestGroup ?? 0)
  );
}

describe('whatever the policies are', () => {
  test('a table comes to what a reading of all rules comes to', () => {
    fc.assert(
      fc.property(anyRules, fc.array(anyCell, { minLength: 10, maxLength: 10 }), (rules, cells) => {
        const source = policiesOf(rules);
        for (const cell of cells) expect(decide(rules, cell)).toEqual(decidePlainly(source, cell));
      }),
    );
  });

  test('the order of rules does not matter', () => {
    fc.assert(
      fc.property(anyRules, anyCell, (rules, cell) => {
        expect(decide(rules.toReversed(), cell)).toEqual(decide(rules, cell));
      }),
    );
  });

  test('a permit more denies nothing, and a forbid more permits nothing', () => {
    fc.assert(
      fc.property(anyRules, anyPermit, anyForbid, anyCell, (rules, permit, forbid, cell) => {
        const before = decide(rules, cell);
        // Its obligations may bind what the others permit: obligations add up, and a case narrows.
        const wider = decide([...rules, named('vehicles', permit, 'more')], cell);
        if (before.effect === 'permit') expect(wider.effect).toBe('permit');
        const narrower = decide([...rules, named('vehicles', forbid, 'no')], cell);
        if (before.effect === 'deny') expect(narrower.effect).toBe('deny');
        else expect([before, 'deny']).toContainEqual(narrower.effect === 'deny' ? 'deny' : narrower);
      }),
    );
  });

  test('one obligation more never discloses more', () => {
    fc.assert(
      fc.property(anyRules, anyCell, anyObligation, fc.nat(), (rules, cell, obligation, which) => {
        const narrowed = rules.map((rule, index) =>
          index === which % rules.length && rule.effect === 'permit'
            ? { ...rule, obligations: [...rule.obligations, obligation] }
            : rule,
        );
        expect(isNoMoreThan(decide(narrowed, cell), decide(rules, cell))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('a rule that newly needs a case tells nothing without one, and no more than itself under one', () => {
    fc.assert(
      fc.property(anyRules, anyPermit, anyCell, (others, permit, cell) => {
        const rule = named('vehicles', { ...permit, needsCase: true }, 'for-cases');
        const [plain, underCase] = [
          { ...cell, hasCase: false },
          { ...cell, hasCase: true },
        ];
        const rest = decide(others, plain);
        const without = decide([...others, rule], plain);
        if (rest.effect === 'permit') expect(without).toEqual(rest);
        else expect(without.effect).toBe('deny');
        const alone = decide([rule], underCase);
        if (alone.effect === 'permit')
          expect(isNoMoreThan(decide([...others, rule], underCase), alone)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('a table holds until the instant that it names, and no longer than the policies stay', () => {
    fc.assert(
      fc.property(anyRules, anyCell, (rules, cell) => {
        const policies = compilePolicies(policiesOf(rules));
        const { subject, purpose, at, hasCase, coordinate, use } = cell;
        const { validUntil } = policies.table(subject, purpose, at, hasCase);
        const last = validUntil ? validUntil.getTime() - 1 : Date.parse('2099-01-01');
        for (const instant of [last, at.getTime()])
          expect(
            policies.table(subject, purpose, new Date(instant), hasCase).decide(coordinate, use),
          ).toEqual(decidePlainly(policiesOf(rules), cell));
        const boundaries = DAYS.filter((day) =>
          rules.some(({ validFrom, validTo }) => validFrom === day || validTo === day),
        ).map((day) => Date.parse(`${day}T00:00:00+08:00`));
        const next = boundaries.find((boundary) => boundary > at.getTime()) ?? null;
        expect(validUntil?.getTime() ?? null).toBe(next);
      }),
    );
  });

  test('at an instant that is none everything is denied', () => {
    fc.assert(
      fc.property(anyRules, anyCell, (rules, cell) => {
        expect(decide(rules, { ...cell, at: new Date(NaN) }).effect).toBe('deny');
      }),
    );
  });
});
