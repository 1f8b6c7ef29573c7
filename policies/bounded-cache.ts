/** Keeps as many values as it is told, and forgets the one that was longest not asked for. */
export class BoundedCache<Key, Value> {
  private readonly known = new Map<Key, Value>();
  private readonly size: number;

  constructor(size: number) {
    this.size = size;
  }

  /** The value of a key, made where it is not kept. */
  get(key: Key, make: () => Value): Value {
    const kept = this.known.get(key);
    const value = kept ?? make();
    // WHY: a map remembers the order of insertion, so the one asked for last stands last.
    if (kept !== undefined) this.known.delete(key);
    this.known.set(key, value);
    if (this.known.size > this.size) {
      const [oldest] = this.known.keys();
      this.known.delete(oldest as Key);
    }
    return value;
  }

  forget(key: Key): void {
    this.known.delete(key);
  }
}
