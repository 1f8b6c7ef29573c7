import { UNLAWFUL_DEMANDS } from './demand-patterns.ts';
import type { UnlawfulDemand } from './demands/unlawful-demand.ts';
import { plainText } from './plain-text.ts';
import type { VacancyFault } from './vacancy-fault.ts';
import type { Vacancy } from './vacancy.ts';

/** Whoever has changed as many reads the rest when it is refused again. */
const MOST_TOLD = 5;

/**
 * What a vacancy demands and no employer may: sex, age, origin, marriage and children, ethnicity, belief, an infection,
 * a body without disability, no assistance drawn, a deposit. Looked for in the title and the text, in Chinese and English; one of each
 * kind, with the words, the first five.
 *
 * What words say is found, not what they hint at: a person who reads the vacancy may find more.
 */
export function unlawfulDemands(vacancy: Pick<Vacancy, 'title' | 'text'>): readonly VacancyFault[] {
  // A sentence apart: no demand begins in the title and ends in the text.
  const text = plainText(`${vacancy.title}\n。${vacancy.text}`);
  return UNLAWFUL_DEMANDS.flatMap((demand) => {
    const found = foundIn(text, demand);
    if (found.length === 0) return [];
    const { code, words, statute } = demand;
    return [{ code, effect: 'REFUSED' as const, words, statute, found: found.join(' … ') }];
  });
}

/** The words that demand it, in their order, as far as one reads. What some of them say is not said again by others. */
function foundIn(text: string, { forms, patterns, lawful }: UnlawfulDemand): readonly string[] {
  // What is lawful leaves a mark that no pattern crosses, so that what stands on both sides of it is not joined.
  const rest = lawful.reduce((left, pattern) => left.replaceAll(pattern, '\u241f'), text);
  const said = forms.filter(({ names }) => names.test(rest)).flatMap((form) => form.patterns);
  const places = [...said, ...patterns]
    .flatMap((pattern) => [...rest.matchAll(pattern)])
    .map(({ index, 0: words }) => ({ index, end: index + words.length, words: words.trim() }))
    .toSorted((a, b) => a.index - b.index || b.end - a.end);
  const found: string[] = [];
  let read = 0;
  for (const { index, end, words } of places) {
    if (index < read) continue;
    read = end;
    if (!found.includes(words)) found.push(words);
  }
  return found.slice(0, MOST_TOLD);
}
