import type { Limit } from '../../policies/vocabulary.ts';
import type { CheckedPlan } from '../stages/stage-types.ts';

/**
 * The limits that carrying out a plan counts under, each rule once: those of what the caller asked, and those of what
 * only the plan reads.
 */
export function limitsOfPlan({
  allowed,
  permits,
}: Pick<CheckedPlan, 'allowed' | 'permits'>): readonly Limit[] {
  const limits = new Map<string, Limit>();
  for (const { decision } of allowed.uses)
    if (decision.effect === 'permit') for (const limit of decision.limits) limits.set(limit.rule, limit);
  for (const permit of Object.values(permits))
    for (const limit of permit.limits) limits.set(limit.rule, limit);
  return [...limits.values()];
}
