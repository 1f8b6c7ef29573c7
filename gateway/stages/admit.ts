import type { LimitStore } from '../limits/create-limit-store.ts';
import { limitsOfPlan } from '../limits/limits-of-plan.ts';
import { peopleNamedByMutation } from '../operation/people-named-by-mutation.ts';
import type { AdmittedPlan, CheckedPlan, Exchange, Unvouched } from './stage-types.ts';

/**
 * Counts the exchange under every limit that its permits carry, before any agency is asked; and of a mutation the people
 * whom it names, since what it does would stay where the limit is found out afterwards. Costs nothing where there are
 * none.
 * @throws SluiceError LIMIT_REACHED, LIMIT_UNAVAILABLE: then nothing is fetched
 */
export async function admit<Plan extends Pick<CheckedPlan, 'allowed' | 'permits'>>(
  { subject }: Exchange,
  plan: Plan,
  limitStore: LimitStore,
): Promise<AdmittedPlan<Plan>> {
  const limits = limitsOfPlan(plan);
  const { purpose } = plan.allowed.decided.scope.table;
  const holder = { application: subject.application, purpose };
  if (limits.length > 0) await limitStore.reserve(holder, limits);
  const ofPeople = limits.filter(({ people }) => people !== null);
  const peopleCounted = ofPeople.length === 0 ? 0 : peopleNamedByMutation(plan.allowed);
  if (peopleCounted > 0) await limitStore.addPeople(holder, ofPeople, peopleCounted);
  const admitted: Unvouched<AdmittedPlan<Plan>> = { kind: 'admitted', plan, limits, peopleCounted };
  return admitted as AdmittedPlan<Plan>;
}
