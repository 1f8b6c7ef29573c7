import type { PolicySource } from '../compile-policy.ts';
import type { DecisionTable, FieldCoordinate, RuleId } from '../vocabulary.ts';
import { USES } from '../vocabulary.ts';
import { type Analysed, tableOf, tablesOf } from './cells.ts';

/** A date that is shown coarsened, beside a date of the record by which the exact one can be told. */
export interface BetrayingDate {
  readonly recordDate: FieldCoordinate;
  /** One that permits it. */
  readonly rule: RuleId;
  /** What it betrays. */
  readonly hidden: FieldCoordinate;
}

/** A record begins, ends or is written on the day of what it tells, or close to it. */
const RECORD_DATES = ['validFrom', 'validTo', 'recordedAt'] as const;

/** Types of which a value names a day or a month. */
const DATES: ReadonlySet<string> = new Set(['Date', 'DateTime', 'Month']);

/**
 * Every date that somebody is shown only under a mask while the same person, under the same purpose, may use a date of
 * the same record in any way: one is as good as the other, so the mask hides nothing.
 */
export function betrayingDates(analysed: Analysed, at: Date): readonly BetrayingDate[] {
  const maskable = datesOf(analysed.source);
  const found = new Map<string, BetrayingDate>();
  for (const owner of tablesOf(analysed, at)) {
    const table = tableOf(analysed.policies, owner);
    for (const { type, coordinate: hidden } of maskable) {
      const decision = table.decide(hidden, 'project');
      if (decision.effect === 'deny' || decision.mask === null) continue;
      for (const { recordDate, rule } of permittedRecordDates(table, type))
        found.set(`${rule} ${recordDate} ${hidden}`, { recordDate, rule, hidden });
    }
  }
  return [...found.values()];
}

/** The dates of a type's records that a table permits in any use, with each rule that does. */
export function permittedRecordDates(
  table: DecisionTable,
  type: string,
): readonly Omit<BetrayingDate, 'hidden'>[] {
  return RECORD_DATES.flatMap((name) => {
    const recordDate = `${type}.${name}` as FieldCoordinate;
    const permits = USES.map((use) => table.decide(recordDate, use)).filter(
      ({ effect }) => effect === 'permit',
    );
    return [...new Set(permits.flatMap(({ rules }) => rules))].map((rule) => ({ recordDate, rule }));
  });
}

function datesOf({ catalogue }: PolicySource): readonly { type: string; coordinate: FieldCoordinate }[] {
  return [...catalogue].flatMap(([coordinate, { type, field, output }]) =>
    DATES.has(output) && !RECORD_DATES.some((name) => name === field) ? [{ type, coordinate }] : [],
  );
}
