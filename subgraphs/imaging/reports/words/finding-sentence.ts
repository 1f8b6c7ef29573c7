import type { Words } from '../../models/model-card.ts';
import { DRAFT_WORDS, fill, type Comparison, type SpokenState } from './draft-words.ts';

/** What a sentence is made of. */
export interface SpokenFinding {
  readonly label: string;
  readonly title: Words;
  readonly score: number;
  readonly probability: number;
  readonly threshold: number | null;
  readonly above: boolean | null;
  /** Null until a reader has judged it. */
  readonly agreement: 'AGREES' | 'DISAGREES' | null;
}

export interface PriorComparison {
  readonly comparison: Comparison;
  /** `YYYYMMDD`. */
  readonly studyDate: string;
}

/** How a finding is spoken of. */
function spokenStateOf({ above, agreement }: Pick<SpokenFinding, 'above' | 'agreement'>): SpokenState {
  if (above === null) return 'unknown';
  if (agreement === null) return above ? 'above' : 'below';
  if (agreement === 'AGREES') return above ? 'confirmed' : 'excluded';
  return above ? 'rejected' : 'missed';
}

/** Whether it is there, as far as is known: by the reader where he judged it, by the model where not. */
export function isPresent({ above, agreement }: Pick<SpokenFinding, 'above' | 'agreement'>): boolean | null {
  if (above === null) return null;
  return agreement === 'DISAGREES' ? !above : above;
}

/** The sentence of a finding, with what a prior study showed. */
export function findingSentence(finding: SpokenFinding, prior: PriorComparison | null): Words {
  const state = spokenStateOf(finding);
  const own = Object.hasOwn(DRAFT_WORDS.labels, finding.label)
    ? DRAFT_WORDS.labels[finding.label]
    : undefined;
  const sentence = fill(own?.[state] ?? DRAFT_WORDS.finding[state], {
    title: finding.title,
    numbers: numbersOf(finding),
  });
  const comparison = comparisonOf(finding, prior);
  if (comparison === null) return sentence;
  return { en: `${sentence.en} ${comparison.en}`, zh: `${sentence.zh}${comparison.zh}` };
}

/** What was and is absent needs no word; nor does what can not be compared and is absent now. */
function comparisonOf(finding: SpokenFinding, prior: PriorComparison | null): Words | null {
  if (prior === null) return null;
  const wasOrIs = isPresent(finding) === true || prior.comparison === 'GONE';
  return wasOrIs ? fill(DRAFT_WORDS.comparisons[prior.comparison], { date: dayOf(prior.studyDate) }) : null;
}

function numbersOf({ score, probability: share, threshold }: SpokenFinding): Words {
  const probability = percentOf(share);
  if (threshold === null)
    return fill(DRAFT_WORDS['numbers-without-threshold'], { probability, score: figureOf(score, 2) });
  // As many digits as tell the two apart.
  const digits = [2, 3, 4, 5].find((each) => score.toFixed(each) !== threshold.toFixed(each)) ?? 6;
  const shown = { score: figureOf(score, digits), threshold: figureOf(threshold, digits) };
  return fill(DRAFT_WORDS.numbers, { probability, ...shown });
}

/** In as many decimals as asked for; in four where it would be rounded to 0 or 1, which it is not. */
function figureOf(value: number, digits: number): string {
  const isRoundedAway = (text: string): boolean => Number(text) !== value && /^[01]\.0*$/u.test(text);
  const [text, finer] = [value.toFixed(digits), value.toFixed(4)];
  if (!isRoundedAway(text)) return text;
  if (!isRoundedAway(finer)) return finer;
  return value < 0.5 ? '<0.0001' : '>0.9999';
}

/** Whole percents, and never 0 or 100: no model knows that. */
function percentOf(probability: number): string {
  if (probability < 0.01) return '<1 %';
  if (probability > 0.99) return '>99 %';
  return `${Math.round(probability * 100)} %`;
}

/** `20261101` as `2026-11-01`; anything else as it is. */
export function dayOf(date: string): string {
  return /^\d{8}$/u.test(date) ? `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}` : date;
}
