import { AS_OF } from '../definition/parameter-values.ts';
import type { Thresholds } from '../definition/thresholds.ts';
import type { SelectedObject } from '../operation/saved-operation.ts';
import type { AuditRule } from '../rules/audit-rule.ts';
import { RECORD_FIELDS } from '../rules/binding-step.ts';
import type { RuleCollection } from '../rules/collection.ts';
import type { Frame } from '../rules/evaluate-expression.ts';
import type { Scalar } from '../rules/typed-expression.ts';
import type { CaseRecord } from './case-record.ts';
import { frameWith, take, type Bound } from './collect-records.ts';
import { errorPathsOf } from './error-paths.ts';
import { concludeRule, type Conclusion } from './evaluate-case.ts';

/** A kept value, as a finding shows it. */
export interface KeptValue {
  /** `binding.field`. */
  readonly path: string;
  readonly sourceRecordKey: string;
  /** JSON text. */
  readonly value: string;
}

/** What a finding says beside its evidence, and its run. */
export interface DerivedFrom {
  readonly division: string;
  /** Those of the run, as rules see them. */
  readonly parameters: ReadonlyMap<string, Scalar | null>;
  readonly thresholds: Pick<Thresholds, 'valueOf'>;
}

const NO_ERRORS = errorPathsOf([]);

/**
 * Asks a rule again about a finding, with nothing but the evidence that the finding carries. Whatever the evidence
 * does not say is not known, so a finding whose evidence is not enough comes out as CANNOT_TELL. A collection is taken
 * again from its kept records: those for which its condition is not false.
 */
export function deriveAgain(rule: AuditRule, evidence: readonly KeptValue[], from: DerivedFrom): Conclusion {
  const bound = new Map<string, CaseRecord>(
    rule.steps.map(({ binding, object }) => [
      binding,
      recordOf(
        binding,
        object,
        evidence.filter(({ path }) => path.startsWith(`${binding}.`)),
      ),
    ]),
  );
  const day = from.parameters.get(AS_OF);
  const base: Frame = {
    read: () => ({ state: 'unknown' }),
    parameter: (name) => from.parameters.get(name) ?? null,
    threshold: (name) => (typeof day === 'string' ? from.thresholds.valueOf(name, from.division, day) : null),
    collected: (name) => {
      const collection = rule.collections.find(({ definition }) => definition.name === name);
      return collection === undefined ? null : collectAgain(collection, bound, frame, evidence);
    },
  };
  const frame = frameWith(base, bound, NO_ERRORS);
  return concludeRule(rule, frame);
}

function collectAgain(
  collection: RuleCollection,
  bound: Bound,
  frame: Frame,
  evidence: readonly KeptValue[],
): Scalar | null {
  const kept = collection.steps.map(({ binding, object }) => ({
    binding,
    records: recordsOf(binding, object, evidence),
  }));
  const innermost = kept.findLast(({ records }) => records.size > 0);
  const values: Scalar[] = [];
  for (const record of innermost?.records.values() ?? []) {
    const here = new Map(bound).set(innermost?.binding ?? '', record);
    const inner = frameWith(frame, here, NO_ERRORS);
    if (collection.where?.evaluate(inner) === false) continue;
    const value = collection.of === null ? true : collection.of.evaluate(inner);
    if (value === null) return null;
    values.push(value);
  }
  return take(collection, values);
}

/** The records of a collection's binding that the evidence speaks of, by their keys; not what lies behind their edges. */
function recordsOf(
  binding: string,
  object: SelectedObject,
  evidence: readonly KeptValue[],
): ReadonlyMap<string, CaseRecord> {
  const own = evidence.filter(({ path }) => path.startsWith(`${binding}.`) && path.split('.').length === 2);
  const byKey = Map.groupBy(own, ({ sourceRecordKey }) => sourceRecordKey);
  return new Map([...byKey].map(([key, items]) => [key, recordOf(binding, object, items)]));
}

function recordOf(binding: string, object: SelectedObject, evidence: readonly KeptValue[]): CaseRecord {
  const values: Record<string, unknown> = {};
  for (const { path, sourceRecordKey, value } of evidence)
    place(values, path.split('.').slice(1), sourceRecordKey, JSON.parse(value));
  return { known: true, values, object, path: [binding] };
}

function place(
  holder: Record<string, unknown>,
  [name, ...rest]: readonly string[],
  recordKey: string,
  value: unknown,
): void {
  if (name === undefined) return;
  if (rest.length === 0) {
    holder[name] = value;
    holder[RECORD_FIELDS.key] = recordKey;
    return;
  }
  const below = (holder[name] ?? {}) as Record<string, unknown>;
  holder[name] = below;
  place(below, rest, recordKey, value);
}
