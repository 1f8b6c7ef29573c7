import type { PersonKey } from '../../../identifiers/person-key.ts';
import type { Jobseeker } from '../market/jobseeker.ts';
import type { DivisionCode } from '../market/measures.ts';
import type { Vacancy } from '../market/vacancy.ts';
import { asTold, weightsFor } from './as-told.ts';
import type { Reader } from './explain.ts';
import { JobseekerColumns } from './jobseeker-columns.ts';
import { JobseekerSearch } from './jobseeker-search.ts';
import { judgePair, type Judgement } from './judge-pair.ts';
import type { Refusal, Suggestion } from './suggestion.ts';
import { matchTexts, queryOf, textOf, type VacancyText } from './text-match.ts';
import type { CandidateRows, VacancyIndex } from './vacancy-index.ts';

/** Who asks for people, and among whom; without these everything is told, and everybody is looked at. */
export interface Asked {
  readonly reader?: Reader;
  readonly livesIn?: (county: DivisionCode) => boolean;
}

/**
 * All jobseekers that a vacancy may be asked about, kept as they change. It orders the pairs of one vacancy, never people:
 * the scores of two vacancies have nothing to do with each other.
 */
export class JobseekerIndex {
  readonly #judgement: Judgement;
  readonly #columns: JobseekerColumns;
  readonly #search: JobseekerSearch;
  readonly #slots = new Map<PersonKey, number>();
  readonly #jobseekers: (Jobseeker | null)[] = [];
  readonly #free: number[] = [];

  /** Scores with the world, the weights and the rarities of these vacancies, so that a pair has one score. */
  constructor({ judgement }: VacancyIndex) {
    this.#judgement = judgement;
    this.#columns = new JobseekerColumns(judgement.corpus);
    this.#search = new JobseekerSearch(this.#columns, judgement, (slot) => this.#at(slot));
  }

  get size(): number {
    return this.#slots.size;
  }

  /** Adds a jobseeker, or replaces the one of this key. */
  put(jobseeker: Jobseeker): void {
    this.remove(jobseeker.personKey);
    const slot = this.#free.pop() ?? this.#jobseekers.length;
    this.#columns.put(slot, jobseeker);
    this.#jobseekers[slot] = jobseeker;
    this.#slots.set(jobseeker.personKey, slot);
  }

  /** Takes a jobseeker out; nothing happens where there is none. */
  remove(personKey: PersonKey): void {
    const slot = this.#slots.get(personKey);
    if (slot === undefined) return;
    this.#columns.remove(slot);
    this.#jobseekers[slot] = null;
    this.#slots.delete(personKey);
    this.#free.push(slot);
  }

  /** The jobseeker as put; undefined where there is none. */
  find(personKey: PersonKey): Jobseeker | undefined {
    const slot = this.#slots.get(personKey);
    return slot === undefined ? undefined : (this.#jobseekers[slot] ?? undefined);
  }

  /** Everybody, in no order that means anything; nobody may be put or removed meanwhile. */
  *all(): Generator<Jobseeker, void> {
    for (const jobseeker of this.#jobseekers) if (jobseeker !== null) yield jobseeker;
  }

  /** The number by which `candidates` names somebody, -1 where there is nobody. */
  slotOf(personKey: PersonKey): number {
    return this.#slots.get(personKey) ?? -1;
  }

  /** Throws a `RangeError` for an empty slot. */
  personKeyAt(slot: number): PersonKey {
    return this.#at(slot).personKey;
  }

  /**
   * The best `k` of all jobseekers with whom every hard constraint holds, the best first, with every term that the reader is
   * told: found, scored and ordered by no other.
   */
  top(vacancy: Vacancy, k: number, { reader = 'JOBSEEKER', livesIn }: Asked = {}): readonly Suggestion[] {
    const text = textOf(vacancy);
    const best = this.#search.best(vacancy, text, {
      k,
      weights: weightsFor(this.#judgement.weights, reader),
      ...(livesIn === undefined ? {} : { isAskedAbout: livesIn }),
    });
    const suggestions: Suggestion[] = [];
    for (let i = 0; i < best.count; i += 1) {
      const judged = this.#judge(this.#at(best.rows[i] ?? -1), vacancy, text);
      // INVARIANT: what violates a constraint is never suggested, whatever the columns said.
      if (judged.kind === 'SUGGESTION') suggestions.push(asTold(judged, reader));
    }
    return suggestions.sort((a, b) => b.score - a.score || (a.personKey < b.personKey ? -1 : 1));
  }

  /**
   * As `top`, as numbers alone: whom a change of a vacancy concerns. Writes at most `k` slots and scores, the best first,
   * and says how many.
   */
  candidates(vacancy: Vacancy, k: number, into: CandidateRows): number {
    const size = Math.min(k, into.ids.length, into.scores.length);
    const best = this.#search.best(vacancy, textOf(vacancy), { k: size });
    for (let i = 0; i < best.count; i += 1) {
      into.ids[i] = best.rows[i] ?? 0;
      into.scores[i] = best.scores[i] ?? 0;
    }
    return best.count;
  }

  #judge(jobseeker: Jobseeker, vacancy: Vacancy, text: VacancyText): Suggestion | Refusal {
    const match = matchTexts(queryOf(jobseeker), text, this.#judgement.corpus);
    return judgePair({ jobseeker, vacancy }, match, this.#judgement);
  }

  #at(slot: number): Jobseeker {
    const jobseeker = this.#jobseekers[slot];
    if (jobseeker === null || jobseeker === undefined) throw new RangeError('nobody in this slot');
    return jobseeker;
  }
}
