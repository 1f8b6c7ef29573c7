import type { LimitStore } from '../limits/create-limit-store.ts';
import { limitsOfPlan } from '../limits/limits-of-plan.ts';
import type { AdmittedPlan, CheckedPlan, Exchange, Unvouched } from './stage-types.ts';

/**
 * Counts the exchange under every limit that its permits carry, before any agency is asked. Costs nothing where there
 * are none.
 * @throws SluiceError LIMIT_REACHED, LIMIT_UNAVAILABLE: then nothing is fetched
 */
export async function admit<Plan extends Pick<CheckedPlan, 'allowed' | 'permits'>>(
  { subject }: Exchange,
  plan: Plan,
  limitStore: LimitStore,
): Promise<AdmittedPlan<Plan>> {
  const limits = limitsOfPlan(plan);
  const { purpose } = plan.allowed.decided.scope.table;
  if (limits.length > 0) await limitStore.reserve({ application: subject.application, purpose }, limits);
  const admitted: Unvouched<AdmittedPlan<Plan>> = { kind: 'admitted', plan, limits };
  return admitted as AdmittedPlan<Plan>;
}
