import { SluiceError } from '../../../../errors/sluice-error.ts';
import { serves, type PartyOf } from '../party.ts';
import { givenId, givenText, oneOf } from '../read-given.ts';
import { remember } from '../remember.ts';
import type { ServiceWork } from '../service-work.ts';
import { assertNoOpenReferral } from './open-referral.ts';

type CaseState = 'PROPOSED' | 'OPEN' | 'REFUSED' | 'CLOSED';

/** How help ends. `MISTAKEN`: there was no reason for the case. */
const CASE_OUTCOMES = [
  'EMPLOYED',
  'SELF_EMPLOYED',
  'WITHDRAWN',
  'MOVED',
  'DECEASED',
  'MISTAKEN',
  'OTHER',
] as const;
type CaseOutcome = (typeof CASE_OUTCOMES)[number];

/** What an adviser decides about a case. Decided again by the same in the same words, it is decided once. */
interface CaseDecision {
  readonly act: 'CASE_CONFIRMED' | 'CASE_REFUSED' | 'CASE_CLOSED';
  readonly from: CaseState;
  readonly to: CaseState;
  readonly outcome: CaseOutcome | null;
  readonly reason: string | null;
}

interface CaseRow {
  readonly state: CaseState;
  readonly person_key: string | null;
  readonly county: string;
  readonly confirmed_by: string | null;
  readonly ended_by: string | null;
  readonly outcome: CaseOutcome | null;
  readonly reason: string | null;
}

/** A named adviser takes up what was proposed. */
export async function confirmCase(work: ServiceWork, caseId: string, by: PartyOf<'ADVISER'>): Promise<void> {
  const decision = {
    act: 'CASE_CONFIRMED',
    from: 'PROPOSED',
    to: 'OPEN',
    outcome: null,
    reason: null,
  } as const;
  const found = await lockCase(work, caseId, decision, by);
  if (found === null) return;
  await work.client.query(
    `UPDATE service.employment_case SET state = 'OPEN', confirmed_at = $2, confirmed_by = $3 WHERE case_id = $1`,
    [caseId, work.now, by.official],
  );
  await note(work, caseId, found, decision, by);
}

/** A named adviser does not take it up, and says why. The same facts do not propose it again. */
export async function refuseCase(
  work: ServiceWork,
  caseId: string,
  given: string,
  by: PartyOf<'ADVISER'>,
): Promise<void> {
  const reason = givenText(given, 'reason');
  const decision = { act: 'CASE_REFUSED', from: 'PROPOSED', to: 'REFUSED', outcome: null, reason } as const;
  const found = await lockCase(work, caseId, decision, by);
  if (found !== null) await endCase(work, caseId, found, decision, by);
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
  const reason = givenText(given.reason, 'reason');
  const decision = { act: 'CASE_CLOSED', from: 'OPEN', to: 'CLOSED', outcome, reason } as const;
  const found = await lockCase(work, caseId, decision, by);
  if (found === null) return;
  await assertNoOpenReferral(work, caseId);
  await endCase(work, caseId, found, decision, by);
}

/**
 * The case, which nobody else decides until the transaction ends; null where this was decided before.
 * @throws SluiceError SERVICE_UNKNOWN, SERVICE_STATE
 */
async function lockCase(
  { client }: ServiceWork,
  caseId: string,
  { from, to, outcome, reason }: CaseDecision,
  by: PartyOf<'ADVISER'>,
): Promise<CaseRow | null> {
  const { rows } = await client.query<CaseRow>(
    `SELECT state, person_key, county, confirmed_by, ended_by, outcome, reason
     FROM service.employment_case WHERE case_id = $1 FOR UPDATE`,
    [givenId(caseId)],
  );
  const [found] = rows;
  if (found === undefined || !serves(by, found.county)) throw new SluiceError('SERVICE_UNKNOWN');
  if (found.state === from) return found;
  const decidedBy = to === 'OPEN' ? found.confirmed_by : found.ended_by;
  const isSame = found.state === to && found.outcome === outcome && found.reason === reason;
  if (isSame && decidedBy === by.official) return null;
  throw new SluiceError('SERVICE_STATE', { state: found.state });
}

async function endCase(
  work: ServiceWork,
  caseId: string,
  found: CaseRow,
  decision: CaseDecision,
  by: PartyOf<'ADVISER'>,
): Promise<void> {
  const { to, outcome, reason } = decision;
  await work.client.query(
    `UPDATE service.employment_case SET state = $2, ended_at = $3, ended_by = $4, outcome = $5, reason = $6
     WHERE case_id = $1`,
    [caseId, to, work.now, by.official, outcome, reason],
  );
  await note(work, caseId, found, decision, by);
}

async function note(
  work: ServiceWork,
  caseId: string,
  { person_key: personKey, county }: CaseRow,
  { act, from, to, reason }: CaseDecision,
  by: PartyOf<'ADVISER'>,
): Promise<void> {
  await remember(work, { act, by, caseId, personKey, county, from, to, reason });
}
