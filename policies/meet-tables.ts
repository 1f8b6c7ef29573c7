import { distinctConditions } from './combine.ts';
import { stricterMask } from './obligations/mask-kinds.ts';
import type { Decision, DecisionTable, Denial, Limit, MaskKind, Permit } from './vocabulary.ts';

/**
 * The table that permits what both permit, under the obligations of both. For two instants of which it is not known
 * which one it is.
 * @param one of the same policy set, subject, purpose and case as `other`
 */
export function meetTables(one: DecisionTable, other: DecisionTable): DecisionTable {
  return {
    policyVersion: one.policyVersion,
    purpose: one.purpose,
    hasCase: one.hasCase,
    validUntil: earlier(one.validUntil, other.validUntil),
    decide: (coordinate, use) => meetDecisions(one.decide(coordinate, use), other.decide(coordinate, use)),
    rowConditions: distinctConditions([...one.rowConditions, ...other.rowConditions]),
    derivations: one.derivations.filter((derivation) =>
      other.derivations.some(
        ({ rule, input, output }) =>
          rule === derivation.rule && input === derivation.input && output === derivation.output,
      ),
    ),
    rowsOf: (type) => distinctConditions([...one.rowsOf(type), ...other.rowsOf(type)]),
  };
}

function meetDecisions(one: Decision, other: Decision): Decision {
  if (one.effect === 'permit') return other.effect === 'permit' ? meetPermits(one, other) : other;
  return other.effect === 'permit' ? one : meetDenials(one, other);
}

/** A case helps only where it would help with each. */
function meetDenials(one: Denial, other: Denial): Denial {
  const lacks = one.lacks === other.lacks ? one.lacks : null;
  return { effect: 'deny', rules: union(one.rules, other.rules), lacks };
}

function meetPermits(one: Permit, other: Permit): Permit {
  return {
    effect: 'permit',
    rules: union(one.rules, other.rules),
    legalBasis: union(one.legalBasis, other.legalBasis),
    mask: meetMasks(one.mask, other.mask),
    rows: distinctConditions([...one.rows, ...other.rows]),
    limits: meetLimits([...one.limits, ...other.limits]),
    smallestGroup:
      one.smallestGroup === null && other.smallestGroup === null
        ? null
        : Math.max(one.smallestGroup ?? 0, other.smallestGroup ?? 0),
  };
}

function meetMasks(one: MaskKind | null, other: MaskKind | null): MaskKind | null {
  return one === null || other === null ? (one ?? other) : stricterMask(one, other);
}

/** Each rule once: its limit is the same at both instants. */
function meetLimits(limits: readonly Limit[]): readonly Limit[] {
  const byRule = new Map(limits.map((limit) => [limit.rule, limit]));
  return [...byRule.values()].toSorted((a, b) => (a.rule < b.rule ? -1 : 1));
}

function union<T extends string>(one: readonly T[], other: readonly T[]): readonly T[] {
  return [...new Set([...one, ...other])].toSorted();
}

function earlier(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}
