import { SluiceError } from '../../../errors/sluice-error.ts';
import type { SelectedObject } from '../operation/saved-operation.ts';
import type { BindingStep } from '../rules/binding-step.ts';
import type { CompiledAudit } from './compile-audit.ts';

/** What a list is reckoned to hold; most hold fewer. */
const RECORDS_OF_A_LIST = 5;
/** Beyond so many records for one case an audit is not saved. */
export const COST_LIMIT = 20_000;

/**
 * How many records one case of an audit is reckoned to need: those that are read, each list holding a few for each
 * record above it, and the combinations of them that each rule is asked about.
 * @throws SluiceError AUDIT_TOO_COSTLY with the estimate and the limit
 */
export function estimateCost({ operation, rules }: Pick<CompiledAudit, 'operation' | 'rules'>): number {
  const asked = rules.flatMap(({ steps, collections }) => [
    combinations(steps),
    ...collections.map((collection) => combinations([...steps, ...collection.steps])),
  ]);
  const cost = [recordsRead(operation.node), ...asked].reduce((sum, part) => sum + part, 0);
  if (cost > COST_LIMIT) throw new SluiceError('AUDIT_TOO_COSTLY', { cost, limit: COST_LIMIT });
  return cost;
}

function combinations(steps: readonly BindingStep[]): number {
  return RECORDS_OF_A_LIST ** steps.filter(({ each }) => each).length;
}

function recordsRead({ fields }: SelectedObject): number {
  let records = 1;
  for (const field of fields.values()) {
    if (field.kind === 'object') records += recordsRead(field.object);
    if (field.kind === 'list') records += RECORDS_OF_A_LIST * recordsRead(field.object);
  }
  return records;
}
