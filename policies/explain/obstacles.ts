import { USES_THAT_UNMASK } from '../compile/compiled-rule.ts';
import type { Purpose, Rule, SubjectCondition } from '../language/policy-document.ts';
import { matchesSubject } from '../subject-class.ts';
import type { MaskKind, PurposeId, Use } from '../vocabulary.ts';
import type { Question } from './explain-decision.ts';

/** One thing that a rule asks for and a question lacks. */
export type Obstacle =
  /** An attribute of the subject is none of these. */
  | {
      readonly lacks: 'departments' | 'roles' | 'applications' | 'regions';
      readonly needs: readonly string[];
    }
  | { readonly lacks: 'clearance'; readonly needs: number }
  | { readonly lacks: 'purpose'; readonly needs: readonly PurposeId[] }
  /** The subject may not declare the purpose at all. */
  | { readonly lacks: 'declaration'; readonly needs: PurposeId }
  | { readonly lacks: 'use'; readonly needs: readonly Use[] }
  /** The rule shows the field masked, and permits no use that would tell what the mask hides. */
  | { readonly lacks: 'bare-value'; readonly needs: MaskKind }
  /** The rule holds no more since this day, or does not hold before it. */
  | { readonly lacks: 'validity'; readonly needs: { readonly day: string; readonly isOver: boolean } }
  | { readonly lacks: 'case' };

/**
 * What a question lacks for a rule that speaks of its field to apply.
 * @param mask the mask under which the rule shows the field
 */
export function obstaclesOf(
  rule: Rule,
  mask: MaskKind | null,
  { subject, purpose, use, at, hasCase }: Question,
  purposes: readonly Purpose[],
): readonly Obstacle[] {
  const declared = purposes.find(({ id }) => id === purpose);
  const mayDeclare = declared !== undefined && matchesSubject(declared.subjects, subject);
  const isListed = rule.uses === 'all' || rule.uses.includes(use);
  return [
    ...(rule.subjects === 'everybody'
      ? []
      : subjectObstacles(rule.subjects, (part) => matchesSubject(part, subject))),
    ...(rule.purposes === 'all' || rule.purposes.includes(purpose)
      ? []
      : [{ lacks: 'purpose', needs: rule.purposes } as const]),
    ...(mayDeclare ? [] : [{ lacks: 'declaration', needs: purpose } as const]),
    ...(rule.uses === 'all' || isListed ? [] : [{ lacks: 'use', needs: rule.uses } as const]),
    ...(isListed && mask !== null && USES_THAT_UNMASK.has(use)
      ? [{ lacks: 'bare-value', needs: mask } as const]
      : []),
    ...validityObstacles(rule, at),
    ...(rule.needsCase && !hasCase ? [{ lacks: 'case' } as const] : []),
  ];
}

function subjectObstacles(
  condition: SubjectCondition,
  isMet: (part: SubjectCondition) => boolean,
): readonly Obstacle[] {
  const names = (['departments', 'roles', 'applications', 'regions'] as const).flatMap((key) => {
    const needs = condition[key];
    return needs === undefined || isMet({ [key]: needs }) ? [] : [{ lacks: key, needs }];
  });
  const { clearance } = condition;
  return clearance === undefined || isMet({ clearance })
    ? names
    : [...names, { lacks: 'clearance', needs: clearance }];
}

function validityObstacles({ validFrom, validTo }: Rule, at: Date): readonly Obstacle[] {
  const day = chineseDay(at);
  if (validFrom !== null && day < validFrom)
    return [{ lacks: 'validity', needs: { day: validFrom, isOver: false } }];
  if (validTo !== null && day >= validTo)
    return [{ lacks: 'validity', needs: { day: validTo, isOver: true } }];
  return [];
}

/** The day (`YYYY-MM-DD`) that an instant belongs to in China Standard Time, which has no summer time. */
function chineseDay(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
}
