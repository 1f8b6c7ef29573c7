import { declined as declinedConstraint } from '../constraints/declined.ts';
import type { Jobseeker } from '../market/jobseeker.ts';
import type { DivisionCode } from '../market/measures.ts';
import type { Vacancy } from '../market/vacancy.ts';
import { holdsLicence } from '../occupations/licences.ts';
import { saturation } from '../text/bm25.ts';
import { Best } from './best.ts';
import { CommuteTable } from './commute-table.ts';
import type { JobseekerColumns } from './jobseeker-columns.ts';
import { heldScore, type Judgement } from './judge-pair.ts';
import { OccupationDistances } from './occupation-distances.ts';
import { bitsOf, minorBits, needsLodging } from './pair-bits.ts';
import { Survivors } from './survivors.ts';
import { commuteValue } from './terms/commute-term.ts';
import { educationRank, employerWishValue } from './terms/employer-wish-term.ts';
import { wishValue } from './terms/occupation-term.ts';
import { skillsValue } from './terms/skills-term.ts';
import { UNSAID } from './terms/term-value.ts';
import { textValue } from './terms/text-term.ts';
import { unlikeDeclinedTerm } from './terms/unlike-declined-term.ts';
import { logOffer, wageValue } from './terms/wage-term.ts';
import type { VacancyText } from './text-match.ts';
import type { ScoreWeights } from './weights.ts';
import { dayNumber } from './vacancy-columns.ts';
import { ROUNDING } from './vacancy-search.ts';

/** The years of the legal bars, as days are numbered: sixteen to work at all, eighteen for what is barred to minors. */
const SIXTEEN_YEARS = 16_00_00;
const EIGHTEEN_YEARS = 18_00_00;

/** A vacancy as jobseekers are held against it. */
interface Offer {
  readonly vacancy: Vacancy;
  readonly bits: number;
  readonly logOffer: number;
  readonly education: number;
  readonly adultsBornUntil: number;
  readonly workersBornUntil: number;
  /** By occupation that somebody wants: the steps to the one that is offered. */
  readonly distances: ReturnType<OccupationDistances['from']>;
}

/** How many people of a vacancy are looked for, and among whom. */
export interface PeopleQuestion {
  readonly k: number;
  /** With a sum of one; those of the market where none are given. */
  readonly weights?: ScoreWeights;
  /** Where they live. WHY in the question: whoever is left out afterwards has kept somebody else out. */
  readonly isAskedAbout?: (county: DivisionCode) => boolean;
}

const everywhere = (): boolean => true;

/** Finds the best jobseekers of one vacancy, in the two steps of `VacancySearch`. */
export class JobseekerSearch {
  readonly #columns: JobseekerColumns;
  readonly #judgement: Judgement;
  readonly #jobseekerAt: (row: number) => Jobseeker;
  readonly #distances: OccupationDistances;
  readonly #commute: CommuteTable;
  readonly #survivors = new Survivors();
  readonly #best: Best;
  /** Of the question that is being answered. */
  #weights: ScoreWeights;
  /** By word and by skill of the vacancy asked for: what it adds; 0 for all others. */
  #wordWorth = new Float64Array(1_024);
  #skillWorth = new Float64Array(256);
  #askedSkills = 0;
  #mostBm25 = 0;

