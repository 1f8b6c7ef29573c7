import { SluiceError } from '../../../../errors/sluice-error.ts';
import type { Vacancy } from '../../market/vacancy.ts';
import { HOLDING_STAGES } from '../referral-edges.ts';
import type { ServiceWork } from '../service-work.ts';

/**
 * The vacancy, which nobody else changes until the transaction ends.
 * @throws SluiceError SERVICE_UNKNOWN
 */
export async function lockVacancy({ client, market }: ServiceWork, vacancyId: string): Promise<Vacancy> {
  const vacancy = await market.lockVacancy(client, vacancyId);
  if (vacancy === null) throw new SluiceError('SERVICE_UNKNOWN');
  return vacancy;
}

/**
 * That somebody can be sent there today.
 * @throws SluiceError VACANCY_CLOSED, PLACE_TAKEN
 */
export function assertPlace({ status, openFrom, openUntil, filled, places }: Vacancy, today: string): void {
  const isOpen = (status === 'OPEN' || status === 'FILLED') && openFrom <= today && today <= openUntil;
  if (!isOpen) throw new SluiceError('VACANCY_CLOSED');
  if (status === 'FILLED' || filled >= places) throw new SluiceError('PLACE_TAKEN');
}

/**
 * Holds a place for somebody who is referred. Of two who want the last one, the second waits for the lock and then finds
 * it taken.
 * @throws SluiceError SERVICE_UNKNOWN, VACANCY_CLOSED, PLACE_TAKEN
 */
export async function takePlace(work: ServiceWork, vacancyId: string): Promise<void> {
  const vacancy = await lockVacancy(work, vacancyId);
  assertPlace(vacancy, work.today);
  await work.market.setFilled(work.client, vacancyId, vacancy.filled + 1, vacancy.status);
}

/** Gives a held place back. A vacancy that was withdrawn meanwhile stays so. */
export async function releasePlace(work: ServiceWork, vacancyId: string): Promise<void> {
  const vacancy = await lockVacancy(work, vacancyId);
  const status = vacancy.status === 'FILLED' ? 'OPEN' : vacancy.status;
  await work.market.setFilled(work.client, vacancyId, Math.max(0, vacancy.filled - 1), status);
}

/** Closes a vacancy the last place of which was accepted; a place that is only held may come free again. */
export async function fillPlace(work: ServiceWork, vacancyId: string): Promise<void> {
  const { filled, places, status } = await lockVacancy(work, vacancyId);
  if (status !== 'OPEN' || filled < places) return;
  const { rowCount } = await work.client.query(
    'SELECT FROM service.referral WHERE vacancy_id = $1 AND stage = ANY ($2) LIMIT 1',
    [vacancyId, HOLDING_STAGES],
  );
  if (rowCount === 0) await work.market.setFilled(work.client, vacancyId, filled, 'FILLED');
}
