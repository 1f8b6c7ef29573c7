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

interface OpenCase extends CaseInForce {
  /** Whether it is of the county of the consent; null: there is no consent. */
  readonly isWhereServed: boolean | null;
}

/**
 * The case under which somebody is helped now: of several that of the county of the consent, and then the one that is due first; for
 * an adviser of those of the own region. It is not closed until the transaction ends. WHY a jobseeker of no other than the
 * consent's: its advisers read name and number, and whoever opened a case elsewhere was not chosen by the person.
 * @throws SluiceError SERVICE_CASE_MISSING
 */
export async function openCaseOf(
  { client }: ServiceWork,
  personKey: string,
  by: PartyOf<'ADVISER' | 'JOBSEEKER'>,
): Promise<CaseInForce> {
  const { rows } = await client.query<OpenCase>(
    `SELECT c.case_id AS "caseId", c.county, c.opened_by_kind AS "openedBy", c.county = consent.county AS "isWhereServed"
     FROM service.employment_case c JOIN service.case_person p USING (case_id)
       LEFT JOIN service.consent ON consent.person_key = p.person_key AND consent.withdrawn_at IS NULL
     WHERE p.person_key = $1 AND c.state = 'OPEN'
     ORDER BY "isWhereServed" DESC NULLS LAST, c.deadline NULLS LAST, c.record_id FOR SHARE OF c`,
    [personKey],
  );
  const found = rows.find(({ county, isWhereServed }) =>
    by.side === 'JOBSEEKER' ? isWhereServed === true : serves(by, county),
  );
  if (found !== undefined) return found;
  throw new SluiceError('SERVICE_CASE_MISSING', by.side === 'JOBSEEKER' ? WAY_OUT : {});
}

const WAY_OUT = {
  reason: 'no case is open in the county of the consent: registerForWork there, and an adviser confirms it',
  reasonChinese: '同意书所在区县没有在办的案件，请在该区县办理登记（registerForWork），由当地经办人确认',
};
