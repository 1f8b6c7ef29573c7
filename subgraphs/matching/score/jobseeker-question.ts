import { ageOn } from '../../../identifiers/age-on.ts';
import type { MatchWorld } from '../constraints/match-world.ts';
import { saysEnough } from '../constraints/profile.ts';
import type { Jobseeker } from '../market/jobseeker.ts';
import { holdsLicence } from '../occupations/licences.ts';
import { mostOfAWord } from '../text/bm25.ts';
import type { Corpus } from './corpus.ts';
import { withCapacity } from './growing.ts';
import type { OccupationDistances } from './occupation-distances.ts';
import { forbiddenBits, minorBits, requiredBits } from './pair-bits.ts';
import { educationRank } from './terms/employer-wish-term.ts';
import { wishValue } from './terms/occupation-term.ts';
import { UNSAID } from './terms/term-value.ts';
import { logFloor } from './terms/wage-term.ts';
import { queryOf } from './text-match.ts';
import { dayNumber, type VacancyColumns } from './vacancy-columns.ts';

/** The worth of an occupation that was declined: nothing in it is suggested. */
export const NEVER = -1;

/**
 * What one jobseeker asks of every vacancy, worked out once per occupation, set of licences, word and skill, so that a
 * vacancy costs a few look-ups. One object serves question after question.
 */
export class JobseekerQuestion {
  /** By occupation: the value of its term, or `NEVER`. */
  worth = new Float64Array(64);
  /** By set of licences: 1 where the jobseeker holds what it requires. */
  mayDo = new Uint8Array(16);
  /** By word: its rarity where the jobseeker uses it, else 0. */
  wordRarity = new Float64Array(1_024);
  /** By skill: 1 where the jobseeker has it. */
  hasSkill = new Uint8Array(256);
  /** Whether the jobseeker names any skill, known here or not. */
  hasSkills = false;
  words: ReadonlySet<string> = new Set();
  /** No text has a higher BM25 for these words. */
  mostBm25 = 0;
  /** Nobody under sixteen or of unknown age is matched, and no empty profile. */
  isBarred = false;
  forbidden = 0;
  required = 0;
  today = 0;
  logFloor = 0;
  education = 0;
  readonly #corpus: Corpus;
  readonly #columns: VacancyColumns;
  readonly #distances: OccupationDistances;
  readonly #usedWords: number[] = [];
  readonly #usedSkills: number[] = [];

  constructor(corpus: Corpus, columns: VacancyColumns, distances: OccupationDistances) {
    this.#corpus = corpus;
    this.#columns = columns;
    this.#distances = distances;
  }

  ask(jobseeker: Jobseeker, world: MatchWorld): void {
    const age = ageOn(jobseeker.birthDate, world.day) ?? 0;
    this.isBarred = age < 16 || !saysEnough(jobseeker);
    this.forbidden = forbiddenBits(jobseeker) | (age < 18 ? minorBits : 0);
    this.required = requiredBits(jobseeker);
    this.today = dayNumber(world.day);
    this.logFloor = logFloor(jobseeker.wageFloorFen);
    this.education = educationRank(jobseeker.education);
    this.#askOccupations(jobseeker);
    this.#askLicences(jobseeker);
    this.#askSkills(jobseeker);
    this.#askWords(jobseeker);
  }

  #askOccupations({ occupations, declined }: Jobseeker): void {
    const { size } = this.#columns.occupations;
    if (size > this.worth.length) this.worth = withCapacity(this.worth, size * 2);
    this.worth.fill(occupations.length === 0 ? UNSAID : 0, 0, size);
    for (const [rank, code] of occupations.entries()) {
      const distances = this.#distances.from(code);
      for (let id = 0; id < size; id += 1)
        this.worth[id] = Math.max(this.worth[id] ?? 0, wishValue(distances[id] ?? 4, rank));
    }
    for (const { what, value } of declined) {
      const id = what === 'OCCUPATION' ? this.#columns.occupations.find(value) : -1;
      if (id >= 0) this.worth[id] = NEVER;
    }
  }

  #askLicences(jobseeker: Jobseeker): void {
    const { size } = this.#columns.licenceSets;
    if (size > this.mayDo.length) this.mayDo = withCapacity(this.mayDo, size * 2);
    for (let set = 0; set < size; set += 1) {
      const required = this.#columns.licencesOf(set);
      this.mayDo[set] = required.every((one) => holdsLicence(jobseeker.licences, one)) ? 1 : 0;
    }
  }

  #askSkills({ skills }: Jobseeker): void {
    for (const id of this.#usedSkills) this.hasSkill[id] = 0;
    this.#usedSkills.length = 0;
    this.hasSkills = skills.length > 0;
    const { size } = this.#corpus.skills;
    if (size > this.hasSkill.length) this.hasSkill = withCapacity(this.hasSkill, size * 2);
    for (const skill of skills) {
      const id = this.#corpus.skills.find(skill);
      if (id < 0) continue;
      this.hasSkill[id] = 1;
      this.#usedSkills.push(id);
    }
  }

  #askWords(jobseeker: Jobseeker): void {
    for (const id of this.#usedWords) this.wordRarity[id] = 0;
    this.#usedWords.length = 0;
    this.words = queryOf(jobseeker);
    this.mostBm25 = 0;
    const { size } = this.#corpus.words;
    if (size > this.wordRarity.length) this.wordRarity = withCapacity(this.wordRarity, size * 2);
    for (const word of this.words) {
      const id = this.#corpus.words.find(word);
      if (id < 0) continue;
      const rarity = this.#corpus.wordRarity(id);
      this.wordRarity[id] = rarity;
      this.mostBm25 += mostOfAWord(rarity);
      this.#usedWords.push(id);
    }
  }
}
