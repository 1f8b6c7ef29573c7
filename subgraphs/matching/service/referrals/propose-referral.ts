import { SluiceError } from '../../../../errors/sluice-error.ts';
import { openCaseOf } from '../cases/open-case-of.ts';
import { assertServedBy, holdConsent } from '../consents/consent-in-force.ts';
import { signatureOf, type Party, type PartyOf } from '../party.ts';
import { optionalText } from '../read-given.ts';
import type { ServiceWork } from '../service-work.ts';
import { addToHistory, enterStage } from './enter-stage.ts';
import { assertPlace, lockVacancy } from './places.ts';
import { lockReferral } from './referral-row.ts';

export interface ReferralProposal {
  /** Of an adviser: for whom. A jobseeker proposes for themselves. */
  readonly personKey: string;
  readonly vacancyId: string;
  /** Why these two; may be empty. */
  readonly words: string;
}

/**
 * Proposes somebody for a vacancy, under their open case. Who proposes himself has agreed with it.
 * @returns the referral's id; that of the same proposal made before, where the party asks again.
 * @throws SluiceError SERVICE_CONSENT_MISSING, SERVICE_CASE_MISSING, SERVICE_NOT_YOURS, SERVICE_UNKNOWN, VACANCY_CLOSED, PLACE_TAKEN,
 *   SERVICE_REPEATED, SERVICE_INPUT_INVALID
 */
export async function proposeReferral(
  work: ServiceWork,
  proposal: ReferralProposal,
  by: PartyOf<'ADVISER' | 'JOBSEEKER'>,
): Promise<string> {
  const { client, now, today } = work;
  const { personKey, vacancyId } = proposal;
  const words = optionalText(proposal.words, 'words');
  // Whether somebody consents is told to no adviser who has no case of theirs.
  if (by.side === 'JOBSEEKER') await holdConsent(work, personKey);
  const employmentCase = await openCaseOf(work, personKey, by);
  if (by.side === 'ADVISER') {
    await holdConsent(work, personKey);
    await assertServedBy(work, personKey, by);
  }
  // What was refused is shown to no jobseeker: it is as if it were not there.
  if (by.side === 'JOBSEEKER' && !(await work.market.isShown(client, 'VACANCY', vacancyId)))
    throw new SluiceError('SERVICE_UNKNOWN');
  const vacancy = await lockVacancy(work, vacancyId);
  assertPlace(vacancy, today);
  const { rows } = await client.query<{ referral_id: string }>(
    `INSERT INTO service.referral
       (case_id, person_key, county, vacancy_id, employer, stage, reached, stage_at, words, proposed_at)
     VALUES ($1, $2, $3, $4, $5, 'PROPOSED', 'PROPOSED', $6, $7, $6)
     ON CONFLICT (person_key, vacancy_id) WHERE stage NOT IN ('DECLINED', 'WITHDRAWN', 'LAPSED') DO NOTHING
     RETURNING referral_id`,
    [employmentCase.caseId, personKey, employmentCase.county, vacancyId, vacancy.employer, now, words],
  );
  const [made] = rows;
  if (made === undefined) return proposedBefore(work, proposal, by, words);
  const referral = await lockReferral(work, made.referral_id);
  await addToHistory(work, referral, null, { act: 'propose', to: 'PROPOSED', by, cause: null, words });
  if (by.side === 'JOBSEEKER')
    await enterStage(work, referral, { act: 'agree', to: 'AGREED', by, cause: null, words: '' });
  return made.referral_id;
}

const PROPOSED_BY_ADVISER = {
  reason: 'an adviser has proposed this already: agreeToReferral goes on with it',
  reasonChinese: '经办人已推荐该岗位，请用 agreeToReferral 表示同意',
};

/** The referral that is there already, where it was proposed by the same party in the same words. */
async function proposedBefore(
  { client }: ServiceWork,
  { personKey, vacancyId }: ReferralProposal,
  by: Party,
  words: string,
): Promise<string> {
  const { byKind, by: official } = signatureOf(by);
  const { rows } = await client.query<{ referral_id: string; stage: string; is_asked_again: boolean }>(
    `SELECT r.referral_id, r.stage,
       (h.by_kind, h.words) = ($3, $4) AND h.by IS NOT DISTINCT FROM $5 AS is_asked_again
     FROM service.referral r JOIN service.stage_history h USING (referral_id)
     WHERE r.person_key = $1 AND r.vacancy_id = $2 AND r.stage NOT IN ('DECLINED', 'WITHDRAWN', 'LAPSED')
       AND h.act = 'propose'`,
    [personKey, vacancyId, byKind, words, official],
  );
  const [before] = rows;
  if (before?.is_asked_again === true) return before.referral_id;
  throw new SluiceError('SERVICE_REPEATED', {
    state: before?.stage ?? '',
    ...(by.side === 'JOBSEEKER' && before?.stage === 'PROPOSED' ? PROPOSED_BY_ADVISER : {}),
  });
}
