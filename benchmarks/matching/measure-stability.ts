import type { Jobseeker } from '../../subgraphs/matching/market/jobseeker.ts';
import type { VacancyIndex } from '../../subgraphs/matching/score/vacancy-index.ts';
import type { BenchMarket } from './bench-market.ts';

const DEPTH = 10;

/** Changes of a profile that say nearly the same. */
const SMALL_EDITS: readonly ((jobseeker: Jobseeker) => Jobseeker)[] = [
  (jobseeker) => ({ ...jobseeker, text: `${jobseeker.text}。谢谢！` }),
  (jobseeker) => ({ ...jobseeker, years: jobseeker.years + 0.5 }),
  (jobseeker) => ({ ...jobseeker, wageFloorFen: jobseeker.wageFloorFen - 5_000 }),
  (jobseeker) => ({ ...jobseeker, maxCommuteMinutes: jobseeker.maxCommuteMinutes + 2 }),
];

/** How much of the first ten stays after a small edit of the profile: 1 all of it; the mean over people and edits. */
export function measureStability({ questions }: BenchMarket, index: VacancyIndex): number {
  const shares = questions.flatMap(({ jobseeker }) => {
    const before = firstOf(index, jobseeker);
    if (before.size === 0) return [];
    return SMALL_EDITS.map((edit) => {
      const after = [...firstOf(index, edit(jobseeker))];
      return after.filter((vacancyId) => before.has(vacancyId)).length / before.size;
    });
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

function firstOf(index: VacancyIndex, jobseeker: Jobseeker): Set<string> {
  return new Set(index.top(jobseeker, DEPTH).map(({ vacancyId }) => vacancyId));
}
