/**
 * The best so many of what is offered, by score, then by whichever `isBefore` says of two with the same. Keeps its arrays
 * from question to question.
 */
export class Best {
  rows = new Int32Array(0);
  scores = new Float64Array(0);
  count = 0;
  readonly #isBefore: (a: number, b: number) => boolean;
  #size = 0;

  constructor(isBefore: (a: number, b: number) => boolean) {
    this.#isBefore = isBefore;
  }

  /** Forgets all, and keeps the best `size` of what comes. */
  begin(size: number): void {
    if (this.rows.length < size) {
      this.rows = new Int32Array(size);
      this.scores = new Float64Array(size);
    }
    this.#size = size;
    this.count = 0;
  }

  /** What a score must reach to be kept. */
  get threshold(): number {
    return this.count < this.#size ? Number.NEGATIVE_INFINITY : (this.scores[0] ?? 0);
  }

  offer(row: number, score: number): void {
    if (this.#size === 0) return;
    if (this.count < this.#size) {
      this.count += 1;
      this.#rise(this.count - 1, row, score);
    } else if (this.#isWorse(0, row, score)) this.#sink(row, score, this.count);
  }

  /** Puts what was kept into order, the best first; nothing more can be offered then. */
  sort(): void {
    for (let end = this.count - 1; end > 0; end -= 1) {
      const [row, score] = [this.rows[end] ?? 0, this.scores[end] ?? 0];
      this.rows[end] = this.rows[0] ?? 0;
      this.scores[end] = this.scores[0] ?? 0;
      this.#sink(row, score, end);
    }
  }

  /** Whether what stands at a place is worse than something else. */
  #isWorse(at: number, row: number, score: number): boolean {
    const there = this.scores[at] ?? 0;
    return there < score || (there === score && this.#isBefore(row, this.rows[at] ?? 0));
  }

  #rise(from: number, row: number, score: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#isWorse(parent, row, score)) break;
      this.#move(parent, at);
      at = parent;
    }
    this.rows[at] = row;
    this.scores[at] = score;
  }

  /** Puts a row in at the root, where the worst stands, and lets it go down among the first `count`. */
  #sink(row: number, score: number, count: number): void {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= count) break;
      const other = child + 1;
      if (other < count && this.#isWorse(other, this.rows[child] ?? 0, this.scores[child] ?? 0))
        child = other;
      if (!this.#isWorse(child, row, score)) break;
      this.#move(child, at);
      at = child;
    }
    this.rows[at] = row;
    this.scores[at] = score;
  }

  #move(from: number, to: number): void {
    this.rows[to] = this.rows[from] ?? 0;
    this.scores[to] = this.scores[from] ?? 0;
  }
}
