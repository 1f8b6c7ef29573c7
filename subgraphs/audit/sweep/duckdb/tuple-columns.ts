/** The columns of a table of combinations: each piece of SQL over the records is kept once, under a name of its own. */
export class TupleColumns {
  private readonly names = new Map<string, string>();

  /** The name of a piece of SQL, as seen from the table `t`. */
  of(sql: string): string {
    const known = this.names.get(sql) ?? `v${this.names.size}`;
    this.names.set(sql, known);
    return `t.${known}`;
  }

  /** What selects them. */
  selection(): string {
    return [...this.names].map(([sql, name]) => `${sql} AS ${name}`).join(', ');
  }
}
