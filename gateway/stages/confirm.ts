import { SluiceError } from '../../errors/sluice-error.ts';
import type { LimitStore } from '../limits/create-limit-store.ts';
import type { ConfirmedResult, Exchange, RawResult, Unvouched } from './stage-types.ts';

export interface ConfirmDependencies {
  readonly limitStore: LimitStore;
  readonly now: () => Date;
}

/**
 * Whether what came back may still be given: policy may have changed while it was fetched, and only now is it known
 * how many people it is about. They are counted here, but for those of a mutation that were counted before it was done,
 * and not at all where the answer is refused.
 * @throws SluiceError POLICY_CHANGED, LIMIT_REACHED, LIMIT_UNAVAILABLE: then none of it leaves
 */
export async function confirm(
  exchange: Exchange,
  raw: RawResult,
  deps: ConfirmDependencies,
): Promise<ConfirmedResult> {
  await confirmPeople(exchange, raw, Math.max(0, raw.subjectTags.size - raw.peopleCounted), deps);
  const confirmed: Unvouched<ConfirmedResult> = { kind: 'confirmed', raw };
  return confirmed as ConfirmedResult;
}

/**
 * The same for a part of an answer that leaves bit by bit.
 * @param people how many data subjects it adds to what was confirmed before
 * @throws SluiceError POLICY_CHANGED, LIMIT_REACHED, LIMIT_UNAVAILABLE: then this part does not leave
 */
export async function confirmPeople(
  { subject }: Pick<Exchange, 'subject'>,
  admitted: Pick<RawResult, 'allowed' | 'limits'>,
  people: number,
  { limitStore, now }: ConfirmDependencies,
): Promise<void> {
  const { validUntil, purpose } = admitted.allowed.decided.scope.table;
  if (validUntil !== null && now() >= validUntil) throw new SluiceError('POLICY_CHANGED');
  const limits = admitted.limits.filter((limit) => limit.people !== null);
  if (limits.length > 0 && people > 0)
    await limitStore.addPeople({ application: subject.application, purpose }, limits, people);
}
