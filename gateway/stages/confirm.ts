import { SluiceError } from '../../errors/sluice-error.ts';
import type { LimitStore } from '../limits/create-limit-store.ts';
import type { ConfirmedResult, Exchange, RawResult, Unvouched } from './stage-types.ts';

export interface ConfirmDependencies {
  readonly limitStore: LimitStore;
  readonly now: () => Date;
}

/**
 * Whether what came back may still be given: policy may have changed while it was fetched, and only now is it known
 * how many people it is about. They are counted here, and not at all where the answer is refused.
 * @throws SluiceError POLICY_CHANGED, LIMIT_REACHED, LIMIT_UNAVAILABLE: then none of it leaves
 */
export async function confirm(
  { subject }: Exchange,
  raw: RawResult,
  { limitStore, now }: ConfirmDependencies,
): Promise<ConfirmedResult> {
  const { validUntil, purpose } = raw.allowed.decided.scope.table;
  if (validUntil !== null && now() >= validUntil) throw new SluiceError('POLICY_CHANGED');
  const limits = raw.limits.filter(({ people }) => people !== null);
  const people = raw.subjectTags.size;
  if (limits.length > 0 && people > 0)
    await limitStore.addPeople({ application: subject.application, purpose }, limits, people);
  const confirmed: Unvouched<ConfirmedResult> = { kind: 'confirmed', raw };
  return confirmed as ConfirmedResult;
}
