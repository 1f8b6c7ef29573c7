import { isCalendarDay } from '../../../identifiers/calendar-day.ts';
import { saysEnough } from '../constraints/profile.ts';
import type { Jobseeker } from '../market/jobseeker.ts';
import type { Corpus } from './corpus.ts';
import { withCapacity } from './growing.ts';
import { Interner } from './interner.ts';
import { ListPool } from './list-pool.ts';
import { forbiddenBits, requiredBits } from './pair-bits.ts';
import { RowsByCounty } from './rows-by-county.ts';
import { educationRank } from './terms/employer-wish-term.ts';
import { logFloor } from './terms/wage-term.ts';
import { queryOf } from './text-match.ts';
import { dayNumber } from './vacancy-columns.ts';

/** Every vacancy has a bit, so that who forbids all of them is matched with none. */
const EVERYTHING = -1;

/** What the score of a pair reads of jobseekers, a column a quantity, a row a person. Groups are no column. */
export class JobseekerColumns {
  readonly occupations = new Interner();
  readonly counties = new Interner();
  readonly byCounty = new RowsByCounty();
  /** Numbers of the wanted occupations, of skills in the corpus, and of the distinct words of the text. */
  readonly wishes = new ListPool();
  readonly skills = new ListPool();
  readonly words = new ListPool();
  forbidden = new Int32Array(16);
  required = new Int32Array(16);
  county = new Uint16Array(16);
  /** A day as a number, for the legal bar of age alone. */
  bornOn = new Int32Array(16);
  wageFloor = new Float64Array(16);
  logFloor = new Float64Array(16);
  maxCommute = new Float64Array(16);
  years = new Float64Array(16);
  education = new Uint8Array(16);
  /** 1 where something was declined, so that the pair is looked at more closely. */
  hasDeclined = new Uint8Array(16);
  readonly #corpus: Corpus;

  constructor(corpus: Corpus) {
    this.#corpus = corpus;
  }

  put(row: number, jobseeker: Jobseeker): void {
    if (row >= this.bornOn.length) this.#grow(Math.max(row + 1, this.bornOn.length * 2));
    const county = this.counties.idOf(jobseeker.county);
    const isMatched = saysEnough(jobseeker) && isCalendarDay(jobseeker.birthDate);
    this.forbidden[row] = isMatched ? forbiddenBits(jobseeker) : EVERYTHING;
    this.required[row] = requiredBits(jobseeker);
    this.county[row] = county;
    this.bornOn[row] = isMatched ? dayNumber(jobseeker.birthDate) : 0;
    this.wageFloor[row] = jobseeker.wageFloorFen;
    this.logFloor[row] = logFloor(jobseeker.wageFloorFen);
    this.maxCommute[row] = jobseeker.maxCommuteMinutes;
    this.years[row] = jobseeker.years;
    this.education[row] = educationRank(jobseeker.education);
    this.hasDeclined[row] = jobseeker.declined.length > 0 ? 1 : 0;
    this.wishes.set(
      row,
      jobseeker.occupations.map((code) => this.occupations.idOf(code)),
    );
    this.skills.set(
      row,
      [...new Set(jobseeker.skills)].map((skill) => this.#corpus.skills.idOf(skill)),
    );
    this.words.set(
      row,
      [...queryOf(jobseeker)].map((word) => this.#corpus.words.idOf(word)),
    );
    this.byCounty.add(row, county);
  }

  remove(row: number): void {
    for (const pool of [this.wishes, this.skills, this.words]) pool.set(row, []);
    this.byCounty.remove(row, this.county[row] ?? 0);
  }

  #grow(capacity: number): void {
    this.forbidden = withCapacity(this.forbidden, capacity);
    this.required = withCapacity(this.required, capacity);
    this.county = withCapacity(this.county, capacity);
    this.bornOn = withCapacity(this.bornOn, capacity);
    this.wageFloor = withCapacity(this.wageFloor, capacity);
    this.logFloor = withCapacity(this.logFloor, capacity);
    this.maxCommute = withCapacity(this.maxCommute, capacity);
    this.years = withCapacity(this.years, capacity);
    this.education = withCapacity(this.education, capacity);
    this.hasDeclined = withCapacity(this.hasDeclined, capacity);
  }
}
