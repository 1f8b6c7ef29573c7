import type { CreditCode } from '../../../identifiers/credit-code.ts';
import type { VacancyFault } from './vacancy-fault.ts';
import type { Vacancy } from './vacancy.ts';

/** A vacancy as the market keeps it. */
export interface StoredVacancy {
  /** Its number in messages of change; rises as vacancies are posted. */
  readonly recordId: number;
  readonly vacancy: Vacancy;
  readonly faults: readonly VacancyFault[];
}

/** The columns of `market.vacancy` but for the record's number. */
export const VACANCY_COLUMNS = [
  'vacancy_id',
  'employer',
  'title',
  'text',
  'occupation',
  'skills',
  'licences',
  'county',
  'shift',
  'contract',
  'wage_low_fen',
  'wage_high_fen',
  'lodging',
  'demands',
  'accommodations',
  'minimum_age',
  'wanted_years',
  'wanted_education',
  'places',
  'filled',
  'open_from',
  'open_until',
  'status',
  'faults',
  'posted_at',
  'changed_at',
] as const;

/** What a SELECT of `VACANCY_SELECTION` gives. */
export interface VacancyRow {
  readonly record_id: number;
  readonly vacancy_id: string;
  readonly employer: CreditCode;
  readonly title: string;
  readonly text: string;
  readonly occupation: string;
  readonly skills: readonly string[];
  readonly licences: readonly string[];
  readonly county: string;
  readonly shift: Vacancy['shift'];
  readonly contract: Vacancy['contract'];
  readonly wage_low_fen: number;
  readonly wage_high_fen: number;
  readonly lodging: boolean;
  readonly demands: Vacancy['demands'];
  readonly accommodations: Vacancy['accommodations'];
  readonly minimum_age: Vacancy['minimumAge'];
  readonly wanted_years: number;
  readonly wanted_education: Vacancy['wanted']['education'];
  readonly places: number;
  readonly filled: number;
  readonly open_from: string;
  readonly open_until: string;
  readonly status: Vacancy['status'];
  readonly faults: readonly VacancyFault[];
}

/** Whole numbers as numbers and days as text; amounts and record numbers are far below 2^53. */
export const VACANCY_SELECTION = `record_id::float8 AS record_id, vacancy_id, employer, title, text, occupation, skills,
  licences, county, shift, contract, wage_low_fen::float8 AS wage_low_fen, wage_high_fen::float8 AS wage_high_fen,
  lodging, demands, accommodations, minimum_age, wanted_years, wanted_education, places, filled,
  open_from::text AS open_from, open_until::text AS open_until, status, faults`;

export function storedVacancy(row: VacancyRow): StoredVacancy {
  return {
    recordId: row.record_id,
    faults: row.faults,
    vacancy: {
      vacancyId: row.vacancy_id,
      employer: row.employer,
      title: row.title,
      text: row.text,
      occupation: row.occupation,
      skills: row.skills,
      licences: row.licences,
      county: row.county,
      shift: row.shift,
      contract: row.contract,
      wageFen: { low: row.wage_low_fen, high: row.wage_high_fen },
      lodging: row.lodging,
      demands: row.demands,
      accommodations: row.accommodations,
      minimumAge: row.minimum_age,
      wanted: { years: row.wanted_years, education: row.wanted_education },
      places: row.places,
      filled: row.filled,
      openFrom: row.open_from,
      openUntil: row.open_until,
      status: row.status,
    },
  };
}

/** The row of a vacancy, for `jsonb_populate_recordset`. */
export function vacancyRow(
  vacancy: Vacancy,
  faults: readonly VacancyFault[],
  at: Date,
): Readonly<Record<(typeof VACANCY_COLUMNS)[number], unknown>> {
  return {
    vacancy_id: vacancy.vacancyId,
    employer: vacancy.employer,
    title: vacancy.title,
    text: vacancy.text,
    occupation: vacancy.occupation,
    skills: vacancy.skills,
    licences: vacancy.licences,
    county: vacancy.county,
    shift: vacancy.shift,
    contract: vacancy.contract,
    wage_low_fen: vacancy.wageFen.low,
    wage_high_fen: vacancy.wageFen.high,
    lodging: vacancy.lodging,
    demands: vacancy.demands,
    accommodations: vacancy.accommodations,
    minimum_age: vacancy.minimumAge,
    wanted_years: vacancy.wanted.years,
    wanted_education: vacancy.wanted.education,
    places: vacancy.places,
    filled: vacancy.filled,
    open_from: vacancy.openFrom,
    open_until: vacancy.openUntil,
    status: vacancy.status,
    faults,
    posted_at: at,
    changed_at: at,
  };
}
