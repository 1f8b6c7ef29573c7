import type { Decline } from '../../market/jobseeker.ts';
import type { Vacancy } from '../../market/vacancy.ts';
import type { OccupationTree } from '../../occupations/occupation-tree.ts';
import type { TermBasis } from '../score-term.ts';
import { closeness, nameOf } from './occupation-term.ts';
import type { TermValue } from './term-value.ts';

/** Finds a vacancy that was declined; undefined where the index no longer holds it. */
export type FindVacancy = (vacancyId: string) => Vacancy | undefined;

/** What makes a vacancy like one that was declined; they add up to one. */
const LIKE_BY_OCCUPATION = 0.5;
const LIKE_BY_EMPLOYER = 0.3;
const LIKE_BY_SHIFT = 0.2;

/**
 * How like a declined thing a vacancy is, 0..1. An employer, a county or a shift that was declined is filtered and is like
 * no other.
 */
function likeness(
  { what, value }: Decline,
  vacancy: Pick<Vacancy, 'occupation' | 'employer' | 'shift'>,
  tree: OccupationTree,
  find: FindVacancy,
): number {
  if (what === 'OCCUPATION') return closeness(tree.distance(value, vacancy.occupation));
  if (what !== 'VACANCY') return 0;
  const before = find(value);
  if (before === undefined) return 0;
  return alikeBy(
    closeness(tree.distance(before.occupation, vacancy.occupation)),
    before.employer === vacancy.employer,
    before.shift === vacancy.shift,
  );
}

/** How like two vacancies are, 0..1, from how near their occupations are and what else is the same. */
export function alikeBy(near: number, isSameEmployer: boolean, isSameShift: boolean): number {
  return (
    LIKE_BY_OCCUPATION * near + (isSameEmployer ? LIKE_BY_EMPLOYER : 0) + (isSameShift ? LIKE_BY_SHIFT : 0)
  );
}

/** One where the vacancy is like nothing that the jobseeker declined, less the more it is. */
export function unlikeDeclinedTerm(
  declined: readonly Decline[],
  vacancy: Vacancy,
  tree: OccupationTree,
  find: FindVacancy,
): TermValue {
  let most = 0;
  let like: Extract<TermBasis, { readonly name: 'UNLIKE_DECLINED' }>['like'] = null;
  for (const decline of declined) {
    const alike = likeness(decline, vacancy, tree, find);
    if (alike <= most) continue;
    most = alike;
    like = { what: decline.what, name: nameOfDeclined(decline, tree, find) };
  }
  return { value: 1 - most, basis: { name: 'UNLIKE_DECLINED', like } };
}

function nameOfDeclined({ what, value }: Decline, tree: OccupationTree, find: FindVacancy) {
  if (what !== 'VACANCY') return nameOf(value, tree);
  const title = find(value)?.title ?? value;
  return { en: title, zh: title };
}
