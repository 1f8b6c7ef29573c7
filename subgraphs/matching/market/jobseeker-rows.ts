import type { PersonKey } from '../../../identifiers/person-key.ts';
import type { JobseekerObstacle } from './check-jobseeker.ts';
import type { Jobseeker } from './jobseeker.ts';

/** A jobseeker as the market keeps them. */
export interface StoredJobseeker {
  /** The number in messages of change: the person's key is in none. */
  readonly recordId: number;
  readonly jobseeker: Jobseeker;
  /** Whether the person agreed to be matched and has not taken it back. */
  readonly consented: boolean;
  /** Why the person is not matched; none where nothing stands in the way. */
  readonly obstacles: readonly JobseekerObstacle[];
}

/** The columns of `market.jobseeker` that are the person's own profile. */
export const PROFILE_COLUMNS = [
  'county',
  'birth_date',
  'occupations',
  'skills',
  'licences',
  'text',
  'years',
  'education',
  'max_commute_minutes',
  'wage_floor_fen',
  'shifts',
  'contracts',
  'needs_lodging',
  'cannot',
  'needs',
  'obstacles',
  'changed_at',
] as const;

/** Those that something else than the profile sets. */
export const CONCLUSION_COLUMNS = ['groups', 'declined', 'consented'] as const;

/** What a SELECT of `JOBSEEKER_SELECTION` gives. */
export interface JobseekerRow {
  readonly record_id: number;
  readonly person_key: PersonKey;
  readonly county: string;
  readonly birth_date: string;
  readonly occupations: readonly string[];
  readonly skills: readonly string[];
  readonly licences: readonly string[];
  readonly text: string;
  readonly years: number;
  readonly education: Jobseeker['education'];
  readonly max_commute_minutes: number;
  readonly wage_floor_fen: number;
  readonly shifts: Jobseeker['shifts'];
  readonly contracts: Jobseeker['contracts'];
  readonly needs_lodging: boolean;
  readonly cannot: Jobseeker['cannot'];
  readonly needs: Jobseeker['needs'];
  readonly groups: Jobseeker['groups'];
  readonly declined: Jobseeker['declined'];
  readonly consented: boolean;
  readonly obstacles: readonly JobseekerObstacle[];
}

/** Whole numbers as numbers and days as text; amounts and record numbers are far below 2^53. */
export const JOBSEEKER_SELECTION = `record_id::float8 AS record_id, person_key, county, birth_date::text AS birth_date,
  occupations, skills, licences, text, years, education, max_commute_minutes, wage_floor_fen::float8 AS wage_floor_fen,
  shifts, contracts, needs_lodging, cannot, needs, groups, declined, consented, obstacles`;

export function storedJobseeker(row: JobseekerRow): StoredJobseeker {
  return {
    recordId: row.record_id,
    consented: row.consented,
    obstacles: row.obstacles,
    jobseeker: {
      personKey: row.person_key,
      county: row.county,
      birthDate: row.birth_date,
      occupations: row.occupations,
      skills: row.skills,
      licences: row.licences,
      text: row.text,
      years: row.years,
      education: row.education,
      maxCommuteMinutes: row.max_commute_minutes,
      wageFloorFen: row.wage_floor_fen,
      shifts: row.shifts,
      contracts: row.contracts,
      needsLodging: row.needs_lodging,
      cannot: row.cannot,
      needs: row.needs,
      groups: row.groups,
      declined: row.declined,
    },
  };
}

/** The row of a jobseeker, for `jsonb_populate_recordset`. */
export function jobseekerRow(
  { jobseeker, consented, obstacles }: Omit<StoredJobseeker, 'recordId'>,
  at: Date,
): Readonly<
  Record<'person_key' | (typeof PROFILE_COLUMNS)[number] | (typeof CONCLUSION_COLUMNS)[number], unknown>
> {
  return {
    person_key: jobseeker.personKey,
    county: jobseeker.county,
    birth_date: jobseeker.birthDate,
    occupations: jobseeker.occupations,
    skills: jobseeker.skills,
    licences: jobseeker.licences,
    text: jobseeker.text,
    years: jobseeker.years,
    education: jobseeker.education,
    max_commute_minutes: jobseeker.maxCommuteMinutes,
    wage_floor_fen: jobseeker.wageFloorFen,
    shifts: jobseeker.shifts,
    contracts: jobseeker.contracts,
    needs_lodging: jobseeker.needsLodging,
    cannot: jobseeker.cannot,
    needs: jobseeker.needs,
    groups: jobseeker.groups,
    declined: jobseeker.declined,
    consented,
    obstacles,
    changed_at: at,
  };
}
