import type { IsoDate } from '../market/measures.ts';
import type { Vacancy } from '../market/vacancy.ts';
import type { Corpus } from './corpus.ts';
import { withCapacity } from './growing.ts';
import { Interner } from './interner.ts';
import { ListPool } from './list-pool.ts';
import { bitsOf } from './pair-bits.ts';
import { RowsByCounty } from './rows-by-county.ts';
import { educationRank } from './terms/employer-wish-term.ts';
import { logOffer } from './terms/wage-term.ts';
import type { VacancyText } from './text-match.ts';

/** How often a word stands in a text is kept in eight bits beside its number: oftener counts no more. */
const FREQUENCY_BITS = 8;
const MAX_FREQUENCY = (1 << FREQUENCY_BITS) - 1;

/** A word and how often it stands, as one number. */
function packWord(word: number, frequency: number): number {
  return ((word << FREQUENCY_BITS) | Math.min(frequency, MAX_FREQUENCY)) >>> 0;
}

export function wordIn(packed: number): number {
  return packed >>> FREQUENCY_BITS;
}

export function frequencyIn(packed: number): number {
  return packed & MAX_FREQUENCY;
}

/** A day as a number that orders as days do: `2026-11-01` is 20261101. */
export function dayNumber(day: string): number {
  return Number(day.replaceAll('-', ''));
}

/** What the score of a pair reads of vacancies, a column a quantity, a row a vacancy. */
export class VacancyColumns {
  readonly occupations = new Interner();
  readonly counties = new Interner();
  readonly employers = new Interner();
  /** The sets of licences that vacancies require: few, so that a question decides each but once. */
  readonly licenceSets = new Interner();
  readonly byCounty = new RowsByCounty();
  /** Words of the text (`packWord`), and numbers of skills in the corpus. */
  readonly words = new ListPool();
  readonly skills = new ListPool();
  bits = new Int32Array(16);
  occupation = new Uint16Array(16);
  county = new Uint16Array(16);
  employer = new Int32Array(16);
  licenceSet = new Uint16Array(16);
  wageHigh = new Float64Array(16);
  logOffer = new Float64Array(16);
  wantedYears = new Float64Array(16);
  wantedEducation = new Uint8Array(16);
  openFrom = new Int32Array(16);
  openUntil = new Int32Array(16);
  /** In words. */
  textLength = new Int32Array(16);
  readonly #corpus: Corpus;

  constructor(corpus: Corpus) {
    this.#corpus = corpus;
  }

  /** The day decides what wage is lawful: on another day it is put again (`market-mirror.ts`). */
  put(row: number, vacancy: Vacancy, text: VacancyText, day: IsoDate): void {
    if (row >= this.bits.length) this.#grow(Math.max(row + 1, this.bits.length * 2));
    const county = this.counties.idOf(vacancy.county);
    this.bits[row] = bitsOf(vacancy, day);
    this.occupation[row] = this.occupations.idOf(vacancy.occupation);
    this.county[row] = county;
    this.employer[row] = this.employers.idOf(vacancy.employer);
    this.licenceSet[row] = this.licenceSets.idOf([...vacancy.licences].sort().join(' '));
    this.wageHigh[row] = vacancy.wageFen.high;
    this.logOffer[row] = logOffer(vacancy.wageFen.low, vacancy.wageFen.high);
    this.wantedYears[row] = vacancy.wanted.years;
    this.wantedEducation[row] = educationRank(vacancy.wanted.education);
    this.openFrom[row] = dayNumber(vacancy.openFrom);
    this.openUntil[row] = dayNumber(vacancy.openUntil);
    this.textLength[row] = text.length;
    const words = [...text.frequencies.keys()].map((word) => this.#corpus.words.idOf(word));
    const skills = [...new Set(vacancy.skills)];
    this.#corpus.add(words, text.length, skills);
    this.words.set(
      row,
      [...text.frequencies.values()].map((frequency, i) => packWord(words[i] ?? 0, frequency)),
    );
    this.skills.set(
      row,
      skills.map((skill) => this.#corpus.skills.idOf(skill)),
    );
    this.byCounty.add(row, county);
  }

  remove(row: number, vacancy: Vacancy): void {
    const { entries, start, end } = this.words;
    const words = entries.subarray(start[row], end[row]).map(wordIn);
    this.#corpus.remove(words, this.textLength[row] ?? 0, vacancy.skills);
    this.words.set(row, []);
    this.skills.set(row, []);
    this.byCounty.remove(row, this.county[row] ?? 0);
  }

  /** The licences of a set. */
  licencesOf(set: number): readonly string[] {
    const names = this.licenceSets.nameOf(set);
    return names === '' ? [] : names.split(' ');
  }

  #grow(capacity: number): void {
    this.bits = withCapacity(this.bits, capacity);
    this.occupation = withCapacity(this.occupation, capacity);
    this.county = withCapacity(this.county, capacity);
    this.employer = withCapacity(this.employer, capacity);
    this.licenceSet = withCapacity(this.licenceSet, capacity);
    this.wageHigh = withCapacity(this.wageHigh, capacity);
    this.logOffer = withCapacity(this.logOffer, capacity);
    this.wantedYears = withCapacity(this.wantedYears, capacity);
    this.wantedEducation = withCapacity(this.wantedEducation, capacity);
    this.openFrom = withCapacity(this.openFrom, capacity);
    this.openUntil = withCapacity(this.openUntil, capacity);
    this.textLength = withCapacity(this.textLength, capacity);
  }
}
