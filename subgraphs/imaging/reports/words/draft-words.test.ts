import { describe, expect, test } from '@jest/globals';
import type { Words } from '../../models/model-card.ts';
import { CHEST_LABELS } from '../../training/chest-labels.ts';
import { COMPARISONS, DRAFT_WORDS, fill, NOTICES, SPOKEN_STATES } from './draft-words.ts';
import { findingSentence, type SpokenFinding } from './finding-sentence.ts';

/** Which names a sentence of each kind may have in braces. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  numbers: ['probability', 'score', 'threshold'],
  'numbers-without-threshold': ['probability', 'score'],
  'of-images': ['above', 'images'],
  abstained: ['model', 'count', 'images', 'reasons'],
};

function namesIn({ en, zh }: Words): readonly (readonly string[])[] {
  return [en, zh].map((text) => [...text.matchAll(/\{(\w+)\}/gu)].map((match) => match[1]!).toSorted());
}

function expectSound(words: Words, allowed: readonly string[]): void {
  const [en = [], zh = []] = namesIn(words);
  // The same is said in both languages.
  expect(zh).toEqual(en);
  for (const name of en) expect(allowed).toContain(name);
  expect(words.zh).toMatch(/\p{Script=Han}|\{\w+\}/u);
  expect(words.en).not.toMatch(/\p{Script=Han}/u);
}

describe('the file of words', () => {
  test('has every notice, comparison and state, and nothing else', () => {
    expect(Object.keys(DRAFT_WORDS.notices).toSorted()).toEqual(NOTICES.toSorted());
    expect(Object.keys(DRAFT_WORDS.comparisons).toSorted()).toEqual(COMPARISONS.toSorted());
    expect(Object.keys(DRAFT_WORDS.finding).toSorted()).toEqual(SPOKEN_STATES.toSorted());
    for (const words of Object.values(DRAFT_WORDS.labels))
      for (const state of Object.keys(words)) expect(SPOKEN_STATES).toContain(state);
  });

  test('says the same in both languages, with the same figures', () => {
    for (const name of ['numbers', 'numbers-without-threshold', 'of-images'] as const)
      expectSound(DRAFT_WORDS[name], NAMES[name]!);
    for (const [name, words] of Object.entries(DRAFT_WORDS.notices)) expectSound(words, NAMES[name] ?? []);
    for (const words of Object.values(DRAFT_WORDS.comparisons)) expectSound(words, ['date']);
    for (const states of [DRAFT_WORDS.finding, ...Object.values(DRAFT_WORDS.labels)])
      for (const words of Object.values(states)) expectSound(words, ['title', 'numbers']);
  });

  test('has words of its own for every label that ships', () => {
    for (const label of CHEST_LABELS)
      expect(Object.keys(DRAFT_WORDS.labels[label] ?? {})).toEqual(
        expect.arrayContaining(['above', 'below', 'confirmed', 'excluded', 'rejected', 'missed']),
      );
  });

  test('what a model says always gives its figures, and never that something is so', () => {
    for (const states of [DRAFT_WORDS.finding, ...Object.values(DRAFT_WORDS.labels)])
      for (const state of ['above', 'below', 'unknown'] as const) {
        const words = states[state];
        if (words === undefined) continue;
        expect(words.en).toContain('{numbers}');
        expect(words.en).toMatch(/^Suspected|^(?:No .* is|Not) suggested|nothing is concluded/u);
        expect(words.zh).toMatch(/^疑似|^未提示|不作结论/u);
      }
  });

  test('half a sentence is none', () => {
    expect(() => fill({ en: '{title}', zh: '' }, {})).toThrow(TypeError);
  });
});

describe('a sentence', () => {
  const finding: SpokenFinding = {
    label: 'effusion',
    title: { en: 'Pleural effusion', zh: '胸腔积液' },
    score: 0.81,
    probability: 0.873,
    threshold: 0.43,
    above: true,
    agreement: null,
  };

  test.each([
    [{}, 'Suspected pleural effusion (probability 87 %, score 0.81, operating point 0.43).'],
    [
      { above: false, score: 0.2, probability: 0.004 },
      'No pleural effusion is suggested (probability <1 %, score 0.20, operating point 0.43).',
    ],
    [
      { threshold: null, above: null },
      'Pleural effusion: no operating point at this hospital, so nothing is concluded (probability 87 %, score 0.81).',
    ],
    [{ agreement: 'AGREES' }, 'Pleural effusion.'],
    [{ agreement: 'DISAGREES' }, 'No pleural effusion is seen; the reader does not agree with the model.'],
    [{ above: false, agreement: 'AGREES' }, 'No pleural effusion is seen.'],
    [{ above: false, agreement: 'DISAGREES' }, 'Pleural effusion, which the model did not suggest.'],
    [
      { label: 'x', title: { en: 'Hernia', zh: '疝' } },
      'Suspected: Hernia (probability 87 %, score 0.81, operating point 0.43).',
    ],
  ] as const)('%j', (more, sentence) => {
    expect(findingSentence({ ...finding, ...more }, null).en).toBe(sentence);
  });

  test('shows as many digits as tell the score from its operating point', () => {
    expect(findingSentence({ ...finding, score: 0.4299, above: false }, null).zh).toBe(
      '未提示胸腔积液（概率 87 %，评分 0.4299，阈值 0.4300）。',
    );
  });

  test.each([
    [0.9998, 0.0003, '评分 0.0003，阈值 0.9998'],
    [0.9998, 0.25, '评分 0.25，阈值 0.9998'],
    [0.99999, 0.000_01, '评分 <0.0001，阈值 >0.9999'],
    [0.994, 0.996, '评分 0.9960，阈值 0.99'],
    [0.000_01, 0.000_02, '评分 0.00002，阈值 0.00001'],
    [null, 0.9998, '评分 0.9998'],
  ] as const)('at the operating point %d the score %d is not rounded to 0 or 1', (threshold, score, told) => {
    expect(findingSentence({ ...finding, threshold, score }, null).zh).toContain(told);
  });

  test('says what the prior showed where it matters', () => {
    const prior = { comparison: 'NEW', studyDate: '20260301' } as const;
    expect(findingSentence(finding, prior).zh).toMatch(/。较 2026-03-01 检查为新发。$/u);
    const absent = { ...finding, above: false };
    expect(findingSentence(absent, { ...prior, comparison: 'UNCHANGED' }).en).not.toContain('2026');
    expect(findingSentence(absent, { ...prior, comparison: 'GONE' }).en).toMatch(
      /It was suggested in the study of 2026-03-01\.$/u,
    );
  });
});
