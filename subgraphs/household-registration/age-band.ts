import type { SourceRow } from '../../connectors/contract.ts';
import { ageOn } from '../kit/age-on.ts';
import { chinaDay } from '../kit/china-day.ts';

/** Where each band begins, in years; the bounds at which schooling, majority, work and pensions begin. */
const BANDS = [
  [80, '80+'],
  [70, '70–79'],
  [60, '60–69'],
  [50, '50–59'],
  [35, '35–49'],
  [18, '18–34'],
  [15, '15–17'],
  [6, '6–14'],
  [0, '0–5'],
] as const;

/**
 * The age band of a resident's row on the day of the argument `on`, else on the day of the exchange; null where the day
 * of birth is not known, or lies after it.
 */
export function ageBandOf({ born_on: bornOn }: SourceRow, { on }: { readonly on?: unknown }): string | null {
  const age = ageOn(bornOn, typeof on === 'string' ? on : chinaDay(Date.now()));
  return age === null ? null : (BANDS.find(([from]) => age >= from)?.[1] ?? null);
}
