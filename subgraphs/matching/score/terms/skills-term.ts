import { skills, type SkillId } from '../../occupations/skills.ts';
import type { Pair } from '../../constraints/constraint.ts';
import type { Words } from '../../occupations/words.ts';
import type { Corpus } from '../corpus.ts';
import { UNSAID, type TermValue } from './term-value.ts';

/** The part of what is asked for that is there, each skill weighted by how rare it is among the vacancies. */
export function skillsTerm({ jobseeker, vacancy }: Pair, corpus: Corpus): TermValue {
  const asked = [...new Set(vacancy.skills)]
    .map((skill) => ({ skill, rarity: corpus.skillRarity(skill) }))
    .sort((a, b) => b.rarity - a.rarity);
  const has = new Set(jobseeker.skills);
  const shared = asked.filter(({ skill }) => has.has(skill));
  return {
    value: skillsValue(rarityOf(shared), rarityOf(asked), has.size > 0),
    basis: {
      name: 'SKILLS',
      shared: shared.map(({ skill }) => nameOf(skill)),
      missing: asked.filter(({ skill }) => !has.has(skill)).map(({ skill }) => nameOf(skill)),
      told: has.size > 0,
    },
  };
}

/** From the rarity of what both have and of what is asked for. */
export function skillsValue(shared: number, asked: number, told: boolean): number {
  return told && asked > 0 ? shared / asked : UNSAID;
}

function rarityOf(of: readonly { readonly rarity: number }[]): number {
  return of.reduce((sum, { rarity }) => sum + rarity, 0);
}

function nameOf(id: SkillId): Words {
  return skills.get(id)?.name ?? { en: id, zh: id };
}
