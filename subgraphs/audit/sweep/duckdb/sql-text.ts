import type { DuckDBValue } from '@duckdb/node-api';

/** A statement with its values apart, as `$1`, `$2` and so on. */
export interface SqlStatement {
  readonly text: string;
  readonly values: readonly DuckDBValue[];
}

/** Collects the values of one statement while it is written: what an author wrote is never part of the text. */
export class SqlValues {
  private readonly values: DuckDBValue[] = [];
  private readonly known = new Map<string, string>();

  /** The placeholder of a value, with its type. */
  of(value: string | bigint | boolean): string {
    const key = `${typeof value} ${String(value)}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    this.values.push(value);
    const placeholder = `$${this.values.length}::${SQL_TYPES[typeof value as keyof typeof SQL_TYPES]}`;
    this.known.set(key, placeholder);
    return placeholder;
  }

  /** The statement with the values that its text came to need: not everything that was written is used. */
  statement(text: string): SqlStatement {
    const used: DuckDBValue[] = [];
    const numbers = new Map<string, number>();
    const numbered = text.replaceAll(/\$(\d+)::/gu, (_, given: string) => {
      const number = numbers.get(given) ?? used.push(this.values[Number(given) - 1] ?? null);
      numbers.set(given, number);
      return `$${number}::`;
    });
    return { text: numbered, values: used };
  }
}

const SQL_TYPES = { string: 'VARCHAR', bigint: 'BIGINT', boolean: 'BOOLEAN' } as const;

/** All must hold; what none is asked of holds. */
export function allOf(conditions: readonly string[]): string {
  return conditions.length === 0 ? 'TRUE' : conditions.map((each) => `(${each})`).join(' AND ');
}
