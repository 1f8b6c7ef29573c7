import { AS_OF } from '../definition/parameter-values.ts';
import type { Thresholds } from '../definition/thresholds.ts';
import { DIVISION_FIELD } from '../operation/case-kind.ts';
import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import type { SelectedObject } from '../operation/saved-operation.ts';
import type { AuditRule } from '../rules/audit-rule.ts';
import { isInForce } from '../rules/is-in-force.ts';
import { RECORD_FIELDS } from '../rules/binding-step.ts';
import type { Frame } from '../rules/evaluate-expression.ts';
import { pathText, type Scalar } from '../rules/typed-expression.ts';
import { evidenceAt, personAt, type EvidenceSource, type EvidenceValue } from './case-evidence.ts';
import { caseIdentityOf, type CaseIdentity } from '../operation/case-identity.ts';
import { recordsAt, valueAt, type CaseRecord } from './case-record.ts';
import {
  collectRecords,
  frameWith,
  MAX_COMBINATIONS,
  tooMany,
  type Bound,
  type Collected,
} from './collect-records.ts';
import type { AnswerPath } from '../../kit/following/ask-hub.ts';
import type { ErrorPaths } from './error-paths.ts';
import { weakestTier, type MatchTier } from './match-tier.ts';

export type { EvidenceValue } from './case-evidence.ts';

/** YES and NO are certain; CANNOT_TELL is what every missing value leads to, unless the rest decides alone. */
export type Conclusion = 'YES' | 'NO' | 'CANNOT_TELL';

/** What one rule says about one combination of records. A NO is not kept. */
export interface CaseConclusion extends CaseIdentity {
  readonly rule: AuditRule;
  readonly outcome: 'YES' | 'CANNOT_TELL';
  /** What was missing, refused or unsound; null for YES. */
  readonly missing: string | null;
  readonly personKey: string | null;
  readonly matchTier: MatchTier;
  /** The records it rests on, by binding; equal for equal records, so that a page read twice adds nothing. */
  readonly evidenceKey: string;
  readonly evidence: readonly EvidenceValue[];
}

/** What is the same for every case of a page. */
export interface PageFacts {
  readonly graph: GraphCatalogue;
  readonly errors: ErrorPaths;
  /** Parameter name → value as rules see it, `asOf` among them; null where it has none. */
  readonly parameters: ReadonlyMap<string, Scalar | null>;
  readonly thresholds: Pick<Thresholds, 'valueOf'>;
}

/** One object of the population, with its place in the answer. */
export interface PopulationCase {
  readonly values: Readonly<Record<string, unknown>>;
  readonly object: SelectedObject;
  readonly path: AnswerPath;
}

/** One combination of records, with what was collected for it. */
interface Combination {
  readonly bound: Bound;
  readonly frame: Frame;
  readonly collected: (name: string) => Collected;
}

/**
 * Asks one rule about one case: see decisions/2026-11-22-what-a-rule-means.md. A rule that is not in force on `asOf` finds
 * nothing.
 * @throws SluiceError AUDIT_INVALID for a rule that asks about more combinations of records than a case may take
 */
export function evaluateCase(
  rule: AuditRule,
  subject: PopulationCase,
  facts: PageFacts,
): readonly CaseConclusion[] {
  if (!isInForce(rule.definition, facts.parameters.get(AS_OF))) return [];
  const population = { known: true, ...subject } as const;
  const kept = new Map<string, CaseConclusion>();
  let combinations = 0;
  const visit = (index: number, bound: Bound): void => {
    combinations += 1;
    if (combinations > MAX_COMBINATIONS) throw tooMany(`rule ${rule.definition.id}`);
    const step = rule.steps[index];
    if (step === undefined) {
      const conclusion = concludeTuple(
        rule,
        combinationOf(rule, bound, population, facts),
        population,
        facts,
      );
      if (conclusion !== null) keep(kept, conclusion, recordKeyOf(bound.get(rule.about.binding)));
      return;
    }
    const from = step.from === null ? null : bound.get(step.from);
    const records = from ? recordsAt(from, step, facts.errors) : [population];
    for (const record of records) visit(index + 1, new Map(bound).set(step.binding, record));
  };
  visit(0, new Map());
  return [...kept.values()];
}

/** The rule over one combination of records: its condition, less its exemptions. */
export function concludeRule(rule: AuditRule, frame: Frame): Conclusion {
  const when = rule.when.evaluate(frame);
  if (when === false) return 'NO';
  let isCertain = when === true;
  for (const exemption of rule.exempt) {
    const exempt = exemption.when.evaluate(frame);
    if (exempt === true) return 'NO';
    if (exempt === null) isCertain = false;
  }
  return isCertain ? 'YES' : 'CANNOT_TELL';
}

