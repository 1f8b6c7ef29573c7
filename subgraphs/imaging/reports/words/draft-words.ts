import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Words } from '../../models/model-card.ts';

/** What is said of a finding: by a model alone, or by the reader who judged it. */
export const SPOKEN_STATES = [
  'above',
  'below',
  'unknown',
  'confirmed',
  'excluded',
  'rejected',
  'missed',
] as const;
export type SpokenState = (typeof SPOKEN_STATES)[number];

export const NOTICES = [
  'draft',
  'preliminary',
  'withdrawn',
  'demonstration',
  'all-silent',
  'nothing-read',
  'abstained',
  'abstained-wholly',
] as const;
export type NoticeName = (typeof NOTICES)[number];

export const COMPARISONS = ['NEW', 'UNCHANGED', 'GONE', 'NOT_COMPARABLE'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** All sentences of drafts, as `draft-words.yaml` has them. */
export interface DraftWords {
  readonly notices: Readonly<Record<NoticeName, Words>>;
  readonly numbers: Words;
  readonly 'numbers-without-threshold': Words;
  readonly 'of-images': Words;
  readonly comparisons: Readonly<Record<Comparison, Words>>;
  readonly finding: Readonly<Record<SpokenState, Words>>;
  readonly labels: Readonly<Record<string, Partial<Readonly<Record<SpokenState, Words>>>>>;
}

/** `draft-words.test.ts` holds the file against this type. */
export const DRAFT_WORDS = parse(
  readFileSync(new URL('draft-words.yaml', import.meta.url), 'utf8'),
) as DraftWords;

/** Fills the names in braces. Throws where one has no value: half a sentence is worse than none. */
export function fill({ en, zh }: Words, values: Readonly<Record<string, Words | string>>): Words {
  return { en: fillOne(en, values, 'en'), zh: fillOne(zh, values, 'zh') };
}

function fillOne(
  text: string,
  values: Readonly<Record<string, Words | string>>,
  language: keyof Words,
): string {
  return text.replaceAll(/\{([a-z]+)\}/gu, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new TypeError(`no value for {${name}}`);
    return typeof value === 'string' ? value : value[language];
  });
}
