import { SluiceError } from '../../../../errors/sluice-error.ts';
import { serves, type PartyOf } from '../party.ts';
import { givenId, givenText, invalidInput, oneOf } from '../read-given.ts';
import { remember } from '../remember.ts';
import type { ServiceWork } from '../service-work.ts';
import { askAgency } from '../tasks/ask-agency.ts';

const MEASURE_KINDS = ['TRAINING', 'REFERRALS', 'COUNSELLING', 'PUBLIC_POST'] as const;

/** What was agreed with somebody: where to, and by what. */
export interface GivenPlan {
  readonly personKey: string;
  readonly goal: string;
  readonly measures: readonly { readonly kind: string; readonly words: string }[];
}

/** More is no plan. */
const MAX_MEASURES = 20;

/**
 * Keeps a plan for somebody of an open case; a change is a further version. Where it includes training, labour is asked
 * about the subsidy.
 * @returns the plan's id; that of the version in force, where it says the same.
 * @throws SluiceError SERVICE_UNKNOWN, SERVICE_STATE, SERVICE_INPUT_INVALID
 */
export async function setPlan(
  work: ServiceWork,
  caseId: string,
  plan: GivenPlan,
  by: PartyOf<'ADVISER'>,
): Promise<string> {
  const { client, now, today } = work;
  const { personKey } = plan;
  const { goal, measures } = readPlan(plan);
  // The case's row is what two who plan at once wait for: versions have no gap.
  const { rows: cases } = await client.query<{ state: string; county: string; member: string }>(
    `SELECT c.state, c.county, p.record_id AS member FROM service.employment_case c JOIN service.case_person p USING (case_id)
     WHERE c.case_id = $1 AND p.person_key = $2 FOR UPDATE OF c`,
    [givenId(caseId), personKey],
  );
  const [found] = cases;
  if (found === undefined || !serves(by, found.county)) throw new SluiceError('SERVICE_UNKNOWN');
  if (found.state !== 'OPEN') throw new SluiceError('SERVICE_STATE', { state: found.state });
  const { county } = found;
  const same = await planInForce(work, caseId, { personKey, goal, measures }, by);
  if (same !== null) return same;
  const { rows } = await client.query<{ plan_id: string; version: number }>(
    `INSERT INTO service.plan (case_id, person_key, county, version, goal, measures, made_at, made_by)
     SELECT $1, $2, $3, COALESCE(max(version), 0) + 1, $4, $5, $6, $7 FROM service.plan
     WHERE case_id = $1 AND person_key = $2 RETURNING plan_id, version`,
    [caseId, personKey, county, goal, JSON.stringify(measures), now, by.official],
  );
  const planId = rows[0]?.plan_id ?? '';
  await remember(work, { act: 'PLAN_SET', by, caseId, personKey, county, to: String(rows[0]?.version) });
  if (measures.some(({ kind }) => kind === 'TRAINING')) {
    const subject = `training of ${found.member}`;
    const request = {
      kind: 'TRAINING_SUBSIDY',
      agency: 'labour',
      subject,
      personKey,
      county,
      caseId,
    } as const;
    await askAgency(work, { ...request, from: today }, by);
  }
  return planId;
}

/** The last version, where it says the same and is the same adviser's. */
async function planInForce(
  { client }: ServiceWork,
  caseId: string,
  { personKey, goal, measures }: GivenPlan,
  by: PartyOf<'ADVISER'>,
): Promise<string | null> {
  const { rows } = await client.query<{ plan_id: string }>(
    `SELECT plan_id FROM service.plan p WHERE case_id = $1 AND person_key = $2
       AND (goal, measures, made_by) = ($3, $4::jsonb, $5)
       AND version = (SELECT max(version) FROM service.plan WHERE case_id = $1 AND person_key = $2)`,
    [caseId, personKey, goal, JSON.stringify(measures), by.official],
  );
  return rows[0]?.plan_id ?? null;
}

function readPlan({ goal, measures }: GivenPlan): Pick<GivenPlan, 'goal' | 'measures'> {
  if (measures.length > MAX_MEASURES)
    throw invalidInput({
      en: `measures are more than ${MAX_MEASURES}`,
      zh: `measures 超过 ${MAX_MEASURES} 项`,
    });
  return {
    goal: givenText(goal, 'goal'),
    measures: measures.map(({ kind, words }) => ({
      kind: oneOf(MEASURE_KINDS, kind, 'kind'),
      words: givenText(words, 'words'),
    })),
  };
}
