import { saysEnough } from '../constraints/profile.ts';
import type { Words } from '../occupations/words.ts';
import type { Jobseeker } from './jobseeker.ts';

/** Why somebody is matched with nothing: told to the person and the adviser, never skipped in silence. */
export interface JobseekerObstacle {
  readonly code: keyof typeof OBSTACLES;
  readonly words: Words;
}

const OBSTACLES = {
  DECEASED: { en: 'this person is registered as dead', zh: '登记信息显示此人已死亡' },
  EMPLOYED: {
    en: 'this person is registered as employed, or a firm pays insurance for them',
    zh: '登记信息显示此人已就业或用人单位正在为其参保',
  },
  ACCEPTED: {
    en: 'this person has accepted work through this service, and it has not ended by what is known here',
    zh: '此人已通过本服务接受工作，且未获知该工作已结束',
  },
  EMPTY_PROFILE: {
    en: 'the profile names no occupation, no skill and says nothing in words: nothing can be compared',
    zh: '档案中没有意向职业、技能或文字说明，无从匹配',
  },
  NO_SHIFT: {
    en: 'the profile accepts no shift, and nobody is sent to one that they did not name',
    zh: '档案中没有可接受的班次，未选的班次一律不推荐',
  },
  NO_CONTRACT: {
    en: 'the profile accepts no kind of contract, and nobody is bound in a way that they did not name',
    zh: '档案中没有可接受的用工形式，未选的用工形式一律不推荐',
  },
} as const satisfies Readonly<Record<string, Words>>;

/** WHY not among the others: consent is given and withdrawn in the service chain, and kept in a column of its own. */
export const NO_CONSENT: Words = {
  en: 'consent to be matched and introduced was not given, or was withdrawn',
  zh: '本人尚未同意参与匹配和推荐，或已撤回同意',
};

/** Whether somebody may be matched at all, as agencies have it: a conclusion, never a record. */
export interface Standing {
  readonly employed: boolean;
  readonly deceased: boolean;
}

/** The same, and whether work was accepted through the service chain that has not ended by what is known. */
export interface WholeStanding extends Standing {
  readonly accepted: boolean;
}

/** What a standing was concluded to be before, by the obstacles that it makes. */
export function formerStanding(obstacles: readonly JobseekerObstacle[]): WholeStanding {
  const has = (code: JobseekerObstacle['code']): boolean =>
    obstacles.some((obstacle) => obstacle.code === code);
  return { employed: has('EMPLOYED'), deceased: has('DECEASED'), accepted: has('ACCEPTED') };
}

/** Work that the registers have seen and see no longer has ended, so that it was accepted here no longer matters. */
export function withStanding(former: WholeStanding, standing: Standing): WholeStanding {
  const hasEnded = former.employed && !standing.employed;
  return { ...standing, accepted: former.accepted && !hasEnded };
}

/** In words, why somebody is matched with nothing; none where nothing stands in the way. */
export function whyUnmatched({
  consented,
  obstacles,
}: {
  readonly consented: boolean;
  readonly obstacles: readonly JobseekerObstacle[];
}): readonly Words[] {
  return [...(consented ? [] : [NO_CONSENT]), ...obstacles.map(({ words }) => words)];
}

/** What a profile itself lacks, and what agencies conclude of the person. */
export function jobseekerObstacles(
  jobseeker: Jobseeker,
  standing: Standing & Partial<WholeStanding> = { employed: false, deceased: false },
): readonly JobseekerObstacle[] {
  const codes = [
    ...(standing.deceased ? ['DECEASED' as const] : []),
    ...(standing.employed ? ['EMPLOYED' as const] : []),
    ...(standing.accepted === true ? ['ACCEPTED' as const] : []),
    ...(saysEnough(jobseeker) ? [] : ['EMPTY_PROFILE' as const]),
    ...(jobseeker.shifts.length > 0 ? [] : ['NO_SHIFT' as const]),
    ...(jobseeker.contracts.length > 0 ? [] : ['NO_CONTRACT' as const]),
  ];
  return codes.map((code) => ({ code, words: OBSTACLES[code] }));
}
