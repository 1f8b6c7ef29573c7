import { CONSTRAINTS } from '../constraints/all-constraints.ts';
import { listed } from '../constraints/listed.ts';
import type { Words } from '../occupations/words.ts';
import type { ScoreTerm } from './score-term.ts';
import type { Refusal, Suggestion } from './suggestion.ts';
import { gainOf } from './term-gain.ts';
import { wordsOfTerm } from './term-words.ts';

/** Why a pair is suggested or refused, in both languages. */
export interface Explanation extends Words {
  /** What would raise the score or lift the refusal, what counts most first; empty where nothing is left to gain. */
  readonly wouldChange: readonly Words[];
}

/** Who reads: what somebody needs, can not do or said no to is told to that person alone. */
export type Reader = 'JOBSEEKER' | 'OTHERS';

/** More than these nobody acts on. */
const SHOWN_CHANGES = 3;
/** A change that raises a score by less is not worth a sentence. */
const LEAST_GAIN = 0.005;

/** Said instead of what is confidential. */
const NOT_ALL_HOLD: Words = { en: 'the hard constraints do not all hold', zh: '不满足全部硬性条件' };

/** Puts a suggestion or refusal into words: only from its own terms or violations, so that nothing else can be said. */
export function explain(judged: Suggestion | Refusal, reader: Reader = 'OTHERS'): Explanation {
  return judged.kind === 'REFUSAL' ? explainRefusal(judged, reader) : explainSuggestion(judged);
}

/** That somebody is suggested nothing at all for now, and why. */
export function explainObstacles(obstacles: readonly Words[]): Explanation {
  return { ...inSentences({ en: 'Not suggested', zh: '不推荐' }, obstacles), wouldChange: [] };
}

function explainRefusal({ violations }: Refusal, reader: Reader): Explanation {
  const told = violations.filter(({ confidential }) => reader === 'JOBSEEKER' || !confidential);
  const sentences = told.map(({ asked, there }) => ({
    en: `asked: ${asked.en}; there is: ${there.en}`,
    zh: `要求：${asked.zh}；实际：${there.zh}`,
  }));
  if (told.length < violations.length) sentences.push(NOT_ALL_HOLD);
  return {
    ...inSentences({ en: 'Not suggested', zh: '不推荐' }, sentences),
    wouldChange: told.map(({ wouldChange }) => wouldChange),
  };
}

function explainSuggestion({ satisfied, terms }: Suggestion): Explanation {
  const strongestFirst = [...terms].sort((a, b) => b.weight * b.value - a.weight * a.value);
  const held = listed(satisfied.map((name) => CONSTRAINTS[name].holds));
  return {
    ...inSentences({ en: 'Suggested', zh: '推荐' }, [
      ...strongestFirst.map(wordsOfTerm).filter((words) => words !== null),
      { en: `every hard constraint holds (${held.en})`, zh: `满足全部硬性条件（${held.zh}）` },
    ]),
    wouldChange: whatWouldChange(terms),
  };
}

function whatWouldChange(terms: readonly ScoreTerm[]): readonly Words[] {
  return terms
    .map((term) => ({ gain: term.weight * (1 - term.value), words: gainOf(term) }))
    .filter(({ gain }) => gain >= LEAST_GAIN)
    .sort((a, b) => b.gain - a.gain)
    .slice(0, SHOWN_CHANGES)
    .map(({ words }) => words);
}

function inSentences(head: Words, sentences: readonly Words[]): Words {
  return {
    en: `${head.en}: ${sentences.map(({ en }) => en).join('; ')}.`,
    zh: `${head.zh}：${sentences.map(({ zh }) => zh).join('；')}。`,
  };
}
