/** Gives each name a small number, in the order in which they come, so that columns can hold numbers. */
export class Interner {
  readonly #ids = new Map<string, number>();
  readonly #names: string[] = [];

  get size(): number {
    return this.#names.length;
  }

  /** The number of a name, a new one where it is new. */
  idOf(name: string): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const id = this.#names.length;
    this.#ids.set(name, id);
    this.#names.push(name);
    return id;
  }

  /** The number of a name, or -1 where nobody has brought it. */
  find(name: string): number {
    return this.#ids.get(name) ?? -1;
  }

  /** Throws a `RangeError` for a number that was not given. */
  nameOf(id: number): string {
    const name = this.#names[id];
    if (name === undefined) throw new RangeError('not a number of this interner');
    return name;
  }
}
