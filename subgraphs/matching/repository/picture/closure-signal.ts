import { monthLater } from '../../../../identifiers/months-later.ts';
import { insuredIn, type EmployerSlice } from './employer-timeline.ts';

/**
 * A firm stops paying for many of its people within a month. It says nothing of why: a person looks into it, and nothing
 * follows from it by machine.
 */
export interface ClosureSignal {
  /** `CLOSURE`: most of them, four of five or more; `MASS_REDUCTION`: as many as 劳动合同法 art. 41 has announced to the labour authority. */
  readonly kind: 'CLOSURE' | 'MASS_REDUCTION';
  /** The first month with fewer. */
  readonly month: string;
  readonly before: number;
  readonly after: number;
}

/** Ours, not the law's: in a smaller firm whoever leaves is more than a tenth, and says nothing of the firm. */
const SMALLEST_FIRM = 10;
/** Ours, too. */
const CLOSURE_SHARE = 0.8;
/** 劳动合同法 art. 41: twenty people or more (二十人以上), or fewer that are a tenth of the staff or more (百分之十以上). */
const REDUCTION = { people: 20, share: 0.1 };
const LOOK_BACK_MONTHS = 3;

/** The latest month in which the staff fell so far, of the one that runs and the ones before; null where there is none. */
export function closureSignalOf(slices: readonly EmployerSlice[], day: string): ClosureSignal | null {
  for (let back = 0; back < LOOK_BACK_MONTHS; back += 1) {
    const month = monthLater(day.slice(0, 7), -back);
    const before = insuredIn(slices, monthLater(month, -1));
    const after = insuredIn(slices, month);
    const kind = kindOf(before, after);
    if (kind !== null) return { kind, month, before, after };
  }
  return null;
}

function kindOf(before: number, after: number): ClosureSignal['kind'] | null {
  const fewer = before - after;
  if (before < SMALLEST_FIRM || fewer <= 0) return null;
  if (fewer >= before * CLOSURE_SHARE) return 'CLOSURE';
  return fewer >= REDUCTION.people || fewer >= before * REDUCTION.share ? 'MASS_REDUCTION' : null;
}
