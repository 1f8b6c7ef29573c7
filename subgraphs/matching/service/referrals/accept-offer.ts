import { SluiceError } from '../../../../errors/sluice-error.ts';
import type { PersonKey } from '../../../../identifiers/person-key.ts';
import { askAfterStart } from '../tasks/ask-after-start.ts';
import { scheduleFollowUps } from '../follow-ups.ts';
import type { PartyOf } from '../party.ts';
import type { ServiceWork } from '../service-work.ts';
import { enterStage } from './enter-stage.ts';
import { assertLawfulWage, readUnbarred } from './legal-bars.ts';
import { fillPlace } from './places.ts';
import { takeUp } from './take-step.ts';

/**
 * The jobseeker takes the offer: the place is filled, follow-ups are set, nothing more is suggested, and the agencies concerned
 * are asked to look at what work changes. Nothing that anybody draws is touched here.
 * @throws SluiceError REFERRAL_BARRED, SERVICE_INPUT_INVALID (the wage) and those of `takeUp`
 */
export async function acceptOffer(
  work: ServiceWork,
  referralId: string,
  by: PartyOf<'JOBSEEKER'>,
): Promise<void> {
  const taken = await takeUp(work, referralId, { act: 'accept', by, cause: null, words: '' });
  if (taken === null) return;
  const { referral, vacancy, step } = taken;
  const { startsOn, wageFen } = await offered(work, referralId);
  // Again: the employer may have changed the vacancy since the referral, and with it what the law asks.
  await readUnbarred(work, referral, vacancy);
  assertLawfulWage(wageFen, vacancy, work.today);
  await enterStage(work, referral, step);
  await fillPlace(work, vacancy);
  const { referral_id, case_id, person_key, county } = referral;
  await work.market.setAccepted(work.client, person_key as PersonKey, true);
  const start = { referralId: referral_id, caseId: case_id, personKey: person_key, county, startsOn };
  await scheduleFollowUps(work, start);
  await askAfterStart(work, start);
}

/** At the stage of an offer the table has both. */
async function offered({ client }: ServiceWork, referralId: string) {
  const { rows } = await client.query<{ startsOn: string; wageFen: number }>(
    `SELECT to_char(starts_on, 'YYYY-MM-DD') AS "startsOn", offer_wage_fen::float8 AS "wageFen"
     FROM service.referral WHERE referral_id = $1`,
    [referralId],
  );
  const [offer] = rows;
  if (offer === undefined) throw new SluiceError('SERVICE_UNKNOWN');
  return offer;
}
