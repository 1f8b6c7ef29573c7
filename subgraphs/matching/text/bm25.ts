/** Okapi BM25 (Robertson and Zaragoza 2009) with its usual constants: how soon repetition stops to count, and length. */
const K1 = 1.2;
const B = 0.75;

/** How much a word tells that stands in `documents` of `total`; never negative. */
export function inverseDocumentFrequency(documents: number, total: number): number {
  return Math.log(1 + (total - documents + 0.5) / (documents + 0.5));
}

/** What a document's length does to each of its words: the divisor beside the frequency. */
export function lengthNorm(length: number, meanLength: number): number {
  return K1 * (1 - B + (B * length) / Math.max(meanLength, 1));
}

/** What a word adds that stands `frequency` times in a document of this norm, before its rarity. At most `K1 + 1`. */
export function saturation(frequency: number, norm: number): number {
  return (frequency * (K1 + 1)) / (frequency + norm);
}

/** What a word of this rarity adds at most, however often it stands. */
export function mostOfAWord(rarity: number): number {
  return rarity * (K1 + 1);
}
