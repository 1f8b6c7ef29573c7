import { withCapacity } from './growing.ts';

/**
 * Many short lists of numbers in one array, a list per row. A row's list can be replaced; the room of the old one comes
 * back when half of the array is waste.
 */
export class ListPool {
  /** Read as `entries[at]` for `start[row] <= at < end[row]`; both arrays are replaced as the pool grows. */
  entries = new Uint32Array(1_024);
  start = new Int32Array(16);
  end = new Int32Array(16);
  #used = 0;
  #waste = 0;

  /** Sets a row's list, an empty one to let it go. */
  set(row: number, list: ArrayLike<number>): void {
    if (row >= this.start.length) {
      this.start = withCapacity(this.start, Math.max(row + 1, this.start.length * 2));
      this.end = withCapacity(this.end, this.start.length);
    }
    this.#waste += (this.end[row] ?? 0) - (this.start[row] ?? 0);
    // Let go first, so that moving the lists together does not carry the old one along.
    this.start[row] = this.end[row] = 0;
    if (this.#waste > this.#used / 2) this.#moveTogether();
    if (this.#used + list.length > this.entries.length)
      this.entries = withCapacity(this.entries, Math.max(this.#used + list.length, this.entries.length * 2));
    this.entries.set(list, this.#used);
    this.start[row] = this.#used;
    this.#used += list.length;
    this.end[row] = this.#used;
  }

  #moveTogether(): void {
    const moved = new Uint32Array(this.entries.length);
    let at = 0;
    for (let row = 0; row < this.start.length; row += 1) {
      const list = this.entries.subarray(this.start[row], this.end[row]);
      moved.set(list, at);
      this.start[row] = at;
      at += list.length;
      this.end[row] = at;
    }
    this.entries = moved;
    this.#used = at;
    this.#waste = 0;
  }
}
