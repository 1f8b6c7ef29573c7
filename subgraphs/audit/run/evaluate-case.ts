import {
  CASE_FIELDS,
  RECORD_FIELDS,
  type AuditRule,
  type BindingStep,
  type EvidencePath,
} from '../rules/audit-rule.ts';
import { auditInvalid } from '../definition/audit-invalid.ts';
import { recordsAt, ruleObjectOf, valueAt, type CaseRecord } from './case-record.ts';
import type { AnswerPath, ErrorPaths } from './error-paths.ts';
import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import { matchTierOf, weakestTier, type MatchTier } from './match-tier.ts';
import { pathText, type Conclusion, type ReadPath } from '../rules/rule-language.ts';
import type { SelectedObject } from '../operation/saved-operation.ts';

/** What one rule says about one combination of records. A NO is not kept. */
export interface CaseConclusion {
  readonly rule: AuditRule;
  readonly outcome: 'YES' | 'CANNOT_TELL';
  /** The path that was missing, refused or unsound; null for YES. */
  readonly missing: string | null;
  /** The type of the population's objects. */
  readonly caseKind: string;
  /** The key of the case: it may be a person's number, so it is kept and never served. */
  readonly caseKey: string;
  readonly caseNumber: string | null;
  readonly householdNumber: string | null;
  readonly division: string;
  readonly personKey: string | null;
  readonly matchTier: MatchTier;
  /** The records it rests on, by binding; equal for equal records, so that a page read twice adds nothing. */
  readonly evidenceKey: string;
  readonly evidence: readonly EvidenceValue[];
}

/** One value of one record, as it was read. */
export interface EvidenceValue {
  /** `binding.field`, as rules write it. */
  readonly path: string;
  readonly agency: string;
  readonly dataset: string;
  readonly typeName: string;
  readonly fieldName: string;
  readonly recordKey: string;
  readonly value: unknown;
  readonly asOf: string;
  readonly matchTier: MatchTier;
}

