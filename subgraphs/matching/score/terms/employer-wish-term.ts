import { EDUCATION_LEVELS } from '../../market/working-terms.ts';
import type { Pair } from '../../constraints/constraint.ts';
import type { EducationLevel } from '../../market/working-terms.ts';
import { withinUnit, type TermValue } from './term-value.ts';

/** What each level below the wished one costs. */
const PER_LEVEL = 0.34;

/** The place of a level in the order of levels. */
export function educationRank(level: EducationLevel): number {
  return EDUCATION_LEVELS.indexOf(level);
}

/** How far years of work and education are what the employer would like; more than that is worth no more. */
export function employerWishValue(
  years: number,
  wantedYears: number,
  education: number,
  wantedEducation: number,
): number {
  const byYears = wantedYears <= 0 ? 1 : withinUnit(years / wantedYears);
  const byEducation = withinUnit(1 - PER_LEVEL * Math.max(wantedEducation - education, 0));
  return (byYears + byEducation) / 2;
}

export function employerWishTerm({ jobseeker, vacancy: { wanted } }: Pair): TermValue {
  const { years, education } = jobseeker;
  return {
    value: employerWishValue(years, wanted.years, educationRank(education), educationRank(wanted.education)),
    basis: {
      name: 'EMPLOYER_WISH',
      years,
      wantedYears: wanted.years,
      education,
      wantedEducation: wanted.education,
    },
  };
}
