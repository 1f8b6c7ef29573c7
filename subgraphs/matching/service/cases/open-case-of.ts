import { SluiceError } from '../../../../errors/sluice-error.ts';
import type { ServiceWork } from '../service-work.ts';

/**
 * The case under which somebody is helped now: of several the one that is due first. It is not closed until the
 * transaction ends.
 * @throws SluiceError SERVICE_CASE_MISSING
 */
export async function openCaseOf(
  { client }: ServiceWork,
  personKey: string,
): Promise<{ readonly caseId: string; readonly county: string }> {
  const { rows } = await client.query<{ case_id: string; county: string }>(
    `SELECT c.case_id, c.county FROM service.employment_case c JOIN service.case_person p USING (case_id)
     WHERE p.person_key = $1 AND c.state = 'OPEN' ORDER BY c.deadline NULLS LAST, c.record_id LIMIT 1 FOR SHARE OF c`,
    [personKey],
  );
  const [found] = rows;
  if (found === undefined) throw new SluiceError('SERVICE_CASE_MISSING');
  return { caseId: found.case_id, county: found.county };
}
