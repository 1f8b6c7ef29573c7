import { compilePolicies, type PolicySource } from '../compile-policy.ts';
import type { Rule } from '../language/policy-document.ts';
import type { FieldCoordinate, PurposeId, RuleId } from '../vocabulary.ts';
import { type Analysed, type Cell, cellsOf, effectOf, speaksOf, tableOf } from './cells.ts';
import { rulesOf, startOfDay } from './domain.ts';

/** How far policies reach, from an instant on. */
export interface Coverage {
  readonly cells: CellCounts;
  /** Fields that no rule speaks of: refused to everybody, perhaps only forgotten. Sorted. */
  readonly unruled: readonly FieldCoordinate[];
  /** Purposes under which somebody who may declare them is permitted something. Sorted. */
  readonly permittedPurposes: readonly PurposeId[];
  /** Rules that decide no cell, each with why. */
  readonly idle: readonly IdleRule[];
  /** Rules without which every cell would be decided the same. */
  readonly shadowed: readonly ShadowedRule[];
  /** Rules that end soon, the earliest first. */
  readonly expiring: readonly ExpiringRule[];
}

/** Cells are counted field by field; `shown` counts permits without a mask. */
export interface CellCounts {
  readonly all: number;
  readonly shown: number;
  readonly masked: number;
  readonly forbidden: number;
  readonly needsCase: number;
  readonly notPermitted: number;
}

export interface IdleRule {
  readonly rule: RuleId;
  /**
   * `expired`: its last day is past. `nobody`: nobody who meets its condition may declare a purpose of it. `forbidden`:
   * other rules forbid all that it permits. `masked`: all its uses are such as no masking rule permits.
   */
  readonly why: 'expired' | 'nobody' | 'forbidden' | 'masked';
  /** The rules that forbid it. Sorted. */
  readonly forbiddenBy: readonly RuleId[];
}

export interface ShadowedRule {
  readonly rule: RuleId;
  /** The rules that decide the same cells beside it. Sorted. */
  readonly by: readonly RuleId[];
}

export interface ExpiringRule {
  readonly rule: RuleId;
  /** First day on which it holds no more. */
  readonly validTo: string;
}

const DAY_MS = 86_400_000;

/**
 * Goes through every cell there is from `at` on.
 * @param withinDays how soon a rule ends that is called expiring
 */
export function coverageOf(analysed: Analysed, at: Date, withinDays: number): Coverage {
  const rules = new Map(rulesOf(analysed.source).map(({ rule }) => [rule.id, new RuleTrace(rule)]));
  const counts = { all: 0, shown: 0, masked: 0, forbidden: 0, needsCase: 0, notPermitted: 0 };
  const permitted = new Set<PurposeId>();
  for (const cell of cellsOf(analysed, at)) {
    counts.all += cell.group.fields.length;
    counts[outcomeOf(cell)] += cell.group.fields.length;
    if (cell.decision.effect === 'permit') permitted.add(cell.purpose);
    for (const id of cell.group.rules.keys()) rules.get(id)?.see(cell);
  }
  const traces = [...rules.values()];
  return {
    cells: counts,
    unruled: analysed.domain.groups
      .filter((group) => group.rules.size === 0)
      .flatMap(({ fields }) => fields)
      .toSorted(),
    permittedPurposes: [...permitted].toSorted(),
    idle: traces.filter(({ decides }) => decides.length === 0).map((trace) => trace.idle(at)),
    shadowed: traces.flatMap((trace) => shadowOf(trace, analysed.source) ?? []),
    expiring: expiringOf(
      traces.map(({ rule }) => rule),
      at,
      withinDays,
    ),
  };
}

function outcomeOf({ decision }: Cell): Exclude<keyof CellCounts, 'all'> {
  if (decision.effect === 'permit') return decision.mask === null ? 'shown' : 'masked';
  if (decision.rules.length > 0) return 'forbidden';
  return decision.lacks === 'case' ? 'needsCase' : 'notPermitted';
}

/** What becomes of one rule over all cells. */
class RuleTrace {
  readonly rule: Rule;
  readonly decides: Cell[] = [];
  private isMet = false;
  private readonly forbids = new Set<RuleId>();

  constructor(rule: Rule) {
    this.rule = rule;
  }

  see(cell: Cell): void {
    if (!speaksOf(this.rule, cell)) return;
    this.isMet = true;
    if (cell.decision.rules.includes(this.rule.id)) this.decides.push(cell);
    else if (cell.decision.effect === 'deny') cell.decision.rules.forEach((id) => this.forbids.add(id));
  }

  idle(at: Date): IdleRule {
    const { id, validTo } = this.rule;
    const forbiddenBy = [...this.forbids].toSorted();
    const isOver = validTo !== null && startOfDay(validTo) <= at;
    if (isOver) return { rule: id, why: 'expired', forbiddenBy: [] };
    if (!this.isMet) return { rule: id, why: 'nobody', forbiddenBy: [] };
    return { rule: id, why: forbiddenBy.length > 0 ? 'forbidden' : 'masked', forbiddenBy };
  }
}

function shadowOf({ rule, decides }: RuleTrace, source: PolicySource): ShadowedRule | null {
  if (decides.length === 0) return null;
  const without = compilePolicies(withoutRule(source, rule.id));
  const isSame = decides.every(
    (cell) =>
      effectOf(tableOf(without, cell).decide(cell.group.fields[0], cell.use)) === effectOf(cell.decision),
  );
  if (!isSame) return null;
  const by = new Set(decides.flatMap(({ decision }) => decision.rules).filter((id) => id !== rule.id));
  return { rule: rule.id, by: [...by].toSorted() };
}

function withoutRule(source: PolicySource, id: RuleId): PolicySource {
  return {
    ...source,
    documents: source.documents.map((document) => ({
      ...document,
      rules: document.rules.filter((rule) => rule.id !== id),
    })),
  };
}

function expiringOf(rules: readonly Rule[], at: Date, withinDays: number): readonly ExpiringRule[] {
  const horizon = at.getTime() + withinDays * DAY_MS;
  return rules
    .flatMap(({ id, validTo }) => (validTo === null ? [] : [{ rule: id, validTo }]))
    .filter(({ validTo }) => startOfDay(validTo) > at && startOfDay(validTo).getTime() <= horizon)
    .toSorted((a, b) => (a.validTo < b.validTo ? -1 : 1));
}
