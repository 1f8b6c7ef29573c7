import type { TestHub } from '../../testing/test-hub.ts';
import { rowsOf } from './matching-rows.ts';
import type { Door } from './two-sides.ts';

/** Somebody of the province's own registers, with the case under which the family draws minimum living allowance. */
export interface OnDibao {
  readonly person: string;
  readonly caseNumber: string;
}

/**
 * People whose families draw minimum living allowance and who have been registered as unemployed for over a year, each of
 * another family, and alike in what else the rules of groups look at: in the countryside, between 28 and 38, without a certificate
 * of disability. The last by number come first: other tests take the first whom they find.
 */
export async function peopleOnDibao(hub: TestHub): Promise<readonly OnDibao[]> {
  const drawing = await rowsOf<{ person: string; caseNumber: string }>(
    hub,
    'civil_affairs',
    `SELECT person_key AS person, case_number AS "caseNumber"
     FROM assistance_member AS member JOIN assistance_family AS family USING (case_number)
     WHERE member.recorded_to IS NULL AND family.recorded_to IS NULL AND family.scheme = 'DIBAO'
       AND family.status = 'ACTIVE' AND family.setting = 'RURAL'
       AND person_key LIKE 'RID:%' AND substr(person_key, 11, 4)::int BETWEEN 1988 AND 1997
       AND NOT EXISTS (SELECT FROM disability_certificate WHERE disability_certificate.person_key = member.person_key)
     ORDER BY person_key DESC`,
  );
  const unemployed = await rowsOf<{ person: string }>(
    hub,
    'labour',
    `SELECT person_key AS person FROM employment_registration
     WHERE status = 'UNEMPLOYED' AND recorded_to IS NULL AND registered_on < '2025-06-01'`,
  );
  const known = new Set(unemployed.map(({ person }) => person));
  const families = Map.groupBy(
    drawing.filter(({ person }) => known.has(person)),
    ({ caseNumber }) => caseNumber,
  );
  return [...families.values()].flatMap(([first]) => first ?? []);
}

/** What the family draws, as civil affairs has it. */
export const drawnBy = (civilAffairs: Door, { caseNumber }: OnDibao): Promise<object> =>
  civilAffairs.get(
    `query ($id: ID!) { assistanceFamily(caseNumber: $id) {
       scheme class status monthlyAmount memberCount payments { payMonth approvedAmount paidAmount status } } }`,
    { id: caseNumber },
  );
