import type { IsoDate } from '../market/measures.ts';
import type { Known, PriorityDataset } from './priority-facts.ts';

/** A dataset, and the day up to which it is complete. */
export interface Evidence {
  readonly dataset: PriorityDataset;
  readonly asOf: IsoDate;
}

/**
 * What a condition comes to: yes since a day, no, or undecided for want of facts; with what was looked at. `since` is the
 * first day on which it held, as far as the facts reach.
 */
export type Answer =
  | { readonly is: 'YES'; readonly since: IsoDate; readonly evidence: readonly Evidence[] }
  | { readonly is: 'NO'; readonly evidence: readonly Evidence[] }
  | {
      readonly is: 'CANNOT_TELL';
      readonly missing: readonly PriorityDataset[];
      readonly evidence: readonly Evidence[];
    };

/** Yes since a day, or no where there is none. */
export function sinceDay(since: IsoDate | null, evidence: readonly Evidence[]): Answer {
  return since === null ? { is: 'NO', evidence } : { is: 'YES', since, evidence };
}

export function undecided(...missing: readonly PriorityDataset[]): Answer {
  return { is: 'CANNOT_TELL', missing, evidence: [] };
}

/** Decides by a fact, where a source gave it. */
export function ofFact<T>(fact: Known<T>, decide: (value: T) => Answer | IsoDate | null): Answer {
  if (!fact.known) return undecided(fact.dataset);
  const evidence = [{ dataset: fact.dataset, asOf: fact.asOf }];
  const decided = decide(fact.value);
  if (decided === null || typeof decided === 'string') return sinceDay(decided, evidence);
  return { ...decided, evidence: evidenceOf([{ evidence }, decided]) };
}

/** All of them: one no is enough for no; yes since the last of them. */
export function allOf(answers: readonly Answer[]): Answer {
  const no = answers.filter(({ is }) => is === 'NO');
  if (no.length > 0) return { is: 'NO', evidence: evidenceOf(no) };
  if (answers.some(({ is }) => is === 'CANNOT_TELL')) return cannotTell(answers);
  return { is: 'YES', since: daysOf(answers).at(-1) ?? '', evidence: evidenceOf(answers) };
}

/** Any of them: one yes is enough for yes, since the first of them. */
export function anyOf(answers: readonly Answer[]): Answer {
  const yes = answers.filter(({ is }) => is === 'YES');
  if (yes.length > 0) return { is: 'YES', since: daysOf(yes)[0] ?? '', evidence: evidenceOf(yes) };
  if (answers.some(({ is }) => is === 'CANNOT_TELL')) return cannotTell(answers);
  return { is: 'NO', evidence: evidenceOf(answers) };
}

/** The other way round; since when is not known of a no, so it takes the day given. */
export function not(answer: Answer, since: IsoDate): Answer {
  if (answer.is === 'CANNOT_TELL') return answer;
  return sinceDay(answer.is === 'NO' ? since : null, answer.evidence);
}

function cannotTell(answers: readonly Answer[]): Answer {
  const missing = answers.flatMap((answer) => (answer.is === 'CANNOT_TELL' ? answer.missing : []));
  return { is: 'CANNOT_TELL', missing: [...new Set(missing)], evidence: evidenceOf(answers) };
}

function daysOf(answers: readonly Answer[]): readonly IsoDate[] {
  return answers.flatMap((answer) => (answer.is === 'YES' ? [answer.since] : [])).toSorted();
}

/** Of a dataset that was looked at several times the earliest day: as complete is the whole. */
function evidenceOf(looks: readonly { readonly evidence: readonly Evidence[] }[]): readonly Evidence[] {
  const days = new Map<PriorityDataset, IsoDate>();
  for (const { dataset, asOf } of looks.flatMap(({ evidence }) => evidence)) {
    const known = days.get(dataset);
    if (known === undefined || asOf < known) days.set(dataset, asOf);
  }
  return [...days].map(([dataset, asOf]) => ({ dataset, asOf }));
}
