import type pg from 'pg';
import { readPassword } from '../../secrets/read-secret-file.ts';
import type { ReadyHub } from '../launch/ready-file.ts';
import { AUDIT_ROLE, HUB_DATABASE, OWNER_ROLE, TRUTH_DATABASE } from '../postgres/databases.ts';
import { rolePasswordFile } from '../postgres/ensure-databases.ts';
import { withClient } from '../postgres/with-client.ts';
import { stateDirectory } from '../state/state-directory.ts';
import type { FoundCase, PlantedCase } from './truth-report.ts';

/** The planted kind that an audit of this name looks for: `dead-and-paid` is `DEAD_AND_PAID`. */
function plantedKind(auditName: string): string {
  return auditName.replaceAll('-', '_').toUpperCase();
}

export interface RunBesideTruth {
  readonly auditName: string;
  readonly ruleIds: readonly string[];
  readonly found: readonly FoundCase[];
  readonly planted: readonly PlantedCase[];
}

/**
 * A run's conclusions beside what was planted. It reads both databases directly, as the operator of a synthetic
 * province may: through the graph nobody sees the labels, and an auditor sees pseudonyms only.
 */
export async function readRunBesideTruth(
  hub: ReadyHub,
  statePath: string,
  runId: string,
): Promise<RunBesideTruth> {
  const { auditName, ruleIds, found } = await withDatabase(
    hub,
    statePath,
    HUB_DATABASE,
    AUDIT_ROLE,
    (client) => readRun(client, runId),
  );
  const planted = await withDatabase(hub, statePath, TRUTH_DATABASE, OWNER_ROLE, (client) =>
    readPlanted(client, plantedKind(auditName)),
  );
  return { auditName, ruleIds, found, planted };
}

/** The day on which the synthetic province is looked at: everything in it lies before. */
export async function readProvinceDay(hub: ReadyHub, statePath: string): Promise<string> {
  return withDatabase(hub, statePath, TRUTH_DATABASE, OWNER_ROLE, async (client) => {
    const { rows } = await client.query<{ today: string }>('SELECT today::text FROM province');
    const [row] = rows;
    if (row === undefined) throw new Error('the province was not loaded to the end');
    return row.today;
  });
}

/** A label names every case that it shows in, of whatever population; the keys of different ones are never the same. */
async function readPlanted(client: pg.Client, kind: string): Promise<readonly PlantedCase[]> {
  const { rows } = await client.query<PlantedCase>(
    `SELECT case_id AS "caseId", exempt, exemption, person_key AS "personKey",
       array_remove(ARRAY[case_number, household_number, person_key, detail ->> 'second_case'], NULL)
         || ARRAY(SELECT jsonb_array_elements_text(coalesce(detail -> 'case_numbers', '[]'))) AS "caseKeys"
     FROM planted_case WHERE kind = $1`,
    [kind],
  );
  return rows;
}

interface RunRead {
  readonly auditName: string;
  readonly ruleIds: readonly string[];
  readonly found: readonly FoundCase[];
}

async function readRun(client: pg.Client, runId: string): Promise<RunRead> {
  const { rows: runs } = await client.query<{
    auditName: string;
    rules: readonly { readonly id: string; readonly about: string }[];
    status: string;
  }>(
    `SELECT run.audit_name AS "auditName", run.status, saved.definition -> 'rules' AS rules
     FROM audit.run JOIN audit.saved_audit_version AS saved
       ON saved.name = run.audit_name AND saved.version = run.audit_version
     WHERE run.run_id = $1`,
    [runId],
  );
  const [run] = runs;
  if (run === undefined) throw new Error(`there is no run \`${runId}\``);
  if (run.status !== 'SUCCEEDED')
    throw new Error(`the run is ${run.status}: only a whole one can be compared`);
  const aboutCase = new Set(run.rules.filter(({ about }) => isAboutCase(about)).map(({ id }) => id));
  const { rows: found } = await client.query<FoundCase>(
    `SELECT rule_id AS "ruleId", outcome, person_key AS "personKey", case_key AS "caseKey"
     FROM audit.finding WHERE run_id = $1`,
    [runId],
  );
  return {
    auditName: run.auditName,
    ruleIds: run.rules.map(({ id }) => id),
    found: found.map((one) => (aboutCase.has(one.ruleId) ? { ...one, personKey: null } : one)),
  };
}

/** Whoever stands for a whole case, its head or the official who decided it, is not whom a label is about. */
function isAboutCase(about: string): boolean {
  return about.includes('.') && !about.endsWith('.person');
}

/** One question to a database of the hub, as its operator may ask it. */
export async function askDatabase<T extends pg.QueryResultRow>(
  where: {
    readonly hub: ReadyHub;
    readonly statePath: string;
    readonly database: string;
    readonly role: string;
  },
  sql: string,
  values: readonly unknown[] = [],
): Promise<readonly T[]> {
  const { hub, statePath, database, role } = where;
  return withDatabase(
    hub,
    statePath,
    database,
    role,
    async (client) => (await client.query<T>(sql, [...values])).rows,
  );
}

function withDatabase<T>(
  hub: ReadyHub,
  statePath: string,
  database: string,
  user: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const password = readPassword(rolePasswordFile(stateDirectory(statePath).keys, user));
  return withClient({ ...hub.postgres, database: hub.databases[database] ?? database, user, password }, work);
}
