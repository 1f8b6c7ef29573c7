type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

/** The same column with room for more rows. */
export function withCapacity<C extends Column>(column: C, capacity: number): C {
  const larger = new (column.constructor as new (length: number) => C)(capacity);
  larger.set(column);
  return larger;
}
