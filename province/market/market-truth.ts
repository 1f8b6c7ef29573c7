import type { PersonKey } from '../../identifiers/person-key.ts';
import { dayText, TODAY } from '../draw/calendar.ts';
import { Prng } from '../draw/prng.ts';
import type { DrawnJobseeker } from './draw-jobseeker.ts';
import { indexOfVacancy, type DrawnVacancy } from './draw-vacancy.ts';
import { isPossible, utilityOf } from './utility.ts';

/** 3: would take it at once; 2: would go and look; 1: would think about it. Everything else is 0. */
export type Grade = 1 | 2 | 3;

/** What one sampled jobseeker would have said of the market. */
export interface HeldOutPreference {
  readonly index: number;
  readonly personKey: PersonKey;
  /** Of every vacancy that is worth anything to the person: nothing else is relevant. */
  readonly grades: ReadonlyMap<string, Grade>;
  /** The best that could be known without chance, the best first: what no engine can beat. */
  readonly oracle: readonly string[];
}

/** The numbers of vacancies with each grade: the best that somebody would see, then what is worth a look. */
const GRADED = { 3: 5, 2: 20, 1: 50 } as const;
const KEPT = GRADED[1];
/** What nobody knows beforehand, in the unit of the utility. */
export const CHANCE = 0.3;
const NOISE_STREAM = 0x6e6f;
/** More than there are vacancies. */
const PAIRS = 1_000_003;

interface Sampled extends DrawnJobseeker {
  readonly index: number;
  readonly actual: Best;
  readonly expected: Best;
}

/**
 * What sampled jobseekers would say of every vacancy of a market, in one pass over it: the true worth of what is possible
 * for them, with chance for the grades and without for the oracle. Bad vacancies are worth nothing to anybody.
 */
export function heldOutPreferences(
  people: readonly (DrawnJobseeker & { readonly index: number })[],
  vacancies: Iterable<DrawnVacancy & { readonly bad: boolean }>,
  seed: number,
): readonly HeldOutPreference[] {
  const today = dayText(TODAY);
  const sampled: readonly Sampled[] = people.map((person) => ({
    ...person,
    actual: new Best(KEPT, 0),
    // What is expected to be worth nothing may still be relevant, by chance.
    expected: new Best(KEPT, Number.NEGATIVE_INFINITY),
  }));
  for (const drawn of vacancies)
    for (const { index, jobseeker, preference, actual, expected } of sampled) {
      if (drawn.bad || !isPossible(jobseeker, drawn.vacancy, today)) continue;
      const chance = pairStream(seed, index, drawn.vacancy.vacancyId).bell() * CHANCE;
      const worth = utilityOf(jobseeker, preference, drawn);
      expected.offer(drawn.vacancy.vacancyId, worth);
      actual.offer(drawn.vacancy.vacancyId, worth + chance);
    }
  return sampled.map(({ index, jobseeker, actual, expected }) => ({
    index,
    personKey: jobseeker.personKey,
    grades: new Map(actual.ids().map((id, rank) => [id, gradeAt(rank)])),
    oracle: expected.ids(),
  }));
}

/** Chance of a pair alone, so that it is the same whatever else the market holds. */
export function pairStream(seed: number, index: number, vacancyId: string): Prng {
  return new Prng(seed ^ NOISE_STREAM, index * PAIRS + indexOfVacancy(vacancyId) + 1);
}

function gradeAt(rank: number): Grade {
  if (rank < GRADED[3]) return 3;
  return rank < GRADED[2] ? 2 : 1;
}

/** The best so many of what is offered; what is worth no more than `least` is not kept. */
class Best {
  readonly #most: number;
  #kept: { readonly id: string; readonly worth: number }[] = [];
  #least: number;

  constructor(most: number, least: number) {
    this.#most = most;
    this.#least = least;
  }

  offer(id: string, worth: number): void {
    if (worth <= this.#least) return;
    this.#kept.push({ id, worth });
    // Sorted now and then, not at each: most of what is offered is worse than what is kept.
    if (this.#kept.length >= this.#most * 2) this.#shrink();
  }

  ids(): readonly string[] {
    this.#shrink();
    return this.#kept.map(({ id }) => id);
  }

  #shrink(): void {
    this.#kept.sort((a, b) => b.worth - a.worth || (a.id < b.id ? -1 : 1));
    if (this.#kept.length < this.#most) return;
    this.#kept = this.#kept.slice(0, this.#most);
    this.#least = this.#kept.at(-1)?.worth ?? this.#least;
  }
}
