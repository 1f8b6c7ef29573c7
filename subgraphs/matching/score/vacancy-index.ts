import type { MatchWorld } from '../constraints/match-world.ts';
import type { Jobseeker } from '../market/jobseeker.ts';
import type { Vacancy } from '../market/vacancy.ts';
import { asTold, weightsFor } from './as-told.ts';
import { Corpus } from './corpus.ts';
import type { Reader } from './explain.ts';
import { judgePair, type Judgement } from './judge-pair.ts';
import type { Refusal, Suggestion } from './suggestion.ts';
import { frequencyIn, VacancyColumns, wordIn } from './vacancy-columns.ts';
import { VacancySearch } from './vacancy-search.ts';
import { matchTexts, queryOf, textOf, type VacancyText } from './text-match.ts';
import { normalised, SHIPPED_WEIGHTS, type ScoreWeights } from './weights.ts';

export interface IndexOptions {
  /** Those that ship, where none are given. */
  readonly weights?: ScoreWeights;
}

/** Where `candidates` writes: as many places as are asked for, or more. */
export interface CandidateRows {
  /** Slots of vacancies, the best first (`vacancyIdAt`). */
  readonly ids: Int32Array;
  readonly scores: Float32Array;
}

/**
 * All vacancies that a jobseeker may be asked about, kept as they change. A question sees every one of them: what it
 * returns is what looking at each pair alone would. Every number fits on one thread; threads each have their own.
 */
export class VacancyIndex {
  /** Shared with the index of the other side, so that a pair has one score. */
  readonly corpus = new Corpus();
  /** What its pairs are scored with. */
  readonly judgement: Judgement;
  readonly #columns = new VacancyColumns(this.corpus);
  readonly #search: VacancySearch;
  readonly #slots = new Map<string, number>();
  readonly #vacancies: (Vacancy | null)[] = [];
  readonly #free: number[] = [];

  constructor(world: MatchWorld, options: IndexOptions = {}) {
    this.judgement = {
      world,
      corpus: this.corpus,
      weights: normalised(options.weights ?? SHIPPED_WEIGHTS),
      find: (vacancyId) => this.find(vacancyId),
    };
    this.#search = new VacancySearch(this.#columns, this.judgement, {
      slotOf: (vacancyId) => this.slotOf(vacancyId),
      vacancyIdAt: (slot) => this.vacancyIdAt(slot),
    });
  }

  /** How many vacancies it holds, open or not. */
  get size(): number {
    return this.#slots.size;
  }

  /** Adds a vacancy, or replaces the one of this id. What it can not be matched with anybody for, `judge` says. */
  put(vacancy: Vacancy): void {
    this.remove(vacancy.vacancyId);
    const slot = this.#free.pop() ?? this.#vacancies.length;
    this.#columns.put(slot, vacancy, textOf(vacancy), this.judgement.world.day);
    this.#vacancies[slot] = vacancy;
    this.#slots.set(vacancy.vacancyId, slot);
  }

  /** Takes a vacancy out; nothing happens where there is none. */
  remove(vacancyId: string): void {
    const slot = this.slotOf(vacancyId);
    const vacancy = this.#vacancies[slot];
    if (slot < 0 || vacancy === null || vacancy === undefined) return;
    this.#columns.remove(slot, vacancy);
    this.#vacancies[slot] = null;
    this.#slots.delete(vacancyId);
    this.#free.push(slot);
  }

  /** The vacancy as it was put; undefined where there is none. */
  find(vacancyId: string): Vacancy | undefined {
    return this.#vacancies[this.slotOf(vacancyId)] ?? undefined;
  }

  /** Every vacancy, in no order that means anything; none may be put or removed meanwhile. */
  *all(): Generator<Vacancy, void> {
    for (const vacancy of this.#vacancies) if (vacancy !== null) yield vacancy;
  }

  /** The number by which `candidates` names a vacancy, -1 where there is none: the same in every index of the same puts. */
  slotOf(vacancyId: string): number {
    return this.#slots.get(vacancyId) ?? -1;
  }

  /** Throws a `RangeError` for an empty slot. */
  vacancyIdAt(slot: number): string {
    const vacancy = this.#vacancies[slot];
    if (vacancy === null || vacancy === undefined) throw new RangeError('no vacancy in this slot');
    return vacancy.vacancyId;
  }

  /**
   * The best `k` of all vacancies in which every hard constraint holds, the best first, with every term that the reader is
   * told: found, scored and ordered by no other.
   */
  top(jobseeker: Jobseeker, k: number, reader: Reader = 'JOBSEEKER'): readonly Suggestion[] {
    const query = queryOf(jobseeker);
    const best = this.#search.best(jobseeker, k, weightsFor(this.judgement.weights, reader));
    const suggestions: Suggestion[] = [];
    for (let i = 0; i < best.count; i += 1) {
      const judged = this.#judgeAt(best.rows[i] ?? -1, jobseeker, query);
      // INVARIANT: what violates a constraint is never suggested, whatever the columns said.
      if (judged?.kind === 'SUGGESTION') suggestions.push(asTold(judged, reader));
    }
    return suggestions.sort((a, b) => b.score - a.score || (a.vacancyId < b.vacancyId ? -1 : 1));
  }

  /** What is said of this pair. Throws a `RangeError` where there is no such vacancy. */
  judge(jobseeker: Jobseeker, vacancyId: string): Suggestion | Refusal {
    const judged = this.#judgeAt(this.slotOf(vacancyId), jobseeker, queryOf(jobseeker));
    if (judged === null) throw new RangeError('no vacancy of this id');
    return judged;
  }

  /**
   * As `top`, as numbers alone and without allocation, for the assignment of a province: writes at most `k` slots and
   * scores, the best first, and says how many.
   */
  candidates(jobseeker: Jobseeker, k: number, into: CandidateRows): number {
    const best = this.#search.best(jobseeker, Math.min(k, into.ids.length, into.scores.length));
    for (let i = 0; i < best.count; i += 1) {
      into.ids[i] = best.rows[i] ?? 0;
      into.scores[i] = best.scores[i] ?? 0;
    }
    return best.count;
  }

  #judgeAt(slot: number, jobseeker: Jobseeker, query: ReadonlySet<string>): Suggestion | Refusal | null {
    const vacancy = this.#vacancies[slot];
    if (vacancy === null || vacancy === undefined) return null;
    const text = matchTexts(query, this.#textAt(slot, query), this.corpus);
    return judgePair({ jobseeker, vacancy }, text, this.judgement);
  }

  /** The words of a vacancy's text that a query asks for: they were cut when it was put. */
  #textAt(slot: number, query: ReadonlySet<string>): VacancyText {
    const { entries, start, end } = this.#columns.words;
    const frequencies = new Map<string, number>();
    for (let at = start[slot] ?? 0; at < (end[slot] ?? 0); at += 1) {
      const packed = entries[at] ?? 0;
      const word = this.corpus.words.nameOf(wordIn(packed));
      if (query.has(word)) frequencies.set(word, frequencyIn(packed));
    }
    return { frequencies, length: this.#columns.textLength[slot] ?? 0 };
  }
}
