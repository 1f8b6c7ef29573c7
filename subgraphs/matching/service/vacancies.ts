import { SluiceError } from '../../../errors/sluice-error.ts';
import type { CreditCode } from '../../../identifiers/credit-code.ts';
import type { VacancyDraft } from '../market/keep-vacancy.ts';
import type { Vacancy } from '../market/vacancy.ts';
import type { PartyOf } from './party.ts';
import { invalidInput } from './read-given.ts';
import { endReferrals } from './referrals/end-referrals.ts';
import { heldPlaces } from './referrals/places.ts';
import { OPEN_STAGES } from './referral-edges.ts';
import { remember } from './remember.ts';
import type { ServiceWork } from './service-work.ts';

/** WHY an end: what is refused is kept, so that the employer can mend it. */
const MOST_REFUSED = 500;

/**
 * Posts a vacancy of the employer's. One that demands what is unlawful is kept as refused, with the reasons, and matched
 * with nobody.
 * @returns its id.
 * @throws SluiceError SERVICE_INPUT_INVALID
 */
export async function postVacancy(
  work: ServiceWork,
  draft: VacancyDraft,
  by: PartyOf<'EMPLOYER'>,
): Promise<string> {
  // A token names the organisation in the form in which the registry has it.
  const employer = by.employer as CreditCode;
  if ((await work.market.countRefused(work.client, employer)) >= MOST_REFUSED)
    throw invalidInput({
      en: `${MOST_REFUSED} vacancies of this employer are refused already: change or withdraw one of them`,
      zh: `本单位已有 ${MOST_REFUSED} 个岗位未予发布，请先修改或撤回`,
    });
  const vacancyId = await work.market.postVacancy(work.client, employer, draft, work.now);
  await remember(work, { act: 'VACANCY_POSTED', by, vacancyId });
  return vacancyId;
}

/**
 * Puts other terms in place of a vacancy's; the same ones again leave it as it is. There stay as many places as are taken.
 * @throws SluiceError SERVICE_UNKNOWN, SERVICE_STATE, SERVICE_INPUT_INVALID
 */
export async function changeVacancy(
  work: ServiceWork,
  vacancyId: string,
  draft: VacancyDraft,
  by: PartyOf<'EMPLOYER'>,
): Promise<void> {
  const { filled, status } = await lockOwn(work, vacancyId, by);
  if (status === 'WITHDRAWN') throw new SluiceError('SERVICE_STATE', { state: status });
  if (draft.places < filled)
    throw invalidInput({ en: 'places are fewer than are taken', zh: 'places 少于已占用的名额' });
  const held = await heldPlaces(work, vacancyId);
  if (!(await work.market.changeVacancy(work.client, vacancyId, { draft, held }, work.now))) return;
  await markChanged(work, vacancyId);
  await remember(work, { act: 'VACANCY_CHANGED', by, vacancyId });
}

/**
 * Takes a vacancy back: its open referrals end with it, and the people are told so by their stage. Taken back again, it
 * stays so.
 * @throws SluiceError SERVICE_UNKNOWN
 */
export async function withdrawVacancy(
  work: ServiceWork,
  vacancyId: string,
  by: PartyOf<'EMPLOYER'>,
): Promise<void> {
  const { status } = await lockOwn(work, vacancyId, by);
  // Of one that only expired, too: what was on its way goes on until then.
  await endReferrals(work, { column: 'vacancy_id', value: vacancyId }, by, 'VACANCY_WITHDRAWN');
  if (status === 'WITHDRAWN') return;
  await work.market.withdrawVacancy(work.client, vacancyId, work.now);
  await remember(work, { act: 'VACANCY_WITHDRAWN', by, vacancyId });
}

/** Whoever is on the way to a vacancy is told that it is not the one they agreed to; the vacancy is locked, and they with it. */
async function markChanged({ client, now }: ServiceWork, vacancyId: string): Promise<void> {
  await client.query(
    'UPDATE service.referral SET vacancy_changed_at = $2 WHERE vacancy_id = $1 AND stage = ANY ($3)',
    [vacancyId, now, OPEN_STAGES],
  );
}

/** A vacancy of another employer is told from one that does not exist by nobody. */
async function lockOwn(
  { client, market }: ServiceWork,
  vacancyId: string,
  { employer }: PartyOf<'EMPLOYER'>,
): Promise<Vacancy> {
  const vacancy = await market.lockVacancy(client, vacancyId);
  if (vacancy?.employer !== employer) throw new SluiceError('SERVICE_UNKNOWN');
  return vacancy;
}
