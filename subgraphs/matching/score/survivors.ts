import { withCapacity } from './growing.ts';

/** So fine are the steps in which survivors are ordered; scores are 0..1. */
const STEPS = 256;

/**
 * The rows in which the constraints hold, with the part of their score that is known. Ordered by steps of that part, which
 * takes two passes and no comparison: enough to meet the best ones early.
 */
export class Survivors {
  rows = new Int32Array(1_024);
  partial = new Float64Array(1_024);
  count = 0;
  #orderedRows = new Int32Array(1_024);
  #orderedPartial = new Float64Array(1_024);
  readonly #firstOf = new Int32Array(STEPS + 1);

  begin(): void {
    this.count = 0;
  }

  add(row: number, partial: number): void {
    if (this.count === this.rows.length) this.#grow();
    this.rows[this.count] = row;
    this.partial[this.count] = partial;
    this.count += 1;
  }

  /** Puts the highest steps first. */
  sort(): void {
    const first = this.#firstOf.fill(0);
    for (let i = 0; i < this.count; i += 1) {
      const step = stepOf(this.partial[i] ?? 0);
      first[step + 1] = (first[step + 1] ?? 0) + 1;
    }
    for (let step = 1; step <= STEPS; step += 1) first[step] = (first[step] ?? 0) + (first[step - 1] ?? 0);
    for (let i = 0; i < this.count; i += 1) {
      const partial = this.partial[i] ?? 0;
      const step = stepOf(partial);
      const at = first[step] ?? 0;
      first[step] = at + 1;
      this.#orderedRows[at] = this.rows[i] ?? 0;
      this.#orderedPartial[at] = partial;
    }
    [this.rows, this.#orderedRows] = [this.#orderedRows, this.rows];
    [this.partial, this.#orderedPartial] = [this.#orderedPartial, this.partial];
  }

  /** No part from here on is higher. */
  ceilingAt(at: number): number {
    return (STEPS - stepOf(this.partial[at] ?? 0)) / STEPS;
  }

  #grow(): void {
    const capacity = this.rows.length * 2;
    this.rows = withCapacity(this.rows, capacity);
    this.partial = withCapacity(this.partial, capacity);
    this.#orderedRows = withCapacity(this.#orderedRows, capacity);
    this.#orderedPartial = withCapacity(this.#orderedPartial, capacity);
  }
}

/** 0 the highest. */
function stepOf(partial: number): number {
  const step = STEPS - 1 - Math.floor(partial * STEPS);
  return step < 0 ? 0 : step >= STEPS ? STEPS - 1 : step;
}
