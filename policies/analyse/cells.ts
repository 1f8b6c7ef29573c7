import type { PolicySet, PolicySource } from '../compile-policy.ts';
import type { Rule } from '../language/policy-document.ts';
import { type Decision, type DecisionTable, type PurposeId, type Use, USES } from '../vocabulary.ts';
import { classesUnder, type Domain, type FieldGroup, type SubjectClass } from './domain.ts';

/** Some cells that are decided alike: each field of the group, for whoever is of the class, while nothing changes. */
export interface Cell extends TableOfClass {
  readonly group: FieldGroup;
  readonly use: Use;
  readonly decision: Decision;
}

/** One table of the domain, and whose it is. */
export interface TableOfClass {
  readonly purpose: PurposeId;
  readonly subject: SubjectClass;
  readonly at: Date;
  readonly hasCase: boolean;
}

/** The policies, with the domain that goes through all of their decisions. */
export interface Analysed {
  readonly source: PolicySource;
  readonly domain: Domain;
  readonly policies: PolicySet;
}

/** The tables of all classes under all purposes, in the interval of `at` and in every later one. */
export function* tablesOf(
  { source, domain }: Pick<Analysed, 'source' | 'domain'>,
  at: Date,
): Generator<TableOfClass> {
  const instants = [at, ...domain.instants.filter((instant) => instant > at)];
  for (const purpose of domain.purposes)
    for (const subject of classesUnder(domain, source, purpose))
      for (const instant of instants)
        for (const hasCase of [false, true]) yield { purpose, subject, at: instant, hasCase };
}

/** Every cell that is decided from `at` on. */
export function* cellsOf(analysed: Analysed, at: Date): Generator<Cell> {
  for (const owner of tablesOf(analysed, at)) {
    const table = tableOf(analysed.policies, owner);
    for (const group of analysed.domain.groups)
      for (const use of USES) yield { ...owner, group, use, decision: table.decide(group.fields[0], use) };
  }
}

/** The table by which a cell is decided. */
export function tableOf(policies: PolicySet, { subject, purpose, at, hasCase }: TableOfClass): DecisionTable {
  return policies.table(subject.example, purpose, at, hasCase);
}

/** Whether a rule speaks of what a cell asks, whatever comes of it and whether or not it is in force. */
export function speaksOf(rule: Rule, { purpose, subject, group, use }: Omit<Cell, 'decision'>): boolean {
  return (
    subject.rules.has(rule.id) &&
    group.rules.has(rule.id) &&
    (rule.purposes === 'all' || rule.purposes.includes(purpose)) &&
    (rule.uses === 'all' || rule.uses.includes(use))
  );
}

/** What a decision means for whoever asks: equal for decisions that differ only in the rules that made them. */
export function effectOf(decision: Decision): string {
  if (decision.effect === 'deny') return JSON.stringify(['deny', decision.lacks]);
  const limits = decision.limits.map(({ exchanges, people }) => JSON.stringify([exchanges, people]));
  return JSON.stringify([
    'permit',
    decision.mask,
    decision.rows,
    [...new Set(limits)].toSorted(),
    decision.smallestGroup,
  ]);
}
