import type { ParseArgsOptionsConfig } from 'node:util';

/** One measurement: a file `<name>.bench.ts` that exports it as `benchmark`. */
export interface Benchmark {
  /** One line: what is measured. */
  readonly summary: string;
  /** Options of its own, in words of one line each. */
  readonly options: Readonly<Record<string, ParseArgsOptionsConfig[string] & { readonly help: string }>>;
  run(input: BenchmarkInput): Promise<BenchmarkResult>;
}

export interface BenchmarkInput {
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  /** Says how it goes. */
  readonly progress: (line: string) => void;
}

export type Figure = string | number | boolean;

export interface BenchmarkResult {
  /** The table: one row for each thing measured, the same columns in each. */
  readonly rows: readonly Readonly<Record<string, Figure>>[];
  /** What scripts read; units stand in the names, such as `p99_ms`. */
  readonly figures: Readonly<Record<string, Figure>>;
  /** Every answer that was not what it should have been; figures of wrong answers mean nothing. */
  readonly wrong: readonly string[];
}
