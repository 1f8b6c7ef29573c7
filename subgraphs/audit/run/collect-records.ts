import { auditInvalid } from '../definition/audit-invalid.ts';
import type { RuleCollection } from '../rules/collection.ts';
import type { Frame } from '../rules/evaluate-expression.ts';
import { within64Bits } from '../rules/rule-value.ts';
import type { Scalar } from '../rules/typed-expression.ts';
import { isHeld, recordsAt, valueAt, type CaseRecord } from './case-record.ts';
import type { ErrorPaths } from './error-paths.ts';

/** Records by the names under which a rule or a collection binds them. */
export type Bound = ReadonlyMap<string, CaseRecord>;

/** What was collected for one combination of a rule's records. */
export interface Collected {
  /** Null where it is undecided. */
  readonly value: Scalar | null;
  /** The combinations it rests on; empty where it is undecided. */
  readonly taken: readonly Bound[];
}

/** A rule, or a collection, that walks over lists within lists is asked about their product. */
export const MAX_COMBINATIONS = 5_000;

/**
 * Works a collection out.
 * @param frame of the combination of the rule's records
 * @throws SluiceError AUDIT_INVALID where it walks over more combinations than a case may take
 */
export function collectRecords(
  collection: RuleCollection,
  bound: Bound,
  frame: Frame,
  errors: ErrorPaths,
): Collected {
  const taken: Bound[] = [];
  const values: Scalar[] = [];
  let walked = 0;
  let undecided = 0;
  const visit = (index: number, here: Bound): void => {
    const step = collection.steps[index];
    if (step === undefined) {
      const fits = fitsAt(collection, here, frame, errors);
      if (fits === false) return;
      const inner = frameWith(frame, here, errors);
      const value = fits === null || collection.of === null ? fits : collection.of.evaluate(inner);
      if (value === null) undecided += 1;
      else values.push(value);
      taken.push(here);
      return;
    }
    const from = here.get(step.from ?? '');
    for (const record of from === undefined ? [] : recordsAt(from, step, errors)) {
      walked += 1;
      if (walked > MAX_COMBINATIONS) throw tooMany(`collect ${collection.definition.name}`);
      visit(index + 1, new Map(here).set(step.binding, record));
    }
  };
  visit(0, bound);
  const value = undecided > 0 ? null : take(collection, values);
  // Of no records there is no least; a rule that asks for it can not be told, and rests on none of them.
  return value === null ? { value, taken: [] } : { value, taken };
}

export function tooMany(part: string): ReturnType<typeof auditInvalid> {
  return auditInvalid(part, `more than ${MAX_COMBINATIONS} combinations of records in a case`);
}

/** A frame that also reads these records. */
export function frameWith(frame: Frame, bound: Bound, errors: ErrorPaths): Frame {
  return {
    ...frame,
    read: ({ binding, fields }) => {
      const record = bound.get(binding);
      return record === undefined ? { state: 'unknown' } : valueAt(record, fields, errors);
    },
  };
}

/** Whether a combination is taken; null where that, or one of its records, is not known. */
function fitsAt(collection: RuleCollection, here: Bound, frame: Frame, errors: ErrorPaths): boolean | null {
  const fits = collection.where === null ? true : collection.where.evaluate(frameWith(frame, here, errors));
  if (fits === false) return false;
  const isKnown = collection.steps.every(({ binding }) => {
    const record = here.get(binding);
    return record !== undefined && isHeld(record);
  });
  return fits === null || !isKnown ? null : true;
}

/** Null for a sum beyond 64 bits, and for the least or greatest of none. */
export function take({ definition, of }: RuleCollection, values: readonly Scalar[]): Scalar | null {
  switch (definition.take) {
    case 'count':
      return BigInt(of === null ? values.length : new Set(values).size);
    case 'sum':
      return within64Bits(values.reduce<bigint>((sum, value) => sum + (value as bigint), 0n));
    case 'min':
      return values.reduce<Scalar | null>(
        (least, value) => (least === null || value < least ? value : least),
        null,
      );
    case 'max':
      return values.reduce<Scalar | null>(
        (most, value) => (most === null || value > most ? value : most),
        null,
      );
  }
}
