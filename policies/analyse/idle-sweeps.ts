import type { PolicySource } from '../compile-policy.ts';
import type { SubjectCondition } from '../language/policy-document.ts';
import type { PurposeId } from '../vocabulary.ts';
import { rulesOf } from './domain.ts';
import { classesOf } from './subject-classes.ts';

const NAMED = ['departments', 'roles', 'applications'] as const;

/** Purposes whose `sweeps` gives the power to nobody: who has it may not declare them, or has a name that nothing else has. */
export function idleSweeps(source: PolicySource): readonly PurposeId[] {
  const conditions = [
    ...source.purposes.map(({ subjects }) => subjects),
    ...rulesOf(source).flatMap(({ rule }) => (rule.subjects === 'everybody' ? [] : [rule.subjects])),
  ];
  return source.purposes
    .filter(({ subjects, sweepers }) => sweepers !== null && isIdle(subjects, sweepers, conditions))
    .map(({ id }) => id);
}

function isIdle(
  subjects: SubjectCondition,
  sweepers: SubjectCondition,
  others: readonly SubjectCondition[],
): boolean {
  const isKnown = NAMED.every((kind) => {
    const known = new Set(others.flatMap((each) => each[kind] ?? []));
    return sweepers[kind] === undefined || sweepers[kind].some((name) => known.has(name));
  });
  const { classes } = classesOf([subjects, sweepers]);
  return !isKnown || !classes.some(({ holds }) => holds.length === 2);
}
