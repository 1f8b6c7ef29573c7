import type { OccupationCode } from './occupation-tree.ts';
import { readTable } from './read-table.ts';
import type { Words } from './words.ts';

/** The name of a skill, such as `arc-welding`. */
export type SkillId = string;

export interface Skill {
  readonly id: SkillId;
  readonly name: Words;
  /** Where it is used: beginnings of occupation codes. */
  readonly usedIn: readonly string[];
}

/** Every skill that a vacancy can ask for and a person can have, by its name. */
export const skills: ReadonlyMap<SkillId, Skill> = new Map(
  readTable(new URL('skills.csv', import.meta.url)).map(([id = '', zh = '', en = '', usedIn = '']) => [
    id,
    { id, name: { en, zh }, usedIn: usedIn.split(' ') },
  ]),
);

/** The skills that are used in an occupation. */
export function skillsOf(occupation: OccupationCode): readonly SkillId[] {
  return [...skills.values()]
    .filter(({ usedIn }) => usedIn.some((beginning) => occupation.startsWith(beginning)))
    .map(({ id }) => id);
}
