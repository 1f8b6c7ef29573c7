import type { Words } from '../occupations/words.ts';
import type { IsoDate } from './measures.ts';
import type { Vacancy } from './vacancy.ts';

/**
 * Why a vacancy takes nobody on a day, whatever its places; null where it does. That it was refused is none of these: it is
 * shown to few.
 */
export function whyShut(
  { status, openFrom, openUntil }: Pick<Vacancy, 'status' | 'openFrom' | 'openUntil'>,
  day: IsoDate,
): Words | null {
  // First: what has run out is withdrawn as well, and not by the employer.
  if (openUntil < day) return { en: `closed after ${openUntil}`, zh: `已于${openUntil}截止` };
  if (status === 'WITHDRAWN') return { en: 'withdrawn by the employer', zh: '用人单位已撤回' };
  if (openFrom > day) return { en: `opens on ${openFrom}`, zh: `自${openFrom}起招聘` };
  return null;
}
