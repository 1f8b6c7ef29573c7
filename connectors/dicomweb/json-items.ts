const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);
/** Beyond it an item is refused: it lies in memory whole. */
const LONGEST_ITEM = 16 * 1024 * 1024;

/**
 * Parts a JSON array of objects into its items while it comes, so that of a long one no more lies in memory than one item.
 * Throws a `SyntaxError` for what is no such array.
 */
export class JsonItems {
  #depth = 0;
  #isInText = false;
  #isEscaped = false;
  #hasBegun = false;
  /** What there is of an item whose end has not come. */
  #pending: Buffer[] = [];
  #pendingBytes = 0;

  /** The items that end in a piece. */
  take(piece: Buffer): readonly unknown[] {
    const items: unknown[] = [];
    let from = 0;
    for (let at = 0; at < piece.length; at += 1) {
      const byte = piece[at] ?? 0;
      if (this.#isInText) this.#readText(byte);
      else if (byte === QUOTE && this.#depth > 1) this.#isInText = true;
      else if (OPENING.has(byte)) {
        if (this.#depth === 1) from = at;
        this.#open(byte);
      } else if (CLOSING.has(byte)) {
        this.#depth -= 1;
        if (this.#depth !== 1) continue;
        items.push(JSON.parse(Buffer.concat([...this.#pending, piece.subarray(from, at + 1)]).toString()));
        this.#pending = [];
        this.#pendingBytes = 0;
      }
    }
    if (this.#depth > 1) this.#keep(piece.subarray(from));
    return items;
  }

  /** Fails where the array has no end. */
  end(): void {
    if (!this.#hasBegun || this.#depth !== 0) throw new SyntaxError('the array is cut off');
  }

  #keep(part: Buffer): void {
    this.#pendingBytes += part.length;
    if (this.#pendingBytes > LONGEST_ITEM) throw new SyntaxError('an item has no end');
    this.#pending.push(part);
  }

  #readText(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === BACKSLASH) this.#isEscaped = true;
    else if (byte === QUOTE) this.#isInText = false;
  }

  #open(byte: number): void {
    const isArray = byte === 0x5b;
    if (this.#depth === 0 ? this.#hasBegun || !isArray : this.#depth === 1 && isArray)
      throw new SyntaxError('it is no array of objects');
    this.#hasBegun = true;
    this.#depth += 1;
  }
}
