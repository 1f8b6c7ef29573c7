import { withCapacity } from './growing.ts';

/** Which rows lie in which county, so that a question looks only where the way is short enough. */
export class RowsByCounty {
  readonly #rows: Int32Array[] = [];
  readonly #counts: number[] = [];
  /** Where a row stands in the list of its county. */
  #place = new Int32Array(1_024);

  /** The rows of a county; the first `countOf` of them. */
  rowsOf(county: number): Int32Array {
    return this.#rows[county] ?? new Int32Array(0);
  }

  countOf(county: number): number {
    return this.#counts[county] ?? 0;
  }

  add(row: number, county: number): void {
    let rows = this.#rows[county] ?? new Int32Array(16);
    const count = this.countOf(county);
    if (count === rows.length) rows = withCapacity(rows, count * 2);
    if (row >= this.#place.length)
      this.#place = withCapacity(this.#place, Math.max(row + 1, this.#place.length * 2));
    rows[count] = row;
    this.#place[row] = count;
    this.#rows[county] = rows;
    this.#counts[county] = count + 1;
  }

  remove(row: number, county: number): void {
    const rows = this.rowsOf(county);
    const last = this.countOf(county) - 1;
    const place = this.#place[row] ?? 0;
    const moved = rows[last] ?? row;
    rows[place] = moved;
    this.#place[moved] = place;
    this.#counts[county] = last;
  }
}
