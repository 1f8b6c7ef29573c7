import type { Jobseeker } from '../market/jobseeker.ts';
import { saturation } from '../text/bm25.ts';
import { Best } from './best.ts';
import { CommuteTable } from './commute-table.ts';
import { DeclinedThings } from './declined-things.ts';
import { JobseekerQuestion, NEVER } from './jobseeker-question.ts';
import { heldScore, type Judgement } from './judge-pair.ts';
import { OccupationDistances } from './occupation-distances.ts';
import { Survivors } from './survivors.ts';
import { commuteValue } from './terms/commute-term.ts';
import { employerWishValue } from './terms/employer-wish-term.ts';
import { skillsValue } from './terms/skills-term.ts';
import { textValue } from './terms/text-term.ts';
import { wageValue } from './terms/wage-term.ts';
import { frequencyIn, wordIn, type VacancyColumns } from './vacancy-columns.ts';
import type { ScoreWeights } from './weights.ts';

/** How rows and ids are each other's. */
export interface RowNames {
  slotOf(vacancyId: string): number;
  vacancyIdAt(slot: number): string;
}

/** What a bound may lack of a score by rounding. */
export const ROUNDING = 2e-9;

/**
 * Finds the best vacancies of one jobseeker. First every row of the counties in reach is held against the constraints and
 * gets the part of its score that costs nothing; then, the most promising first, skills and text are added, until nothing
 * that is left can come among the best any more.
 */
export class VacancySearch {
  readonly #columns: VacancyColumns;
  readonly #judgement: Judgement;
  readonly #question: JobseekerQuestion;
  readonly #declined: DeclinedThings;
  readonly #commute: CommuteTable;
  readonly #survivors = new Survivors();
  readonly #best: Best;
  /** Of the question that is being answered. */
  #weights: ScoreWeights;
  #skillRarity = new Float64Array(256);

  constructor(columns: VacancyColumns, judgement: Judgement, names: RowNames) {
    const distances = new OccupationDistances(columns.occupations, judgement.world.occupationTree);
    this.#columns = columns;
    this.#judgement = judgement;
    this.#weights = judgement.weights;
    this.#question = new JobseekerQuestion(judgement.corpus, columns, distances);
    this.#declined = new DeclinedThings(columns, distances, (vacancyId) => names.slotOf(vacancyId));
    this.#commute = new CommuteTable(columns.counties, judgement.world);
    this.#best = new Best((a, b) => names.vacancyIdAt(a) < names.vacancyIdAt(b));
  }

