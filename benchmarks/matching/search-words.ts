import type { Jobseeker } from '../../subgraphs/matching/market/jobseeker.ts';
import type { Vacancy } from '../../subgraphs/matching/market/vacancy.ts';
import { occupationTree, type OccupationCode } from '../../subgraphs/matching/occupations/occupation-tree.ts';
import { skills, type SkillId } from '../../subgraphs/matching/occupations/skills.ts';
import { tokenise } from '../../subgraphs/matching/text/tokenise.ts';

/** All that a search by words can be given of a vacancy: what it says and what its codes are called, cut as ours is. */
export function wordsOfVacancy(vacancy: Vacancy): readonly string[] {
  const { title, text, occupation } = vacancy;
  return tokenise([title, text, ...namesOf([occupation], vacancy.skills)].join(' '));
}

/** Likewise of a jobseeker, each word once. */
export function wordsOfJobseeker(jobseeker: Jobseeker): readonly string[] {
  const { text, occupations } = jobseeker;
  return [...new Set(tokenise([text, ...namesOf(occupations, jobseeker.skills)].join(' ')))];
}

function namesOf(occupations: readonly OccupationCode[], of: readonly SkillId[]): readonly string[] {
  return [
    ...occupations.map((code) => occupationTree.name(code)?.zh ?? ''),
    ...of.map((id) => skills.get(id)?.name.zh ?? ''),
  ];
}
