import type { Decline } from '../market/jobseeker.ts';
import type { OccupationDistance } from '../occupations/occupation-tree.ts';
import type { OccupationDistances } from './occupation-distances.ts';
import { shiftBits } from './pair-bits.ts';
import { closeness } from './terms/occupation-term.ts';
import { alikeBy } from './terms/unlike-declined-term.ts';
import type { VacancyColumns } from './vacancy-columns.ts';

/** A declined occupation or vacancy, as rows are compared with it. */
interface Like {
  readonly distances: readonly OccupationDistance[];
  /** Null where an occupation was declined and no vacancy. */
  readonly row: number | null;
}

/** What one jobseeker declined, as the columns of vacancies know it. Occupations and shifts are filtered before. */
export class DeclinedThings {
  readonly #columns: VacancyColumns;
  readonly #distances: OccupationDistances;
  readonly #slotOf: (vacancyId: string) => number;
  readonly #rows = new Set<number>();
  readonly #employers = new Set<number>();
  readonly #counties = new Set<number>();
  #likes: readonly Like[] = [];
  /** Most people have declined nothing: they pay nothing. */
  isEmpty = true;

  constructor(
    columns: VacancyColumns,
    distances: OccupationDistances,
    slotOf: (vacancyId: string) => number,
  ) {
    this.#columns = columns;
    this.#distances = distances;
    this.#slotOf = slotOf;
  }

  ask(declined: readonly Decline[]): void {
    this.isEmpty = declined.length === 0;
    for (const set of [this.#rows, this.#employers, this.#counties]) set.clear();
    for (const { what, value } of declined) {
      if (what === 'VACANCY') this.#rows.add(this.#slotOf(value));
      if (what === 'EMPLOYER') this.#employers.add(this.#columns.employers.find(value));
      if (what === 'COUNTY') this.#counties.add(this.#columns.counties.find(value));
    }
    this.#likes = declined.map((decline) => this.#likeOf(decline)).filter((like) => like !== null);
  }

  hasCounty(county: number): boolean {
    return this.#counties.has(county);
  }

  hasRow(row: number): boolean {
    return this.#rows.has(row) || this.#employers.has(this.#columns.employer[row] ?? -1);
  }

  /** How like something declined a row is, 0..1. */
  likenessOf(row: number): number {
    const { occupation, employer, bits } = this.#columns;
    let most = 0;
    for (const { distances, row: before } of this.#likes) {
      const near = closeness(distances[occupation[row] ?? 0] ?? 4);
      const alike =
        before === null
          ? near
          : alikeBy(
              near,
              employer[before] === employer[row],
              shiftBits(bits[before] ?? 0) === shiftBits(bits[row] ?? 0),
            );
      most = Math.max(most, alike);
    }
    return most;
  }

  #likeOf({ what, value }: Decline): Like | null {
    if (what === 'OCCUPATION') return { distances: this.#distances.from(value), row: null };
    const row = what === 'VACANCY' ? this.#slotOf(value) : -1;
    if (row < 0) return null;
    const code = this.#columns.occupations.nameOf(this.#columns.occupation[row] ?? 0);
    return { distances: this.#distances.from(code), row };
  }
}
