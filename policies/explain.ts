import type { CatalogueEntry } from './catalogue.ts';
import type { CompiledRule, Question } from './compile-policy.ts';
import type { Wording } from './language/policy-document.ts';
import { matchesSubject } from './subject-class.ts';
import type { Decision, RuleId } from './vocabulary.ts';

/** What a rule that speaks of the field lacks to apply to the question. */
export type Obstacle = 'subject' | 'purpose' | 'use' | 'validity' | 'mask' | 'case';

/** Why a use of a field is decided as it is. Tells of rules and of the catalogue, never of data. */
export interface Explanation {
  readonly decision: Decision;
  /** Null where the graph has no such field. */
  readonly entry: CatalogueEntry | null;
  /** The rules that decided, in words. */
  readonly decidedBy: readonly ExplainedRule[];
  /** Permits for this field that do not apply, those that lack least first. */
  readonly nearest: readonly (ExplainedRule & { readonly lacks: readonly Obstacle[] })[];
}

export interface ExplainedRule {
  readonly id: RuleId;
  readonly agency: string;
  readonly title: Wording;
  readonly legalBasis: readonly string[];
}

interface Known {
  readonly decision: Decision;
  readonly rules: readonly CompiledRule[];
  /** Whether the subject may declare the purpose at all. */
  readonly mayDeclare: boolean;
  readonly entry: CatalogueEntry | null;
}

/** Explains a decision from the rules that speak of the field. */
export function explainDecision(
  question: Question,
  { decision, rules, mayDeclare, entry }: Known,
): Explanation {
  const speaking = rules.filter(({ fields }) => fields.has(question.coordinate));
  const nearest = speaking
    .filter(({ rule }) => rule.effect === 'permit' && !decision.rules.includes(rule.id))
    .map((rule) => ({ ...inWords(rule), lacks: obstacles(rule, question, mayDeclare) }))
    .toSorted((a, b) => a.lacks.length - b.lacks.length || (a.id < b.id ? -1 : 1));
  const decidedBy = rules.filter(({ rule }) => decision.rules.includes(rule.id)).map(inWords);
  return { decision, entry, decidedBy, nearest };
}

const inWords = ({ rule, agency }: CompiledRule): ExplainedRule => ({
  id: rule.id,
  agency,
  title: rule.title,
  legalBasis: rule.legalBasis,
});

function obstacles(
  { rule, fields, from, to }: CompiledRule,
  question: Question,
  mayDeclare: boolean,
): readonly Obstacle[] {
  const { subject, purpose, at, coordinate, use } = question;
  const isIncluded = rule.uses === 'all' || rule.uses.includes(use);
  const lacks: readonly (Obstacle | null)[] = [
    matchesSubject(rule.subjects, subject) ? null : 'subject',
    mayDeclare && (rule.purposes === 'all' || rule.purposes.includes(purpose)) ? null : 'purpose',
    isIncluded ? null : 'use',
    from <= at.getTime() && at.getTime() < to ? null : 'validity',
    isIncluded && use !== 'project' && (fields.get(coordinate) ?? null) !== null ? 'mask' : null,
    rule.needsCase && !question.hasCase ? 'case' : null,
  ];
  return lacks.filter((obstacle) => obstacle !== null);
}
