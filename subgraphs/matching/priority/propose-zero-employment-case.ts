import { createHash } from 'node:crypto';
import type { IsoDate } from '../market/measures.ts';
import { remember } from '../service/remember.ts';
import type { ServiceWork } from '../service/service-work.ts';
import { workingDaysAfter } from '../service/working-days-after.ts';
import type { GroupConclusion } from './groups-of.ts';
import type { HouseholdFacts, PriorityFacts } from './priority-facts.ts';

/** Working days within which somebody of the household is to be offered work. */
const TERM = 10;

/**
 * Proposes a case for a household without work: once, and after it was refused or closed only when the facts are others.
 * An adviser confirms it; nothing is decided here.
 * @returns the case's id, or null where there is one, or these facts had theirs.
 */
export async function proposeZeroEmploymentCase(
  work: ServiceWork,
  { household, division }: PriorityFacts,
  { ruleId, evidence }: GroupConclusion,
): Promise<string | null> {
  if (!household.known || household.value === null || !division.known) return null;
  const { client, now, today, calendar } = work;
  const { householdNumber } = household.value;
  const seeking = seekingWork(household.value, today);
  const sha256 = hashOf(householdNumber, seeking);
  // Members of one household are looked at side by side.
  await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('household ' || $1, 0))`, [
    householdNumber,
  ]);
  const { rows } = await client.query<{ case_id: string }>(
    `INSERT INTO service.employment_case
       (kind, household_number, county, state, opened_at, opened_by_kind, rule_id, evidence, facts_sha256, deadline)
     SELECT 'ZERO_EMPLOYMENT', $1, $2, 'PROPOSED', $3, 'HUB', $4, $5, $6, $7
     WHERE NOT EXISTS (SELECT FROM service.employment_case
       WHERE household_number = $1 AND (state IN ('PROPOSED', 'OPEN') OR facts_sha256 = $6))
     RETURNING case_id`,
    [
      ...[householdNumber, division.value, now, ruleId, JSON.stringify(evidence), sha256],
      workingDaysAfter(today, TERM, calendar),
    ],
  );
  const caseId = rows[0]?.case_id;
  if (caseId === undefined) return null;
  await client.query(
    'INSERT INTO service.case_person (case_id, person_key, county) SELECT $1, unnest($2::text[]), $3',
    [caseId, seeking.map(({ personKey }) => personKey), division.value],
  );
  const entry = { act: 'CASE_PROPOSED', by: null, caseId, county: division.value } as const;
  await remember(work, { ...entry, to: 'PROPOSED', reason: ruleId });
  return caseId;
}

interface SeekingWork {
  readonly personKey: string;
  readonly since: IsoDate;
}

/** Those of the household who are registered as unemployed and known by number. */
function seekingWork({ members }: HouseholdFacts, today: IsoDate): readonly SeekingWork[] {
  return members
    .flatMap(({ personKey, unemployedSince }) =>
      personKey !== null &&
      unemployedSince.known &&
      unemployedSince.value !== null &&
      unemployedSince.value <= today
        ? [{ personKey, since: unemployedSince.value }]
        : [],
    )
    .toSorted((one, other) => (one.personKey < other.personKey ? -1 : 1));
}

/** Of who is without work since when: the same people without work since the same days are the same facts. */
function hashOf(householdNumber: string, seeking: readonly SeekingWork[]): string {
  return createHash('sha256')
    .update(JSON.stringify([householdNumber, seeking]))
    .digest('hex');
}
