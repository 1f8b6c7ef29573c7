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
  const planted = await withDatabase(hub, statePath, TRUTH_DATABASE, OWNER_ROLE, async (client) => {
    const { rows } = await client.query<PlantedCase>(
      `SELECT case_id AS "caseId", exempt, exemption, person_key AS "personKey", case_number AS "caseNumber"
       FROM planted_case WHERE kind = $1 AND case_number IS NOT NULL AND person_key IS NOT NULL`,
      [plantedKind(auditName)],
    );
    return rows;
  });
  if (planted.length === 0) throw new Error(`nothing was planted for \`${auditName}\``);
  return { auditName, ruleIds, found, planted };
}

async function readRun(
  client: pg.Client,
  runId: string,
): Promise<{
  readonly auditName: string;
  readonly ruleIds: readonly string[];
  readonly found: readonly FoundCase[];
}> {
  const { rows: runs } = await client.query<{
    auditName: string;
    ruleIds: readonly string[];
    status: string;
  }>(
    `SELECT run.audit_name AS "auditName", run.status,
       ARRAY(SELECT rule ->> 'id' FROM jsonb_array_elements(saved.definition -> 'rules') AS rule) AS "ruleIds"
     FROM audit.run JOIN audit.saved_audit_version AS saved
       ON saved.name = run.audit_name AND saved.version = run.audit_version
     WHERE run.run_id = $1`,
    [runId],
  );
  const [run] = runs;
  if (run === undefined) throw new Error(`there is no run \`${runId}\``);
  if (run.status !== 'SUCCEEDED')
    throw new Error(`the run is ${run.status}: only a whole one can be compared`);
  const { rows: found } = await client.query<FoundCase>(
    `SELECT rule_id AS "ruleId", outcome, person_key AS "personKey", case_number AS "caseNumber"
     FROM audit.finding WHERE run_id = $1`,
    [runId],
  );
  return { ...run, found };
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
