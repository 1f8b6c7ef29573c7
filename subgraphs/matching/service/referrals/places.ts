import { SluiceError } from '../../../../errors/sluice-error.ts';
import type { LockedVacancy, Vacancy } from '../../market/vacancy.ts';
import { whyShut } from '../../market/why-shut.ts';
import type { Words } from '../../occupations/words.ts';
import { HOLDING_STAGES } from '../referral-edges.ts';
import type { ServiceWork } from '../service-work.ts';

/** @throws SluiceError SERVICE_UNKNOWN */
export async function lockVacancy(
  { client, market }: ServiceWork,
  vacancyId: string,
): Promise<LockedVacancy> {
  const vacancy = await market.lockVacancy(client, vacancyId);
  if (vacancy === null) throw new SluiceError('SERVICE_UNKNOWN');
  return vacancy;
}

/**
 * That somebody can be sent there today.
 * @throws SluiceError VACANCY_CLOSED (and why), PLACE_TAKEN
 */
export function assertPlace(vacancy: Vacancy, today: string): void {
  const { status, filled, places } = vacancy;
  const shut = whyShut(vacancy, today);
  if (shut !== null) throw vacancyClosed(shut);
  if (status === 'FILLED' || filled >= places) throw new SluiceError('PLACE_TAKEN');
}

/** That nobody goes on there, and why. */
export function vacancyClosed({ en, zh }: Words): SluiceError {
  return new SluiceError('VACANCY_CLOSED', { reason: en, reasonChinese: zh });
}

/**
 * Holds a place for somebody who is referred. Of two who want the last one, the second has waited for
 * the lock and finds it taken.
 * @throws SluiceError VACANCY_CLOSED, PLACE_TAKEN
 */
export async function takePlace(work: ServiceWork, vacancy: LockedVacancy): Promise<void> {
  assertPlace(vacancy, work.today);
  const held = (await heldPlaces(work, vacancy.vacancyId)) + 1;
  await work.market.setFilled(work.client, vacancy, { filled: vacancy.filled + 1, held });
}

/** Gives a place back of which the referral holds it no longer. One that was withdrawn stays so. */
export async function releasePlace(work: ServiceWork, vacancy: LockedVacancy): Promise<void> {
  const held = await heldPlaces(work, vacancy.vacancyId);
  await work.market.setFilled(work.client, vacancy, { filled: Math.max(0, vacancy.filled - 1), held });
}

/** Notes that a place is held no longer but accepted: with the last of them it is filled. */
export async function fillPlace(work: ServiceWork, vacancy: LockedVacancy): Promise<void> {
  const held = await heldPlaces(work, vacancy.vacancyId);
  await work.market.setFilled(work.client, vacancy, { filled: vacancy.filled, held });
}

/** How many places of a vacancy are held for somebody who has not accepted. */
export async function heldPlaces({ client }: ServiceWork, vacancyId: string): Promise<number> {
  const { rows } = await client.query<{ held: number }>(
    'SELECT count(*)::int AS held FROM service.referral WHERE vacancy_id = $1 AND stage = ANY ($2)',
    [vacancyId, HOLDING_STAGES],
  );
  return rows[0]?.held ?? 0;
}