  /** The best `k` by these weights, in order; the answer is valid until the next question. */
  best(jobseeker: Jobseeker, k: number, weights = this.#judgement.weights): Best {
    this.#weights = weights;
    this.#question.ask(jobseeker, this.#judgement.world);
    this.#declined.ask(jobseeker.declined);
    this.#best.begin(k);
    this.#survivors.begin();
    if (!this.#question.isBarred) this.#gather(jobseeker);
    this.#rank();
    this.#best.sort();
    return this.#best;
  }

  #gather(jobseeker: Jobseeker): void {
    const minutes = this.#commute.from(jobseeker.county);
    for (let county = 0; county < minutes.length; county += 1) {
      const way = minutes[county] ?? Number.POSITIVE_INFINITY;
      const isInReach = jobseeker.needsLodging || way <= jobseeker.maxCommuteMinutes;
      if (isInReach && !this.#declined.hasCounty(county)) this.#gatherCounty(jobseeker, county, way);
    }
  }

  #gatherCounty(jobseeker: Jobseeker, county: number, minutes: number): void {
    const { forbidden, required, mayDo, worth, today } = this.#question;
    const { bits, licenceSet, wageHigh, openFrom, openUntil, occupation, byCounty } = this.#columns;
    const isPicky = !this.#declined.isEmpty;
    const floor = jobseeker.wageFloorFen;
    const rows = byCounty.rowsOf(county);
    const count = byCounty.countOf(county);
    const weights = this.#weights;
    const byWay =
      weights.COMMUTE * commuteValue(minutes, jobseeker.maxCommuteMinutes, jobseeker.needsLodging);
    for (let i = 0; i < count; i += 1) {
      const row = rows[i] ?? 0;
      const has = bits[row] ?? 0;
      if ((has & forbidden) !== 0 || (has & required) !== required) continue;
      if ((wageHigh[row] ?? 0) < floor || mayDo[licenceSet[row] ?? 0] === 0) continue;
      if ((openFrom[row] ?? 0) > today || (openUntil[row] ?? 0) < today) continue;
      const occupationWorth = worth[occupation[row] ?? 0] ?? 0;
      if (occupationWorth === NEVER || (isPicky && this.#declined.hasRow(row))) continue;
      this.#survivors.add(
        row,
        byWay + weights.OCCUPATION * occupationWorth + this.#cheapTerms(row, jobseeker.years),
      );
    }
  }

  /** What wage, the employer's wishes and what was declined add to the score of a row. */
  #cheapTerms(row: number, years: number): number {
    const weights = this.#weights;
    const { logOffer, wantedYears, wantedEducation } = this.#columns;
    const { logFloor, education } = this.#question;
    const unlike = this.#declined.isEmpty ? 1 : 1 - this.#declined.likenessOf(row);
    return (
      weights.WAGE * wageValue(logOffer[row] ?? 0, logFloor) +
      weights.EMPLOYER_WISH *
        employerWishValue(years, wantedYears[row] ?? 0, education, wantedEducation[row] ?? 0) +
      weights.UNLIKE_DECLINED * unlike
    );
  }

  #rank(): void {
    this.#skillRarity = this.#judgement.corpus.skillRarities(this.#skillRarity);
    const weights = this.#weights;
    const { words, mostBm25, hasSkills } = this.#question;
    const mostText = weights.TEXT * textValue(mostBm25, words.size > 0);
    const mostSkills = weights.SKILLS * (hasSkills ? 1 : skillsValue(0, 0, false));
    const survivors = this.#survivors;
    const best = this.#best;
    survivors.sort();
    for (let i = 0; i < survivors.count; i += 1) {
      const row = survivors.rows[i] ?? 0;
      const cheap = survivors.partial[i] ?? 0;
      const threshold = best.threshold - ROUNDING;
      if (survivors.ceilingAt(i) + mostSkills + mostText < threshold) break;
      if (cheap + mostSkills + mostText < threshold) continue;
      const withSkills = cheap + weights.SKILLS * this.#skillsOf(row);
      if (withSkills + mostText < threshold) continue;
      const score = withSkills + weights.TEXT * textValue(this.#bm25Of(row), words.size > 0);
      best.offer(row, heldScore(score));
    }
  }

  #skillsOf(row: number): number {
    const { entries, start, end } = this.#columns.skills;
    const { hasSkill, hasSkills } = this.#question;
    let [shared, asked] = [0, 0];
    for (let at = start[row] ?? 0; at < (end[row] ?? 0); at += 1) {
      const skill = entries[at] ?? 0;
      const rarity = this.#skillRarity[skill] ?? 0;
      asked += rarity;
      if (hasSkill[skill] === 1) shared += rarity;
    }
    return skillsValue(shared, asked, hasSkills);
  }

  #bm25Of(row: number): number {
    const { entries, start, end } = this.#columns.words;
    const { wordRarity } = this.#question;
    const norm = this.#judgement.corpus.normOf(this.#columns.textLength[row] ?? 0);
    let sum = 0;
    for (let at = start[row] ?? 0; at < (end[row] ?? 0); at += 1) {
      const packed = entries[at] ?? 0;
      const rarity = wordRarity[wordIn(packed)] ?? 0;
      if (rarity > 0) sum += rarity * saturation(frequencyIn(packed), norm);
    }
    return sum;
  }
}
