import type { SkillId } from '../occupations/skills.ts';
import { inverseDocumentFrequency, lengthNorm } from '../text/bm25.ts';
import { Interner } from './interner.ts';

/**
 * How rare words and skills are among the vacancies that an index holds. Shared by the indexes of both sides, so that a
 * pair has one score whichever side asks.
 */
export class Corpus {
  readonly words = new Interner();
  readonly skills = new Interner();
  #wordDocuments = new Int32Array(1_024);
  #skillDocuments = new Int32Array(256);
  #documents = 0;
  #length = 0;

  /** Counts a vacancy in: its distinct words, its length in words, and what it asks for. */
  add(words: ArrayLike<number>, length: number, skills: readonly SkillId[]): void {
    this.#count(words, length, skills, 1);
  }

  /** Counts out what was counted in. */
  remove(words: ArrayLike<number>, length: number, skills: readonly SkillId[]): void {
    this.#count(words, length, skills, -1);
  }

  /** How much a word tells, by its number. */
  wordRarity(word: number): number {
    return inverseDocumentFrequency(this.#wordDocuments[word] ?? 0, this.#documents);
  }

  /** How much a skill tells. */
  skillRarity(skill: SkillId): number {
    const id = this.skills.find(skill);
    return inverseDocumentFrequency(id < 0 ? 0 : (this.#skillDocuments[id] ?? 0), this.#documents);
  }

  /** How much each skill tells, by its number; written into the array that is given where it is long enough. */
  skillRarities(into: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
    const { size } = this.skills;
    const rarities = into.length < size ? new Float64Array(size * 2) : into;
    for (let id = 0; id < size; id += 1)
      rarities[id] = inverseDocumentFrequency(this.#skillDocuments[id] ?? 0, this.#documents);
    return rarities;
  }

  /** What a document's length does to the weight of its words. */
  normOf(length: number): number {
    return lengthNorm(length, this.#length / Math.max(this.#documents, 1));
  }

  #count(words: ArrayLike<number>, length: number, skills: readonly SkillId[], by: 1 | -1): void {
    this.#documents += by;
    this.#length += by * length;
    this.#wordDocuments = roomFor(this.#wordDocuments, this.words.size);
    for (let i = 0; i < words.length; i += 1) addAt(this.#wordDocuments, words[i] ?? 0, by);
    for (const skill of new Set(skills)) {
      const id = this.skills.idOf(skill);
      this.#skillDocuments = roomFor(this.#skillDocuments, this.skills.size);
      addAt(this.#skillDocuments, id, by);
    }
  }
}

function addAt(counts: Int32Array, at: number, by: number): void {
  counts[at] = (counts[at] ?? 0) + by;
}

/** The counts in a larger array where they no longer fit. */
function roomFor(counts: Int32Array<ArrayBuffer>, size: number): Int32Array<ArrayBuffer> {
  if (size <= counts.length) return counts;
  const larger = new Int32Array(Math.max(size, counts.length * 2));
  larger.set(counts);
  return larger;
}