  constructor(columns: JobseekerColumns, judgement: Judgement, jobseekerAt: (row: number) => Jobseeker) {
    const { world } = judgement;
    this.#columns = columns;
    this.#judgement = judgement;
    this.#weights = judgement.weights;
    this.#jobseekerAt = jobseekerAt;
    this.#distances = new OccupationDistances(columns.occupations, world.occupationTree);
    this.#commute = new CommuteTable(columns.counties, {
      commuteMinutes: (work, home) => world.commuteMinutes(home, work),
    });
    this.#best = new Best((a, b) => jobseekerAt(a).personKey < jobseekerAt(b).personKey);
  }

  /** The best `k` of those asked about, in order; the answer is valid until the next question. */
  best(
    vacancy: Vacancy,
    text: VacancyText,
    { k, weights = this.#judgement.weights, isAskedAbout = everywhere }: PeopleQuestion,
  ): Best {
    const today = dayNumber(this.#judgement.world.day);
    this.#weights = weights;
    this.#best.begin(k);
    this.#survivors.begin();
    if (dayNumber(vacancy.openFrom) <= today && dayNumber(vacancy.openUntil) >= today)
      this.#gather(this.#offerOf(vacancy, today), isAskedAbout);
    this.#ask(vacancy, text);
    this.#rank();
    this.#best.sort();
    return this.#best;
  }

  #offerOf(vacancy: Vacancy, today: number): Offer {
    return {
      vacancy,
      bits: bitsOf(vacancy, this.#judgement.world.day),
      logOffer: logOffer(vacancy.wageFen.low, vacancy.wageFen.high),
      education: educationRank(vacancy.wanted.education),
      adultsBornUntil: today - EIGHTEEN_YEARS,
      workersBornUntil: today - SIXTEEN_YEARS,
      distances: this.#distances.from(vacancy.occupation),
    };
  }

  #gather(offer: Offer, isAskedAbout: (county: DivisionCode) => boolean): void {
    const { counties } = this.#columns;
    const minutes = this.#commute.from(offer.vacancy.county);
    for (let county = 0; county < minutes.length; county += 1)
      if (isAskedAbout(counties.nameOf(county)))
        this.#gatherCounty(offer, county, minutes[county] ?? Number.POSITIVE_INFINITY);
  }

  #gatherCounty(offer: Offer, county: number, minutes: number): void {
    const { forbidden, required, bornOn, wageFloor, maxCommute, hasDeclined, byCounty } = this.#columns;
    const { vacancy, bits } = offer;
    const rows = byCounty.rowsOf(county);
    const count = byCounty.countOf(county);
    for (let i = 0; i < count; i += 1) {
      const row = rows[i] ?? 0;
      const needs = required[row] ?? 0;
      if ((bits & (forbidden[row] ?? 0)) !== 0 || (bits & needs) !== needs) continue;
      // Whoever needs lodging was refused above where there is none.
      const isLodged = needsLodging(needs);
      if (!isLodged && minutes > (maxCommute[row] ?? 0)) continue;
      if (vacancy.wageFen.high < (wageFloor[row] ?? 0)) continue;
      const born = bornOn[row] ?? 0;
      if (born > offer.workersBornUntil) continue;
      if ((bits & minorBits) !== 0 && born > offer.adultsBornUntil) continue;
      if (vacancy.licences.length > 0 && !this.#mayDo(row, vacancy)) continue;
      const unlike = hasDeclined[row] === 1 ? this.#unlikeDeclined(row, vacancy) : 1;
      if (unlike === null) continue;
      this.#survivors.add(row, this.#cheapTerms(row, offer, { minutes, isLodged, unlike }));
    }
  }

  #mayDo(row: number, { licences }: Vacancy): boolean {
    const held = this.#jobseekerAt(row).licences;
    return licences.every((required) => holdsLicence(held, required));
  }

  /** Null where the vacancy, or something of it, was declined. */
  #unlikeDeclined(row: number, vacancy: Vacancy): number | null {
    const { world, find } = this.#judgement;
    const jobseeker = this.#jobseekerAt(row);
    if (declinedConstraint.violationOf({ jobseeker, vacancy }, world) !== null) return null;
    return unlikeDeclinedTerm(jobseeker.declined, vacancy, world.occupationTree, find).value;
  }

  #cheapTerms(
    row: number,
    offer: Offer,
    way: { readonly minutes: number; readonly isLodged: boolean; readonly unlike: number },
  ): number {
    const weights = this.#weights;
    const { logFloor, maxCommute, years, education } = this.#columns;
    const { wanted } = offer.vacancy;
    return (
      weights.OCCUPATION * this.#occupationOf(row, offer) +
      weights.WAGE * wageValue(offer.logOffer, logFloor[row] ?? 0) +
      weights.COMMUTE * commuteValue(way.minutes, maxCommute[row] ?? 0, way.isLodged) +
      weights.EMPLOYER_WISH *
        employerWishValue(years[row] ?? 0, wanted.years, education[row] ?? 0, offer.education) +
      weights.UNLIKE_DECLINED * way.unlike
    );
  }

  #occupationOf(row: number, { distances }: Offer): number {
    const { entries, start, end } = this.#columns.wishes;
    const from = start[row] ?? 0;
    const to = end[row] ?? 0;
    if (from === to) return UNSAID;
    let most = 0;
    for (let at = from; at < to; at += 1)
      most = Math.max(most, wishValue(distances[entries[at] ?? 0] ?? 4, at - from));
    return most;
  }

  /** Works out what each word and skill of the vacancy adds. */
  #ask(vacancy: Vacancy, { frequencies, length }: VacancyText): void {
    const { corpus } = this.#judgement;
    this.#wordWorth = cleared(this.#wordWorth, corpus.words.size);
    this.#skillWorth = cleared(this.#skillWorth, corpus.skills.size);
    this.#askedSkills = this.#mostBm25 = 0;
    const norm = corpus.normOf(length);
    for (const [word, frequency] of frequencies) {
      const id = corpus.words.find(word);
      if (id < 0) continue;
      const worth = corpus.wordRarity(id) * saturation(frequency, norm);
      this.#wordWorth[id] = worth;
      this.#mostBm25 += worth;
    }
    for (const skill of new Set(vacancy.skills)) {
      const worth = corpus.skillRarity(skill);
      this.#askedSkills += worth;
      const id = corpus.skills.find(skill);
      if (id >= 0) this.#skillWorth[id] = worth;
    }
  }

  #rank(): void {
    const weights = this.#weights;
    const mostText = weights.TEXT * Math.max(UNSAID, textValue(this.#mostBm25, true));
    const mostSkills = weights.SKILLS * (this.#askedSkills > 0 ? 1 : UNSAID);
    const survivors = this.#survivors;
    survivors.sort();
    for (let i = 0; i < survivors.count; i += 1) {
      const row = survivors.rows[i] ?? 0;
      const cheap = survivors.partial[i] ?? 0;
      const threshold = this.#best.threshold - ROUNDING;
      if (survivors.ceilingAt(i) + mostSkills + mostText < threshold) break;
      if (cheap + mostSkills + mostText < threshold) continue;
      const withSkills = cheap + weights.SKILLS * this.#skillsOf(row);
      if (withSkills + mostText < threshold) continue;
      this.#best.offer(row, heldScore(withSkills + weights.TEXT * this.#textOf(row)));
    }
  }

  #skillsOf(row: number): number {
    const { entries, start, end } = this.#columns.skills;
    const [from, to] = [start[row] ?? 0, end[row] ?? 0];
    let shared = 0;
    for (let at = from; at < to; at += 1) shared += this.#skillWorth[entries[at] ?? 0] ?? 0;
    return skillsValue(shared, this.#askedSkills, to > from);
  }

  #textOf(row: number): number {
    const { entries, start, end } = this.#columns.words;
    const [from, to] = [start[row] ?? 0, end[row] ?? 0];
    let bm25 = 0;
    for (let at = from; at < to; at += 1) bm25 += this.#wordWorth[entries[at] ?? 0] ?? 0;
    return textValue(bm25, to > from);
  }
}

/** All zeros, with room for so many. */
function cleared(column: Float64Array<ArrayBuffer>, size: number): Float64Array<ArrayBuffer> {
  return size > column.length ? new Float64Array(size * 2) : column.fill(0);
}
