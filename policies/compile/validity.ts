import type { Rule } from '../language/policy-document.ts';

/** Milliseconds since the epoch, half open. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** When a rule holds. Its days are days of China Standard Time. */
export function intervalOf({ validFrom, validTo }: Pick<Rule, 'validFrom' | 'validTo'>): Interval {
  return { from: startOf(validFrom) ?? -Infinity, to: startOf(validTo) ?? Infinity };
}

function startOf(day: string | null): number | null {
  return day === null ? null : Date.parse(`${day}T00:00:00+08:00`);
}

/** A stretch of time in which no rule begins or ends, so that one table holds all through it. */
export interface Epoch extends Interval {
  /** Counted from the one before all boundaries, which is 0. */
  readonly number: number;
}

/** Whether a rule holds throughout an epoch; one of its instants tells of all. */
export const isInForce = (rule: Interval, epoch: Epoch): boolean =>
  rule.from <= epoch.from && epoch.from < rule.to;

/** The epochs that intervals divide time into. */
export class Epochs {
  private readonly epochs: readonly [Epoch, ...Epoch[]];

  constructor(intervals: readonly Interval[]) {
    const instants = intervals.flatMap(({ from, to }) => [from, to]).filter(Number.isFinite);
    const boundaries = [...new Set(instants)].toSorted((one, other) => one - other);
    const first: Epoch = { number: 0, from: -Infinity, to: boundaries[0] ?? Infinity };
    const later = boundaries.map((from, index): Epoch => ({
      number: index + 1,
      from,
      to: boundaries[index + 1] ?? Infinity,
    }));
    this.epochs = [first, ...later];
  }

  /** The epoch of an instant; null for what is no instant. */
  at(instant: Date): Epoch | null {
    const time = instant.getTime();
    return this.epochs.findLast(({ from }) => from <= time) ?? null;
  }
}
