import { SluiceError } from '../../../errors/sluice-error.ts';
import { sameDayOrMonthEnd } from '../../../identifiers/months-later.ts';
import type { PersonKey } from '../../../identifiers/person-key.ts';
import type { IsoDate } from '../market/measures.ts';
import { serves, type PartyOf } from './party.ts';
import { givenId, oneOf, optionalText } from './read-given.ts';
import { remember } from './remember.ts';
import type { ServiceWork } from './service-work.ts';

/** Somebody begins to work. */
export interface WorkStart {
  readonly referralId: string;
  readonly caseId: string;
  readonly personKey: string;
  readonly county: string;
  readonly startsOn: IsoDate;
}

/** So many months after work began somebody asks how it goes. */
const MONTHS = [1, 3, 6] as const;

export const FOLLOW_UP_OUTCOMES = ['AT_WORK', 'CHANGED', 'LEFT', 'NOT_REACHED'] as const;

export async function scheduleFollowUps(
  { client }: ServiceWork,
  { referralId, caseId, personKey, county, startsOn }: WorkStart,
): Promise<void> {
  await client.query(
    `INSERT INTO service.follow_up (referral_id, case_id, person_key, county, month, due)
     SELECT $1, $2, $3, $4, month, due FROM unnest($5::int[], $6::date[]) AS at (month, due)`,
    [
      referralId,
      caseId,
      personKey,
      county,
      MONTHS,
      MONTHS.map((month) => sameDayOrMonthEnd(startsOn, month)),
    ],
  );
}

/**
 * What an adviser heard, on the day when it is due or later: what holds after a month is not known before. Somebody who has left work is helped on under the same case, and is suggested work again; nothing else happens by itself.
 * @throws SluiceError SERVICE_UNKNOWN, SERVICE_STATE, SERVICE_INPUT_INVALID
 */
export async function recordFollowUp(
  work: ServiceWork,
  followUpId: string,
  given: { readonly outcome: string; readonly words: string },
  by: PartyOf<'ADVISER'>,
): Promise<void> {
  const { client, market, now, today } = work;
  const outcome = oneOf(FOLLOW_UP_OUTCOMES, given.outcome, 'outcome');
  const words = optionalText(given.words, 'words');
  const { rows } = await client.query<{
    case_id: string;
    person_key: string;
    county: string;
    due: IsoDate;
    outcome: string | null;
    words: string | null;
    done_by: string | null;
  }>(
    `SELECT case_id, person_key, county, due::text AS due, outcome, words, done_by
     FROM service.follow_up WHERE follow_up_id = $1 FOR UPDATE`,
    [givenId(followUpId)],
  );
  const [found] = rows;
  if (found === undefined || !serves(by, found.county)) throw new SluiceError('SERVICE_UNKNOWN');
  if (found.outcome === outcome && found.words === words && found.done_by === by.official) return;
  if (found.outcome !== null) throw new SluiceError('SERVICE_STATE', { outcome: found.outcome });
  if (today < found.due)
    throw new SluiceError('SERVICE_STATE', {
      reason: `it is due on ${found.due}`,
      reasonChinese: `回访日期为 ${found.due}，尚未到期`,
    });
  await client.query(
    'UPDATE service.follow_up SET outcome = $2, words = $3, done_at = $4, done_by = $5 WHERE follow_up_id = $1',
    [followUpId, outcome, words, now, by.official],
  );
  const { case_id: caseId, person_key: personKey, county } = found;
  if (outcome === 'LEFT') await market.setAccepted(client, personKey as PersonKey, false);
  await remember(work, { act: 'FOLLOWED_UP', by, caseId, personKey, county, to: outcome });
}
