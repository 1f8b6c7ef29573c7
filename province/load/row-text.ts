import type { AgencyTable, ProvinceTable, Row } from '../registers/province-table.ts';
import { dayText, TODAY, type Day } from '../draw/calendar.ts';
import type { Prng } from '../draw/prng.ts';

/** The six columns that every table has, apart from the record's number. */
export interface Stamp {
  readonly validFrom: Day;
  readonly validTo?: Day | null;
  /** Defaults to a few days after `validFrom`; one record in a hundred comes months late. */
  readonly recordedFrom?: Day;
  /** Set on a version that was superseded; the next version is recorded from the same day. */
  readonly recordedTo?: Day | null;
  readonly flag?: string | null;
}

/** Where generated rows go; `load/` has the one that copies them into PostgreSQL. */
export interface RowSink {
  write(table: ProvinceTable, line: string): void;
}

const TIMES = Array.from(
  { length: 97 },
  (_, i) =>
    ` ${String(8 + (i % 10)).padStart(2, '0')}:${String((i * 7) % 60).padStart(2, '0')}:${String((i * 13) % 60).padStart(2, '0')}+08`,
);
const RECORDS_PER_BLOCK = 1_000_000;

/** Writes rows of one block as lines of PostgreSQL's COPY text format, numbering the records of each table. */
export class RowWriter {
  readonly #sink: RowSink;
  readonly #rng: Prng;
  readonly #firstRecord: number;
  readonly #counts = new Map<AgencyTable, number>();

  constructor(sink: RowSink, rng: Prng, block: number) {
    this.#sink = sink;
    this.#rng = rng;
    this.#firstRecord = block * RECORDS_PER_BLOCK;
  }

  /** Values never hold a tab, a line break or a backslash, so nothing needs escaping. */
  write<Column extends string>(table: AgencyTable<Column>, stamp: Stamp, row: Row<Column>): void {
    const nth = (this.#counts.get(table) ?? 0) + 1;
    this.#counts.set(table, nth);
    const from = stamp.recordedFrom ?? this.#recorded(stamp.validFrom);
    const to = stamp.recordedTo ?? null;
    let line = `${this.#firstRecord + nth}\t${dayText(stamp.validFrom)}\t`;
    line += stamp.validTo === undefined || stamp.validTo === null ? '\\N' : dayText(stamp.validTo);
    line += `\t${dayText(from)}${timeOf(from)}\t${to === null ? '\\N' : dayText(to) + timeOf(to)}`;
    line += `\t${stamp.flag ?? '\\N'}`;
    for (const column of table.columns) {
      const value = row[column];
      line += value === null ? '\t\\N' : `\t${value}`;
    }
    this.#sink.write(table, `${line}\n`);
  }

  #recorded(validFrom: Day): Day {
    const late = this.#rng.chance(0.01) ? this.#rng.between(90, 400) : this.#rng.between(0, 9);
    return Math.min(validFrom + late, TODAY - 1);
  }
}

/** From the day alone, so that a version ends at the second at which the next one begins. */
function timeOf(day: Day): string {
  return TIMES[Math.abs(day) % TIMES.length] ?? '';
}
