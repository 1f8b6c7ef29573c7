import type { CatalogueEntry } from '../catalogue.ts';
import type { PolicySet, PolicySource } from '../compile-policy.ts';
import { rulesOf } from '../analyse/domain.ts';
import type { Rule } from '../language/policy-document.ts';
import { fieldsOfRule } from '../match-resources.ts';
import type { Decision, FieldCoordinate, PurposeId, Subject, Use } from '../vocabulary.ts';
import { obstaclesOf, type Obstacle } from './obstacles.ts';
import { conclusionsFor, type SufficientWay, sufficientWays } from './sufficient-ways.ts';

/** One use of one field by one subject. */
export interface Question {
  readonly subject: Subject;
  readonly purpose: PurposeId;
  readonly at: Date;
  readonly coordinate: FieldCoordinate;
  readonly use: Use;
  /** Whether it is asked under a case that was checked. */
  readonly hasCase: boolean;
}

/** Why a use of a field is decided as it is. Tells of rules and of the catalogue, never of data. */
export interface Explanation {
  readonly decision: Decision;
  /** Null where the graph has no such field. */
  readonly entry: CatalogueEntry | null;
  readonly decidedBy: readonly Rule[];
  /** The permits for this field that do not decide here, those that lack least first. */
  readonly nearest: readonly NearRule[];
  /** What may be had instead, what discloses least first. */
  readonly suffices: readonly SufficientWay[];
  /** Conclusions that would do and may not be had: to be applied for rather than the field. Sorted. */
  readonly closedConclusions: readonly FieldCoordinate[];
}

export interface NearRule {
  readonly rule: Rule;
  /** Empty where it applies and a forbid, or under a case a rule that needs one, stands above it. */
  readonly lacks: readonly Obstacle[];
}

/** Explains a decision of `policies`, which were compiled from `source`. */
export function explainDecision(question: Question, source: PolicySource, policies: PolicySet): Explanation {
  const { subject, purpose, at, hasCase, coordinate, use } = question;
  const decision = policies.table(subject, purpose, at, hasCase).decide(coordinate, use);
  const entry = source.catalogue.get(coordinate) ?? null;
  const rules = rulesOf(source);
  const suffices = sufficientWays(question, decision, source.catalogue, policies);
  return {
    decision,
    entry,
    decidedBy: rules.map(({ rule }) => rule).filter(({ id }) => decision.rules.includes(id)),
    nearest: rules
      .filter(({ rule }) => rule.effect === 'permit' && !decision.rules.includes(rule.id))
      .flatMap(({ rule, document }) => {
        const mask = fieldsOfRule(rule, document, source.catalogue).get(coordinate);
        return mask === undefined
          ? []
          : [{ rule, lacks: obstaclesOf(rule, mask, question, source.purposes) }];
      })
      .toSorted((a, b) => a.lacks.length - b.lacks.length || (a.rule.id < b.rule.id ? -1 : 1)),
    suffices,
    closedConclusions: conclusionsFor(coordinate, source.catalogue).filter(
      (conclusion) => !suffices.some((way) => way.coordinate === conclusion),
    ),
  };
}
