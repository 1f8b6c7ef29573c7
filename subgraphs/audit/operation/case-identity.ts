import { DIVISION_FIELD } from './case-kind.ts';
import type { GraphCatalogue } from './graph-catalogue.ts';

/** Which case of the population one is. */
export interface CaseIdentity {
  /** The type of the population's objects. */
  readonly caseKind: string;
  /** The key of the case: it may be a person's number, so it is kept and never served. */
  readonly caseKey: string;
  readonly caseNumber: string | null;
  readonly householdNumber: string | null;
  readonly division: string;
}

/** Which case an object of the population is, by the key of its type. */
export function caseIdentityOf(
  typeName: string,
  values: Readonly<Record<string, unknown>>,
  graph: Pick<GraphCatalogue, 'keyFieldOf'>,
): CaseIdentity {
  const keyField = graph.keyFieldOf(typeName) ?? '';
  const caseKey = textOf(values[keyField]);
  return {
    caseKind: typeName,
    caseKey,
    caseNumber: keyField === 'caseNumber' ? caseKey : null,
    householdNumber: keyField === 'householdNumber' ? caseKey : null,
    division: textOf(values[DIVISION_FIELD]),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
