import { OperationTypeNode } from 'graphql';
import { parsePersonKey } from '../../identifiers/person-key.ts';
import { isRecord } from '../is-record.ts';
import type { AllowedOperation } from '../stages/stage-types.ts';

/** How many people the values of a mutation name, each once, by their canonical keys; 0 for a query. */
export function peopleNamedByMutation({
  decided,
  variables,
}: Pick<AllowedOperation, 'decided' | 'variables'>): number {
  if (decided.read.operation.operation !== OperationTypeNode.MUTATION) return 0;
  const named = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value === 'string' && parsePersonKey(value) !== null) named.add(value);
    else if (Array.isArray(value)) value.forEach(visit);
    else if (isRecord(value)) Object.values(value).forEach(visit);
  };
  visit(variables);
  return named.size;
}
