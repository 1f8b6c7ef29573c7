import type { Jobseeker } from '../../subgraphs/matching/market/jobseeker.ts';

/** What is planted odd about a profile. `MIXED_SCRIPTS` is sound, and hard to read; so is one that wants nothing named. */
export type JobseekerOddity = 'EMPTY_PROFILE' | 'MIXED_SCRIPTS' | 'NO_OCCUPATION';

const ODDITIES: readonly JobseekerOddity[] = ['EMPTY_PROFILE', 'MIXED_SCRIPTS', 'NO_OCCUPATION'];
const ODD_EVERY = 40;

/** What is planted at a place of the market; null: an ordinary profile. */
export function oddityAt(index: number): JobseekerOddity | null {
  if (index % ODD_EVERY !== ODD_EVERY - 1) return null;
  return ODDITIES[Math.floor(index / ODD_EVERY) % ODDITIES.length] ?? null;
}

export function plantOddity(jobseeker: Jobseeker, oddity: JobseekerOddity): Jobseeker {
  switch (oddity) {
    case 'EMPTY_PROFILE':
      return { ...jobseeker, occupations: [], skills: [], text: ' ' };
    case 'NO_OCCUPATION':
      return { ...jobseeker, occupations: [] };
    case 'MIXED_SCRIPTS':
      // Full-width letters, traditional characters, two languages in one sentence.
      return {
        ...jobseeker,
        text: `${jobseeker.text}，ＯＦＦＩＣＥ熟練，can work weekends，会基本的english`,
      };
  }
}
