import { UNLAWFUL_DEMANDS, type UnlawfulDemand } from './demand-patterns.ts';
import { plainText } from './plain-text.ts';
import type { VacancyFault } from './vacancy-fault.ts';
import type { Vacancy } from './vacancy.ts';

/**
 * What a vacancy demands and no employer may: sex, age, origin, marriage and children, ethnicity, belief, an infection,
 * a body without disability, no assistance drawn. Looked for in the title and the text, in Chinese and English; at most one of each kind.
 *
 * What words say is found, not what they hint at: a person who reads the vacancy may find more.
 */
export function unlawfulDemands(vacancy: Pick<Vacancy, 'title' | 'text'>): readonly VacancyFault[] {
  // A sentence apart: no demand begins in the title and ends in the text.
  const text = plainText(`${vacancy.title}\n。${vacancy.text}`);
  return UNLAWFUL_DEMANDS.flatMap((demand) => {
    const found = foundIn(text, demand);
    if (found === null) return [];
    const { code, words, statute } = demand;
    return [{ code, effect: 'REFUSED' as const, words, statute, found }];
  });
}

/** The words that demand it, null where none do. */
function foundIn(text: string, { patterns, lawful }: UnlawfulDemand): string | null {
  // What is lawful leaves a mark that no pattern crosses, so that what stands on both sides of it is not joined.
  const rest = lawful.reduce((left, pattern) => left.replaceAll(pattern, '\u241f'), text);
  for (const pattern of patterns) {
    const found = pattern.exec(rest);
    if (found !== null) return found[0].trim();
  }
  return null;
}
