import { UNASSIGNED } from './assignment-problem.ts';

/**
 * Who holds the places of one vacancy: a heap by what each would pay at most before going elsewhere, the least on top.
 * What they would pay means something only within one run of bids: other prices change it.
 */
export class PlaceHolders {
  readonly #jobseekers: number[] = [];
  readonly #limits: number[] = [];

  get count(): number {
    return this.#jobseekers.length;
  }

  get jobseekers(): readonly number[] {
    return this.#jobseekers;
  }

  /** The least that any would pay; infinite where nobody holds a place. */
  get leastLimit(): number {
    return this.#limits[0] ?? Infinity;
  }

  /** From now on each would pay no more than `price`. */
  limitAll(price: number): void {
    this.#limits.fill(price);
  }

  add(jobseeker: number, limit: number): void {
    this.#jobseekers.push(jobseeker);
    this.#limits.push(limit);
    this.#rise(this.count - 1);
  }

  /** Takes the place of whoever would pay least. @returns who that was */
  displace(jobseeker: number, limit: number): number {
    const displaced = this.#jobseekers[0] ?? UNASSIGNED;
    this.#jobseekers[0] = jobseeker;
    this.#limits[0] = limit;
    this.#sink(0);
    return displaced;
  }

  /** Whoever would pay least goes. @returns who, or UNASSIGNED */
  removeLeast(): number {
    const least = this.#jobseekers[0] ?? UNASSIGNED;
    this.remove(least);
    return least;
  }

  remove(jobseeker: number): void {
    const at = this.#jobseekers.indexOf(jobseeker);
    if (at < 0) return;
    this.#swap(at, this.count - 1);
    this.#jobseekers.pop();
    this.#limits.pop();
    if (at < this.count) {
      this.#rise(at);
      this.#sink(at);
    }
  }

  #rise(from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((this.#limits[parent] ?? 0) <= (this.#limits[at] ?? 0)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #sink(from: number): void {
    let at = from;
    for (;;) {
      const left = 2 * at + 1;
      const right = left + 1;
      const less = (this.#limits[right] ?? Infinity) < (this.#limits[left] ?? Infinity) ? right : left;
      if ((this.#limits[less] ?? Infinity) >= (this.#limits[at] ?? Infinity)) return;
      this.#swap(at, less);
      at = less;
    }
  }

  #swap(a: number, b: number): void {
    const jobseeker = this.#jobseekers[a] ?? 0;
    const limit = this.#limits[a] ?? 0;
    this.#jobseekers[a] = this.#jobseekers[b] ?? 0;
    this.#limits[a] = this.#limits[b] ?? 0;
    this.#jobseekers[b] = jobseeker;
    this.#limits[b] = limit;
  }
}
