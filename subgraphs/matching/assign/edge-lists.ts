/** Room behind all lists for those that move there, as a share of what there is. */
const SPARE = 0.1;
const LEAST_SPARE = 1_024;

/**
 * Lists of (other, score), one for each row, in two typed arrays. Rows can be written anew and appended to: each has a
 * little room of its own, and one that outgrows it moves to the end. Loops over a row read `other` and `score` from
 * `starts[row]` on, `lengths[row]` of them, without an object for each.
 */
export class EdgeLists {
  starts: Int32Array;
  lengths: Int32Array;
  other: Int32Array;
  score: Float32Array;
  #rooms: Int32Array;
  #rows: number;
  #end = 0;

  private constructor(lengths: Int32Array) {
    this.lengths = lengths;
    this.#rows = lengths.length;
    this.#rooms = lengths.map(roomFor);
    this.starts = new Int32Array(this.#rows);
    for (let row = 0; row < this.#rows; row += 1) {
      this.starts[row] = this.#end;
      this.#end += this.#rooms[row] ?? 0;
    }
    const room = withSpare(this.#end);
    this.other = new Int32Array(room);
    this.score = new Float32Array(room);
  }

  /** Rows as `AssignmentProblem` has them; they are copied. */
  static ofRows(offsets: Int32Array, other: Int32Array, score: Float32Array): EdgeLists {
    const lengths = new Int32Array(offsets.length - 1);
    lengths.forEach((_, row) => (lengths[row] = (offsets[row + 1] ?? 0) - (offsets[row] ?? 0)));
    const lists = new EdgeLists(lengths);
    lengths.forEach((length, row) => {
      const from = offsets[row] ?? 0;
      const to = lists.starts[row] ?? 0;
      lists.other.set(other.subarray(from, from + length), to);
      lists.score.set(score.subarray(from, from + length), to);
    });
    return lists;
  }

  get rows(): number {
    return this.#rows;
  }

  /** The same pairs from the other side, with `rows` rows; within a row in ascending order. */
  transposed(rows: number): EdgeLists {
    const lengths = new Int32Array(rows);
    this.#forEachPair((_, at) => {
      const other = this.other[at] ?? 0;
      lengths[other] = (lengths[other] ?? 0) + 1;
    });
    const turned = new EdgeLists(lengths);
    const next = turned.starts.slice();
    this.#forEachPair((row, at) => {
      const other = this.other[at] ?? 0;
      const to = next[other] ?? 0;
      next[other] = to + 1;
      turned.other[to] = row;
      turned.score[to] = this.score[at] ?? 0;
    });
    return turned;
  }

  /** Adds a row without anything in it. @returns which */
  addRow(): number {
    if (this.#rows === this.starts.length) {
      const length = withSpare(this.#rows);
      this.starts = grown(this.starts, new Int32Array(length));
      this.lengths = grown(this.lengths, new Int32Array(length));
      this.#rooms = grown(this.#rooms, new Int32Array(length));
    }
    this.#rows += 1;
    return this.#rows - 1;
  }

  /** Writes a whole row. */
  replace(row: number, others: ArrayLike<number>, scores: ArrayLike<number>): void {
    this.lengths[row] = 0;
    this.#ensureRoom(row, others.length);
    const start = this.starts[row] ?? 0;
    this.lengths[row] = others.length;
    this.other.set(others, start);
    this.score.set(scores, start);
  }

  append(row: number, other: number, score: number): void {
    const length = this.lengths[row] ?? 0;
    this.#ensureRoom(row, length + 1);
    const at = (this.starts[row] ?? 0) + length;
    this.other[at] = other;
    this.score[at] = score;
    this.lengths[row] = length + 1;
  }

  /** Takes a pair out, where it is there; the last of the row takes its place. */
  remove(row: number, other: number): void {
    const start = this.starts[row] ?? 0;
    const last = start + (this.lengths[row] ?? 0) - 1;
    for (let at = start; at <= last; at += 1) {
      if (this.other[at] !== other) continue;
      this.other[at] = this.other[last] ?? 0;
      this.score[at] = this.score[last] ?? 0;
      this.lengths[row] = last - start;
      return;
    }
  }

  #forEachPair(visit: (row: number, at: number) => void): void {
    for (let row = 0; row < this.#rows; row += 1) {
      const start = this.starts[row] ?? 0;
      const end = start + (this.lengths[row] ?? 0);
      for (let at = start; at < end; at += 1) visit(row, at);
    }
  }

  #ensureRoom(row: number, length: number): void {
    if (length <= (this.#rooms[row] ?? 0)) return;
    const from = this.starts[row] ?? 0;
    const room = roomFor(length);
    const to = this.#end;
    this.#end += room;
    if (this.#end > this.other.length) {
      this.other = grown(this.other, new Int32Array(withSpare(this.#end)));
      this.score = grown(this.score, new Float32Array(withSpare(this.#end)));
    }
    const end = from + (this.lengths[row] ?? 0);
    this.other.copyWithin(to, from, end);
    this.score.copyWithin(to, from, end);
    this.starts[row] = to;
    this.#rooms[row] = room;
  }
}

function roomFor(length: number): number {
  return length + (length >> 3) + 4;
}

function withSpare(length: number): number {
  return length + Math.max(LEAST_SPARE, Math.ceil(length * SPARE));
}

function grown<A extends Int32Array | Float32Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
