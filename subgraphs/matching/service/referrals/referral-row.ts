import { SluiceError } from '../../../../errors/sluice-error.ts';
import { serves, type Party } from '../party.ts';
import { givenId } from '../read-given.ts';
import type { ReferralStage } from '../referral-edges.ts';
import { OPEN_STAGES } from '../referral-edges.ts';
import type { ServiceWork } from '../service-work.ts';
import { seenFrom } from '../stage-disclosure.ts';

/** A referral as an act finds it. */
export interface ReferralRow {
  readonly referral_id: string;
  readonly case_id: string;
  readonly person_key: string;
  readonly county: string;
  readonly vacancy_id: string;
  readonly employer: string;
  readonly stage: ReferralStage;
  readonly reached: ReferralStage;
}

const COLUMNS = 'referral_id, case_id, person_key, county, vacancy_id, employer, stage, reached';

/**
 * The referral, if it is the party's to see. To anybody else it is as if it were not there: an employer does not learn
 * that somebody is thought of.
 * @throws SluiceError SERVICE_UNKNOWN
 */
export async function findReferral(
  { client }: ServiceWork,
  referralId: string,
  by: Party,
): Promise<ReferralRow> {
  const { rows } = await client.query<ReferralRow>(
    `SELECT ${COLUMNS} FROM service.referral WHERE referral_id = $1`,
    [givenId(referralId)],
  );
  const [referral] = rows;
  if (referral === undefined || !concerns(referral, by)) throw new SluiceError('SERVICE_UNKNOWN');
  return referral;
}

/** The referral as it is now; nobody else changes it until the transaction ends. */
export async function lockReferral({ client }: ServiceWork, referralId: string): Promise<ReferralRow> {
  const { rows } = await client.query<ReferralRow>(
    `SELECT ${COLUMNS} FROM service.referral WHERE referral_id = $1 FOR UPDATE`,
    [referralId],
  );
  const [referral] = rows;
  if (referral === undefined) throw new SluiceError('SERVICE_UNKNOWN');
  return referral;
}

function concerns({ person_key, county, employer, reached }: ReferralRow, by: Party): boolean {
  switch (by.side) {
    case 'JOBSEEKER':
      return person_key === by.personKey;
    case 'ADVISER':
      return serves(by, county);
    case 'EMPLOYER':
      return employer === by.employer && isSeen(reached);
    case 'AGENCY':
      return false;
  }
}

function isSeen(reached: ReferralStage): boolean {
  const order: readonly ReferralStage[] = [...OPEN_STAGES, 'ACCEPTED'];
  return order.indexOf(reached) >= order.indexOf(seenFrom('EMPLOYER'));
}
