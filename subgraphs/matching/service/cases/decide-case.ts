import { SluiceError } from '../../../../errors/sluice-error.ts';
import { serves, type PartyOf } from '../party.ts';
import { givenId, givenText, oneOf } from '../read-given.ts';
import { OPEN_STAGES } from '../referral-edges.ts';
import { remember } from '../remember.ts';
import type { ServiceWork } from '../service-work.ts';

export const CASE_STATES = ['PROPOSED', 'OPEN', 'REFUSED', 'CLOSED'] as const;
export type CaseState = (typeof CASE_STATES)[number];

/** How help ends. `MISTAKEN`: there was no reason for the case. */
export const CASE_OUTCOMES = [
  'EMPLOYED',
  'SELF_EMPLOYED',
  'WITHDRAWN',
  'MOVED',
  'DECEASED',
  'MISTAKEN',
  'OTHER',
] as const;
export type CaseOutcome = (typeof CASE_OUTCOMES)[number];

interface CaseRow {
  readonly state: CaseState;
  readonly person_key: string | null;
  readonly county: string;
}

/** A named adviser takes up what was proposed. */
export async function confirmCase(work: ServiceWork, caseId: string, by: PartyOf<'ADVISER'>): Promise<void> {
  const found = await lockCase(work, caseId, 'PROPOSED', by);
  await work.client.query(
    `UPDATE service.employment_case SET state = 'OPEN', confirmed_at = $2, confirmed_by = $3 WHERE case_id = $1`,
    [caseId, work.now, by.official],
  );
  await note(work, { act: 'CASE_CONFIRMED', caseId, found, to: 'OPEN', by, reason: null });
}

/** A named adviser does not take it up, and says why. The same facts do not propose it again. */
export async function refuseCase(
  work: ServiceWork,
  caseId: string,
  reason: string,
  by: PartyOf<'ADVISER'>,
): Promise<void> {
  const why = givenText(reason, 'reason');
  const found = await lockCase(work, caseId, 'PROPOSED', by);
  await work.client.query(
    `UPDATE service.employment_case SET state = 'REFUSED', ended_at = $2, ended_by = $3, reason = $4
     WHERE case_id = $1`,
    [caseId, work.now, by.official, why],
  );
  await note(work, { act: 'CASE_REFUSED', caseId, found, to: 'REFUSED', by, reason: why });
}

/**
 * A named adviser ends a case. What is still on its way is ended first, each referral by itself.
 * @throws SluiceError SERVICE_STATE where a referral of it is open, and those of the others
 */
export async function closeCase(
  work: ServiceWork,
  caseId: string,
  given: { readonly outcome: string; readonly reason: string },
  by: PartyOf<'ADVISER'>,
): Promise<void> {
  const outcome = oneOf(CASE_OUTCOMES, given.outcome, 'outcome');
  const why = givenText(given.reason, 'reason');
  const found = await lockCase(work, caseId, 'OPEN', by);
  const { rowCount } = await work.client.query(
    'SELECT FROM service.referral WHERE case_id = $1 AND stage = ANY ($2) LIMIT 1',
    [caseId, OPEN_STAGES],
  );
  if (rowCount !== 0) throw new SluiceError('SERVICE_STATE', { reason: 'a referral of it is open' });
  await work.client.query(
    `UPDATE service.employment_case SET state = 'CLOSED', ended_at = $2, ended_by = $3, outcome = $4, reason = $5
     WHERE case_id = $1`,
    [caseId, work.now, by.official, outcome, why],
  );
  await note(work, { act: 'CASE_CLOSED', caseId, found, to: 'CLOSED', by, reason: why });
}

/** @throws SluiceError SERVICE_UNKNOWN, SERVICE_STATE */
async function lockCase(
  { client }: ServiceWork,
  caseId: string,
  state: CaseState,
  by: PartyOf<'ADVISER'>,
): Promise<CaseRow> {
  const { rows } = await client.query<CaseRow>(
    'SELECT state, person_key, county FROM service.employment_case WHERE case_id = $1 FOR UPDATE',
    [givenId(caseId)],
  );
  const [found] = rows;
  if (found === undefined || !serves(by, found.county)) throw new SluiceError('SERVICE_UNKNOWN');
  if (found.state !== state) throw new SluiceError('SERVICE_STATE', { state: found.state });
  return found;
}

async function note(
  work: ServiceWork,
  {
    act,
    caseId,
    found,
    to,
    by,
    reason,
  }: {
    readonly act: 'CASE_CONFIRMED' | 'CASE_REFUSED' | 'CASE_CLOSED';
    readonly caseId: string;
    readonly found: CaseRow;
    readonly to: CaseState;
    readonly by: PartyOf<'ADVISER'>;
    readonly reason: string | null;
  },
): Promise<void> {
  const { person_key: personKey, county, state: from } = found;
  await remember(work, { act, by, caseId, personKey, county, from, to, reason });
}
