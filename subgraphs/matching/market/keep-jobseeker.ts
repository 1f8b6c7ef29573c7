import type pg from 'pg';
import type { PersonKey } from '../../../identifiers/person-key.ts';
import { formerStanding, jobseekerObstacles, withStanding, type Standing } from './check-jobseeker.ts';
import {
  CONCLUSION_COLUMNS,
  JOBSEEKER_SELECTION,
  jobseekerRow,
  PROFILE_COLUMNS,
  storedJobseeker,
  type JobseekerRow,
  type StoredJobseeker,
} from './jobseeker-rows.ts';
import type { Decline, Jobseeker } from './jobseeker.ts';
import type { PriorityGroup } from './priority-group.ts';
import { isHidden } from './shown-of-profile.ts';

/** What somebody says of themselves; consent, declines and groups come by ways of their own. */
export type ProfileDraft = Omit<Jobseeker, 'personKey' | 'declined' | 'groups'>;

const COLUMNS = ['person_key', ...PROFILE_COLUMNS, ...CONCLUSION_COLUMNS].join(', ');
const INSERT = `INSERT INTO market.jobseeker (${COLUMNS})
  SELECT ${COLUMNS} FROM jsonb_populate_recordset(NULL::market.jobseeker, $1)`;
/** All but when it was said. */
const SAID = PROFILE_COLUMNS.filter((column) => column !== 'changed_at');
const SHOWN = SAID.filter((column) => !isHidden(column));
const of = (row: 'jobseeker' | 'excluded', columns: readonly string[]): string =>
  columns.map((column) => `${row}.${column}`).join(', ');
const differs = (columns: readonly string[]): string =>
  `$2 OR (${of('jobseeker', columns)}) IS DISTINCT FROM (${of('excluded', columns)})`;
const KEEP = `${INSERT} ON CONFLICT (person_key) DO UPDATE
  SET (${SAID.join(', ')}) = (${of('excluded', SAID)}),
    changed_at = CASE WHEN ${differs(SHOWN)} THEN excluded.changed_at ELSE jobseeker.changed_at END
  WHERE ${differs(SAID)}`;

/**
 * Puts a profile in place of the person's former one. Consent, declines and groups stay as they are; a new person has not
 * consented. What agencies concluded (employed, deceased) stays too, until they conclude otherwise.
 * @param isAnew whether it is recorded as of now, whatever of it differs from the former one
 * @returns whether it says anything else than the former one, or is anew
 */
export async function keepProfile(
  client: pg.ClientBase,
  personKey: PersonKey,
  profile: ProfileDraft,
  now: Date,
  isAnew = false,
): Promise<boolean> {
  const known = await readJobseeker(client, personKey, { lock: true });
  const jobseeker: Jobseeker = { ...profile, personKey, groups: [], declined: [] };
  const obstacles = jobseekerObstacles(jobseeker, formerStanding(known?.obstacles ?? []));
  const row = jobseekerRow({ jobseeker, consented: false, obstacles }, now);
  const { rowCount } = await client.query(KEEP, [JSON.stringify([row]), isAnew]);
  return rowCount === 1;
}

/** What agencies conclude of each: who is employed already or dead is matched with nothing, and it is said why. */
export async function setStandings(
  client: pg.ClientBase,
  standings: ReadonlyMap<PersonKey, Standing>,
): Promise<void> {
  const { rows } = await client.query<JobseekerRow>(
    `SELECT ${JOBSEEKER_SELECTION} FROM market.jobseeker WHERE person_key = ANY ($1) FOR UPDATE`,
    [[...standings.keys()]],
  );
  const concluded = rows.map((row) => {
    const { jobseeker, obstacles } = storedJobseeker(row);
    const former = formerStanding(obstacles);
    const standing = withStanding(former, standings.get(row.person_key) ?? former);
    return { person_key: row.person_key, obstacles: jobseekerObstacles(jobseeker, standing) };
  });
  await client.query(
    `UPDATE market.jobseeker AS kept SET obstacles = concluded.obstacles, changed_at = now()
     FROM jsonb_to_recordset($1::jsonb) AS concluded (person_key text, obstacles jsonb)
     WHERE kept.person_key = concluded.person_key AND kept.obstacles <> concluded.obstacles`,
    [JSON.stringify(concluded)],
  );
}

