import { plainText } from './plain-text.ts';
import type { Vacancy } from './vacancy.ts';

/** How many characters a shingle has: two Chinese words, or a short Latin one. */
const SHINGLE = 4;
/** From here on two texts say the same in other words; an employer's texts for two different jobs share far less. */
const NEAR = 0.85;

type Said = Pick<Vacancy, 'title' | 'text'>;

/**
 * Whether other vacancies of its employer say the same as this one. `SAME`: the same text but for spaces, punctuation and
 * case. `NEAR`: most runs of four characters are in both.
 */
export function likenessTo(vacancy: Said): (other: Said) => 'SAME' | 'NEAR' | null {
  const text = bareText(vacancy);
  const own = new Set(shingles(text));
  return (other) => {
    const otherText = bareText(other);
    if (otherText === text) return 'SAME';
    return isNear(own, otherText) ? 'NEAR' : null;
  };
}

/** Letters and digits alone. */
function bareText({ title, text }: Said): string {
  return plainText(`${title} ${text}`).replaceAll(/[^\p{L}\p{N}]+/gu, '');
}

function* shingles(text: string): Generator<string> {
  for (let at = 0; at < shingleCount(text); at++) yield text.slice(at, at + SHINGLE);
}

function shingleCount(text: string): number {
  return Math.max(0, text.length - SHINGLE + 1);
}

/**
 * Whether the share of the shingles of either that are in both (Jaccard) is great enough. An employer's texts are mostly
 * unlike and may be long, so one is given up as soon as nothing that follows in it could make up for what is not in both.
 */
function isNear(own: ReadonlySet<string>, text: string): boolean {
  const seen = new Set<string>();
  let [both, left] = [0, shingleCount(text)];
  const most = (): number => Math.min(own.size, both + left) / (own.size + seen.size - both);
  for (const shingle of shingles(text)) {
    if (most() < NEAR) return false;
    left -= 1;
    if (seen.has(shingle)) continue;
    seen.add(shingle);
    if (own.has(shingle)) both += 1;
  }
  // Of two texts without any there is nothing to compare.
  return most() >= NEAR;
}