/** What is the same for every case of a page. */
export interface PageFacts {
  readonly graph: GraphCatalogue;
  readonly errors: ErrorPaths;
  /** Parameter name → value as rules see it; a parameter without a value is absent. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** One object of the population, with its place in the answer. */
export interface PopulationCase {
  readonly values: Readonly<Record<string, unknown>>;
  readonly object: SelectedObject;
  readonly path: AnswerPath;
}

/** A rule that binds lists within lists is asked about their product; no shipped audit comes near this many. */
const MAX_COMBINATIONS = 5_000;

/**
 * Asks one rule about one case. YES only where every record and value that the rule needs is there, no exemption can
 * hold, and every piece of evidence can say which record it is of and as of when; otherwise CANNOT_TELL, never a
 * finding. Of several CANNOT_TELL about one person for one reason, one is kept.
 * @throws SluiceError AUDIT_INVALID for a rule that asks about more combinations of records than a case may take
 */
export function evaluateCase(
  rule: AuditRule,
  subject: PopulationCase,
  facts: PageFacts,
): readonly CaseConclusion[] {
  const population: CaseRecord = { known: true, ...subject };
  const conclusions = new Map<string, CaseConclusion>();
  let combinations = 0;
  const visit = (index: number, bound: ReadonlyMap<string, CaseRecord>): void => {
    combinations += 1;
    if (combinations > MAX_COMBINATIONS)
      throw auditInvalid(
        `rule ${rule.definition.id}`,
        `more than ${MAX_COMBINATIONS} combinations of records in a case`,
      );
    const step = rule.steps[index];
    if (step === undefined) {
      const conclusion = concludeTuple(rule, bound, subject, facts);
      if (conclusion === null) return;
      const key =
        conclusion.outcome === 'YES'
          ? conclusion.evidenceKey
          : `?${recordKeyOf(bound.get(rule.about.binding), facts) ?? ''} ${conclusion.missing ?? ''}`;
      if (!conclusions.has(key)) conclusions.set(key, conclusion);
      return;
    }
    for (const record of recordsOf(step, population, bound, facts))
      visit(index + 1, new Map(bound).set(step.binding, record));
  };
  visit(0, new Map());
  return [...conclusions.values()];
}

function recordsOf(
  step: BindingStep,
  population: CaseRecord,
  bound: ReadonlyMap<string, CaseRecord>,
  facts: PageFacts,
): readonly CaseRecord[] {
  if (step.from === null) return [population];
  const from = bound.get(step.from);
  return from === undefined ? [] : recordsAt(from, step, facts.errors);
}

function concludeTuple(
  rule: AuditRule,
  bound: ReadonlyMap<string, CaseRecord>,
  subject: PopulationCase,
  facts: PageFacts,
): CaseConclusion | null {
  const concluded = concludeRule(rule, bound, facts);
  if (concluded === 'NO') return null;
  const person = personOf(rule.about, bound, facts);
  const evidence: EvidenceValue[] = [];
  let missing = concluded === 'CANNOT_TELL' ? firstMissing(rule, bound, facts) : null;
  for (const path of rule.evidence) {
    const item = evidenceAt(path, bound, person, facts);
    if (item === null) missing ??= pathText(path);
    else evidence.push(item);
  }
  const matchTier = weakestTier(evidence.map((item) => item.matchTier));
  if (matchTier === 'C') missing ??= pathText(rule.about);
  return {
    rule,
    outcome: missing === null ? 'YES' : 'CANNOT_TELL',
    missing,
    caseKind: subject.object.typeName,
    caseKey: textOf(subject.values[CASE_FIELDS.caseNumber]),
    caseNumber: textOf(subject.values[CASE_FIELDS.caseNumber]),
    householdNumber: null,
    division: textOf(subject.values[CASE_FIELDS.division]),
    personKey: person.key,
    matchTier,
    evidenceKey: rule.steps
      .map(({ binding }) => `${binding}=${recordKeyOf(bound.get(binding), facts) ?? '?'}`)
      .concat(missing === null ? [] : [`missing=${missing}`])
      .join('|'),
    evidence,
  };
}

/** The rule over one combination of records: its condition, less its exemptions. */
export function concludeRule(
  rule: AuditRule,
  bound: ReadonlyMap<string, CaseRecord>,
  facts: Pick<PageFacts, 'errors' | 'parameters'>,
): Conclusion {
  const context: Record<string, unknown> = { ...facts.parameters };
  for (const [binding, record] of bound) context[binding] = ruleObjectOf(record, facts.errors);
  const when = rule.when.conclude(context);
  if (when === 'NO') return 'NO';
  let isCertain = when === 'YES';
  for (const exemption of rule.exempt) {
    const exempt = exemption.when.conclude(context);
    if (exempt === 'YES') return 'NO';
    if (exempt === 'CANNOT_TELL') isCertain = false;
  }
  return isCertain ? 'YES' : 'CANNOT_TELL';
}

function firstMissing(rule: AuditRule, bound: ReadonlyMap<string, CaseRecord>, facts: PageFacts): string {
  for (const step of rule.steps) {
    if (bound.get(step.binding)?.known === false) return [step.from, ...step.fields].join('.');
  }
  const states = rule.evidence.map((path) => {
    const record = bound.get(path.binding);
    const state = record === undefined ? 'unknown' : valueAt(record, path.fields, facts.errors).state;
    return { text: pathText(path), state };
  });
  const missing =
    states.find(({ state }) => state === 'unknown') ??
    states.find(({ text, state }) => state === 'none' && !rule.optional.has(text));
  return missing?.text ?? 'a value of an unexpected form';
}

function evidenceAt(
  path: EvidencePath,
  bound: ReadonlyMap<string, CaseRecord>,
  person: NamedPerson,
  facts: PageFacts,
): EvidenceValue | null {
  const record = bound.get(path.binding);
  if (record === undefined) return null;
  const found = valueAt(record, path.fields, facts.errors);
  if (found.state === 'unknown') return null;
  const recordKey = found.parent.values[RECORD_FIELDS.key];
  const asOf = found.parent.values[RECORD_FIELDS.asOf];
  const dataset = facts.graph.datasetOf(path.typeName);
  if (typeof recordKey !== 'string' || typeof asOf !== 'string' || dataset === null) return null;
  return {
    path: pathText(path),
    agency: dataset.agency,
    dataset: dataset.id,
    typeName: path.typeName,
    fieldName: path.fieldName,
    recordKey,
    value: found.state === 'present' ? found.value : null,
    asOf,
    // What names the person or is reached through it rests on the person's number; the rest on its register's own keys.
    matchTier: isBelow(found.parent.path, person.path)
      ? matchTierOf(person.key, found.parent.values[RECORD_FIELDS.flag])
      : 'A',
  };
}

function isBelow(path: AnswerPath, above: AnswerPath | null): boolean {
  return above !== null && above.every((step, index) => path[index] === step);
}

/** Whom a conclusion is about, and the record that says so: the one whose edge leads to the person. */
interface NamedPerson {
  readonly key: string | null;
  readonly path: AnswerPath | null;
}

function personOf(about: ReadPath, bound: ReadonlyMap<string, CaseRecord>, facts: PageFacts): NamedPerson {
  const record = bound.get(about.binding);
  if (record === undefined) return { key: null, path: null };
  const found = valueAt(record, [...about.fields, 'id'], facts.errors);
  const key = found.state === 'present' && typeof found.value === 'string' ? found.value : null;
  return { key, path: record.known ? [...record.path, ...about.fields.slice(0, -1)] : null };
}

function recordKeyOf(record: CaseRecord | undefined, facts: PageFacts): string | null {
  if (record === undefined) return null;
  const found = valueAt(record, [RECORD_FIELDS.key], facts.errors);
  return found.state === 'present' && typeof found.value === 'string' ? found.value : null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