/** Of several CANNOT_TELL about one person for one reason, that with the least records by key is kept. */
function keep(kept: Map<string, CaseConclusion>, conclusion: CaseConclusion, about: string | null): void {
  const { outcome, evidenceKey, missing } = conclusion;
  const key = outcome === 'YES' ? evidenceKey : `?${about ?? ''} ${missing ?? ''}`;
  const other = kept.get(key);
  if (other === undefined || (outcome === 'CANNOT_TELL' && evidenceKey < other.evidenceKey))
    kept.set(key, conclusion);
}

function combinationOf(
  rule: AuditRule,
  bound: Bound,
  { values }: PopulationCase,
  { parameters, thresholds, errors }: PageFacts,
): Combination {
  const known = new Map<string, Collected>();
  const day = parameters.get(AS_OF);
  const division = values[DIVISION_FIELD];
  const collected = (name: string): Collected => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const collection = rule.collections.find(({ definition }) => definition.name === name);
    if (collection === undefined) return { value: null, taken: [] };
    const result = collectRecords(collection, bound, frame, errors);
    known.set(name, result);
    return result;
  };
  const base: Frame = {
    read: () => ({ state: 'unknown' }),
    parameter: (name) => parameters.get(name) ?? null,
    threshold: (name) =>
      typeof day === 'string' && typeof division === 'string'
        ? thresholds.valueOf(name, division, day)
        : null,
    collected: (name) => collected(name).value,
  };
  const frame = frameWith(base, bound, errors);
  return { bound, frame, collected };
}

function concludeTuple(
  rule: AuditRule,
  combination: Combination,
  subject: CaseRecord & { readonly known: true },
  facts: PageFacts,
): CaseConclusion | null {
  const concluded = concludeRule(rule, combination.frame);
  if (concluded === 'NO') return null;
  const { bound } = combination;
  const source: EvidenceSource = { ...facts, subject, person: personAt(rule.about, bound) };
  const { evidence, lacking } = evidenceOf(rule, combination, source);
  const matchTier = weakestTier(evidence.map((item) => item.matchTier));
  const missing =
    (concluded === 'CANNOT_TELL' ? firstMissing(rule, combination, facts) : null) ??
    lacking ??
    (matchTier === 'C' ? pathText(rule.about) : null);
  return {
    rule,
    outcome: missing === null ? 'YES' : 'CANNOT_TELL',
    missing,
    ...caseIdentityOf(subject.object.typeName, subject.values, facts.graph),
    personKey: source.person.key,
    matchTier,
    evidenceKey: rule.steps
      .map(({ binding }) => `${binding}=${recordKeyOf(bound.get(binding)) ?? '?'}`)
      .concat(missing === null ? [] : [`missing=${missing}`])
      .join('|'),
    evidence,
  };
}

/** What the conclusion rests on, and the first path of it that can not be given. */
function evidenceOf(
  rule: AuditRule,
  { bound, collected }: Combination,
  source: EvidenceSource,
): { readonly evidence: readonly EvidenceValue[]; readonly lacking: string | null } {
  const evidence = new Map<string, EvidenceValue>();
  let lacking: string | null = null;
  const add = (path: AuditRule['evidence'][number], records: Bound): void => {
    const item = evidenceAt(path, records, source);
    if (item === null) lacking ??= pathText(path);
    else evidence.set(`${item.path} ${item.recordKey}`, item);
  };
  for (const path of rule.evidence) add(path, bound);
  for (const collection of rule.collections) {
    for (const taken of collected(collection.definition.name).taken)
      for (const path of collection.evidence) add(path, taken);
  }
  return { evidence: [...evidence.values()], lacking };
}

function firstMissing(rule: AuditRule, { bound, frame, collected }: Combination, facts: PageFacts): string {
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
  if (missing !== undefined) return missing.text;
  const collection = rule.collections.find(({ definition }) => collected(definition.name).value === null);
  if (collection !== undefined) return collection.definition.name;
  const threshold = rule.thresholds.find((name) => frame.threshold(name) === null);
  if (threshold !== undefined) return `thresholds.${threshold}`;
  return (
    rule.parameters.find((name) => frame.parameter(name) === null) ?? 'a value that can not be worked out'
  );
}

function recordKeyOf(record: CaseRecord | undefined): string | null {
  const key = record?.known ? record.values[RECORD_FIELDS.key] : null;
  return typeof key === 'string' ? key : null;
}