/** Whether work was accepted that has not ended, with which nothing more is suggested; nothing happens where there is no profile. */
export async function setAccepted(
  client: pg.ClientBase,
  personKey: PersonKey,
  accepted: boolean,
): Promise<void> {
  const known = await readJobseeker(client, personKey, { lock: true });
  if (known === null) return;
  const obstacles = jobseekerObstacles(known.jobseeker, { ...formerStanding(known.obstacles), accepted });
  await client.query(
    'UPDATE market.jobseeker SET obstacles = $2, changed_at = now() WHERE person_key = $1 AND obstacles <> $2',
    [personKey, JSON.stringify(obstacles)],
  );
}

/** Whether matching may use the profile; nothing happens where there is none. */
export async function setConsented(
  client: pg.ClientBase,
  personKey: PersonKey,
  consented: boolean,
): Promise<void> {
  await client.query(
    'UPDATE market.jobseeker SET consented = $2, changed_at = now() WHERE person_key = $1 AND consented <> $2',
    [personKey, consented],
  );
}

/** Where somebody lives now; nothing happens where there is no profile. */
export async function setCounty(
  client: pg.ClientBase,
  personKey: PersonKey,
  county: string,
  now: Date,
): Promise<void> {
  await client.query(
    'UPDATE market.jobseeker SET county = $2, changed_at = $3 WHERE person_key = $1 AND county <> $2',
    [personKey, county, now],
  );
}

/** WHY without `changed_at`: others see when a profile changed, and a no is the person’s own. */
export async function setDeclined(
  client: pg.ClientBase,
  personKey: PersonKey,
  declined: readonly Decline[],
): Promise<void> {
  await client.query('UPDATE market.jobseeker SET declined = $2 WHERE person_key = $1 AND declined <> $2', [
    personKey,
    JSON.stringify(declined),
  ]);
}

/** To which groups each counts; nothing happens where there is no profile. */
export async function setGroups(
  client: pg.ClientBase,
  groups: ReadonlyMap<PersonKey, readonly PriorityGroup[]>,
): Promise<void> {
  const concluded = Array.from(groups, ([personKey, held]) => ({ person_key: personKey, groups: held }));
  await client.query(
    `UPDATE market.jobseeker AS kept SET groups = concluded.groups, changed_at = now()
     FROM jsonb_to_recordset($1::jsonb) AS concluded (person_key text, groups text[])
     WHERE kept.person_key = concluded.person_key AND kept.groups <> concluded.groups`,
    [JSON.stringify(concluded)],
  );
}

/** One jobseeker; null where there is no profile. */
export async function readJobseeker(
  client: pg.ClientBase,
  personKey: PersonKey,
  { lock = false }: { readonly lock?: boolean } = {},
): Promise<StoredJobseeker | null> {
  const { rows } = await client.query<JobseekerRow>(
    `SELECT ${JOBSEEKER_SELECTION} FROM market.jobseeker WHERE person_key = $1${lock ? ' FOR UPDATE' : ''}`,
    [personKey],
  );
  return rows[0] === undefined ? null : storedJobseeker(rows[0]);
}

/** Keeps jobseekers as they are given. */
export async function insertJobseekers(
  client: pg.ClientBase,
  jobseekers: readonly Omit<StoredJobseeker, 'recordId'>[],
  at: Date,
): Promise<void> {
  await client.query(INSERT, [JSON.stringify(jobseekers.map((each) => jobseekerRow(each, at)))]);
}
