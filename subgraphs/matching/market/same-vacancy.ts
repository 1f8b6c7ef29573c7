import { plainText } from './plain-text.ts';
import type { Vacancy } from './vacancy.ts';

/** How many characters a shingle has: two Chinese words, or a short Latin one. */
const SHINGLE = 4;
/** From here on two texts say the same in other words; an employer's texts for two different jobs share far less. */
const NEAR = 0.85;

/**
 * Whether two vacancies of one employer say the same. `SAME`: the same text but for spaces, punctuation and case. `NEAR`:
 * most runs of four characters are in both.
 */
export function sameVacancy(
  a: Pick<Vacancy, 'title' | 'text'>,
  b: Pick<Vacancy, 'title' | 'text'>,
): 'SAME' | 'NEAR' | null {
  const [first, second] = [bareText(a), bareText(b)];
  if (first === second) return 'SAME';
  return overlap(shingles(first), shingles(second)) >= NEAR ? 'NEAR' : null;
}

/** Letters and digits alone. */
function bareText({ title, text }: Pick<Vacancy, 'title' | 'text'>): string {
  return plainText(`${title} ${text}`).replaceAll(/[^\p{L}\p{N}]+/gu, '');
}

function shingles(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (let at = 0; at + SHINGLE <= text.length; at++) found.add(text.slice(at, at + SHINGLE));
  return found;
}

/** The share of what is in either that is in both (Jaccard); 0 for two empty sets. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0;
  for (const shingle of a) if (b.has(shingle)) both += 1;
  const either = a.size + b.size - both;
  return either === 0 ? 0 : both / either;
}
