import type { PolicySource } from '../compile-policy.ts';
import { type ApplyingRule, combine, distinctConditions } from '../combine.ts';
import type { PolicyDocument, Rule } from '../language/policy-document.ts';
import { fieldsOfRule } from '../match-resources.ts';
import { isWellFormed, matchesSubject } from '../subject-class.ts';
import type { Decision, FieldCoordinate, Limit, PurposeId, Subject, Use } from '../vocabulary.ts';

/** One cell of the domain. */
export interface PlainQuestion {
  readonly subject: Subject;
  readonly purpose: PurposeId;
  readonly at: Date;
  readonly coordinate: FieldCoordinate;
  readonly use: Use;
  readonly hasCase: boolean;
}

/** The decision about one cell, found by reading all rules: slow, and what every table must come to. */
export function decidePlainly(source: PolicySource, question: PlainQuestion): Decision {
  const declared = source.purposes.find(({ id }) => id === question.purpose);
  const mayDeclare =
    declared && isWellFormed(question.subject) && matchesSubject(declared.subjects, question.subject);
  const applying = source.documents.flatMap((document) =>
    document.rules.flatMap((rule) => appliedTo(rule, document, source, question) ?? []),
  );
  return combine(mayDeclare ? applying : [], question.hasCase);
}

function appliedTo(
  rule: Rule,
  document: PolicyDocument,
  { catalogue }: PolicySource,
  { subject, purpose, at, coordinate, use }: PlainQuestion,
): ApplyingRule | null {
  const mask = fieldsOfRule(rule, document, catalogue).get(coordinate);
  const speaks =
    mask !== undefined &&
    (rule.purposes === 'all' || rule.purposes.includes(purpose)) &&
    (rule.uses === 'all' || rule.uses.includes(use)) &&
    matchesSubject(rule.subjects, subject) &&
    (rule.validFrom === null || at >= new Date(`${rule.validFrom}T00:00:00+08:00`)) &&
    (rule.validTo === null || at < new Date(`${rule.validTo}T00:00:00+08:00`));
  const isBlind = use === 'project' || use === 'join-key' || use === 'invoke';
  if (!speaks) return null;
  const rows = rule.obligations.flatMap((each) => ('rows' in each ? [each.rows] : []));
  const groups = rule.obligations.flatMap((each) => ('smallestGroup' in each ? [each.smallestGroup] : []));
  return {
    id: rule.id,
    effect: rule.effect,
    legalBasis: rule.legalBasis,
    needsCase: rule.needsCase,
    withholds: rule.effect === 'permit' && mask !== null && !isBlind,
    mask: use === 'project' && rule.effect === 'permit' ? mask : null,
    rows: distinctConditions(rule.needsCase ? ['case', ...rows] : rows),
    limit: limitOf(rule),
    smallestGroup: groups.length > 0 ? Math.max(...groups) : null,
  };
}

function limitOf({ id, obligations }: Rule): Limit | null {
  const given = obligations.flatMap((each) => ('perDay' in each ? [each.perDay] : []));
  const least = (amounts: readonly (number | undefined)[]): number | null => {
    const known = amounts.filter((amount) => amount !== undefined);
    return known.length > 0 ? Math.min(...known) : null;
  };
  const exchanges = least(given.map((each) => each.exchanges));
  const people = least(given.map((each) => each.people));
  return given.length > 0 ? { rule: id, exchanges, people } : null;
}
