import type { PlacedBinding } from '../plan/placed-bindings.ts';
import type { BoundRecords } from './bound-records.ts';
import { PERSON_KEY } from '../plan/plan-sweep.ts';
import type { SweepPlan } from '../plan/sweep-plan.ts';
import type { ReadPath } from '../../rules/typed-expression.ts';

/** Tiers are numbers in SQL, so that the weakest is the greatest. */
export const WEAKEST_TIER = 3;

/** `run/match-tier.ts` in SQL, as a number from 1 for A to 3 for C. */
export function tierSql(personKey: string, flag: string): string {
  return `CASE split_part(coalesce(${personKey}, ''), ':', 1) WHEN 'RID' THEN CASE WHEN starts_with(${flag}, 'ID_') THEN 2 ELSE 1 END WHEN 'HMT' THEN 2 WHEN 'PASSPORT' THEN 2 WHEN 'BIRTH' THEN 2 ELSE 3 END`;
}

/**
 * The keys of the people on whose numbers a piece of evidence rests: everybody on the way to its record, and the person
 * that the rule is about, where the record is the one whose edge leads there or hangs below it.
 */
export function peopleOnTheWay(
  read: ReadPath,
  about: ReadPath,
  bindings: readonly PlacedBinding[],
  plan: SweepPlan,
  records: BoundRecords,
): readonly string[] {
  const found = new Set<string>();
  const way = recordPath(read, bindings);
  for (let length = 0; length <= way.length; length += 1) {
    const place = plan.places.get(way.slice(0, length).join('.'));
    if (place?.typeName !== 'Person') continue;
    const key = place.key ?? place.columns.get(PERSON_KEY);
    if (key !== undefined) found.add(records.at(read.binding, key));
  }
  // The record whose edge leads to the person of the conclusion; the person's own where the rule binds it.
  const holder = recordPath(about, bindings);
  if (leadsFrom(read.binding, about.binding, bindings) && startsWith(way, holder))
    found.add(records.column(about.binding, [...about.fields, PERSON_KEY]));
  return [...found];
}

/** The path of the record that a read's value belongs to. */
function recordPath({ binding, fields }: ReadPath, bindings: readonly PlacedBinding[]): readonly string[] {
  const placed = bindings.find(({ step }) => step.binding === binding);
  return [...(placed?.path ?? []), ...fields.slice(0, -1)];
}

function leadsFrom(binding: string, earlier: string, bindings: readonly PlacedBinding[]): boolean {
  if (binding === earlier) return true;
  const from = bindings.find(({ step }) => step.binding === binding)?.step.from ?? null;
  return from !== null && leadsFrom(from, earlier, bindings);
}

function startsWith(path: readonly string[], prefix: readonly string[]): boolean {
  return prefix.every((step, index) => path[index] === step);
}
