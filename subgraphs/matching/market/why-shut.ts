import type { Words } from '../occupations/words.ts';
import type { IsoDate } from './measures.ts';
import type { Vacancy } from './vacancy.ts';

/**
 * Why a vacancy takes nobody on a day, whatever its places; null where it does. Of one that was refused only those are told to
 * whom it is shown (`MarketBook.isShown`).
 */
export function whyShut(
  { status, openFrom, openUntil }: Pick<Vacancy, 'status' | 'openFrom' | 'openUntil'>,
  day: IsoDate,
): Words | null {
  if (status === 'REFUSED')
    return { en: 'not published, since something in it can not be', zh: '内容不合要求，未予发布' };
  // Before the next: what has run out is withdrawn as well, and not by the employer.
  if (openUntil < day) return { en: `closed after ${openUntil}`, zh: `已于${openUntil}截止` };
  if (status === 'WITHDRAWN') return { en: 'withdrawn by the employer', zh: '用人单位已撤回' };
  if (openFrom > day) return { en: `opens on ${openFrom}`, zh: `自${openFrom}起招聘` };
  return null;
}
