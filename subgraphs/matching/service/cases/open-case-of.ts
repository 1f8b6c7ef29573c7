import { SluiceError } from '../../../../errors/sluice-error.ts';
import { serves, type PartyOf } from '../party.ts';
import type { ServiceWork } from '../service-work.ts';

/** A case under which somebody is helped. */
export interface CaseInForce {
  readonly caseId: string;
  readonly county: string;
  /** Whose idea it was; `ADVISER`: not the person's, nor a rule's. */
  readonly openedBy: 'HUB' | 'ADVISER' | 'JOBSEEKER';
}

/**
 * The case under which somebody is helped now: of several the one that is due first, for an adviser of those of the own region.
 * It is not closed until the transaction ends.
 * @throws SluiceError SERVICE_CASE_MISSING
 */
export async function openCaseOf(
  { client }: ServiceWork,
  personKey: string,
  by: PartyOf<'ADVISER' | 'JOBSEEKER'>,
): Promise<CaseInForce> {
  const { rows } = await client.query<CaseInForce>(
    `SELECT c.case_id AS "caseId", c.county, c.opened_by_kind AS "openedBy" FROM service.employment_case c JOIN service.case_person p USING (case_id)
     WHERE p.person_key = $1 AND c.state = 'OPEN' ORDER BY c.deadline NULLS LAST, c.record_id FOR SHARE OF c`,
    [personKey],
  );
  const found = rows.find(({ county }) => by.side === 'JOBSEEKER' || serves(by, county));
  if (found === undefined) throw new SluiceError('SERVICE_CASE_MISSING');
  return found;
}
