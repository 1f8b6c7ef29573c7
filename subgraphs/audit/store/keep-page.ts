import type pg from 'pg';
import type { CaseConclusion } from '../run/evaluate-case.ts';
import type { CaseIdentity } from '../operation/case-identity.ts';
import { keepControls } from './control-cases.ts';
import { keepEvidence } from './keep-evidence.ts';
import { evidenceRows, findingRow, type ReadAt } from './finding-rows.ts';
import type { StoredRun } from './stored-run.ts';

/** Everything concluded from one page. */
export interface PageConclusions extends ReadAt {
  /** Every case of the page. */
  readonly cases: readonly CaseIdentity[];
  readonly conclusions: readonly CaseConclusion[];
}

/** One page of a run. */
export interface EvaluatedPage extends PageConclusions {
  /** Pages that were kept before this one. */
  readonly index: number;
  /** Where the next page begins; null after the last. */
  readonly nextCursor: string | null;
}

// The stage is that of the rule in this run; a rule that can not be verified in it keeps nothing.
const INSERT_FINDINGS = `
WITH given AS (
  SELECT * FROM jsonb_to_recordset($2::jsonb) AS finding (
    finding_id text, rule_id text, rule_version int, statute text, nature text, outcome text, missing text,
    case_kind text, case_key text, case_number text, household_number text, division text, person_key text,
    match_tier text, evidence_key text, evidence_hash text, found_at timestamptz
  )
), kept AS (
  INSERT INTO audit.finding (
    finding_id, run_id, rule_id, rule_version, statute, nature, stage, outcome, missing, case_kind, case_key,
    case_number, household_number, division, person_key, match_tier, evidence_key, evidence_hash, found_at
  )
  SELECT
    finding_id, run_rule.run_id, given.rule_id, given.rule_version, statute, nature, stage, outcome, given.missing,
    case_kind, case_key, case_number, household_number, division, person_key, match_tier, evidence_key,
    evidence_hash, found_at
  FROM given JOIN audit.run_rule ON run_rule.run_id = $1 AND run_rule.rule_id = given.rule_id
  WHERE run_rule.state IS DISTINCT FROM 'CANNOT_VERIFY'
  ON CONFLICT DO NOTHING
  RETURNING finding_id, rule_id, outcome
), counted AS (
  UPDATE audit.run_rule SET
    finding_count = finding_count + (SELECT count(*) FROM kept WHERE kept.rule_id = run_rule.rule_id AND outcome = 'YES'),
    cannot_tell_count = cannot_tell_count
      + (SELECT count(*) FROM kept WHERE kept.rule_id = run_rule.rule_id AND outcome = 'CANNOT_TELL')
  WHERE run_id = $1 AND rule_id IN (SELECT rule_id FROM kept)
)
SELECT finding_id AS "findingId" FROM kept`;

/**
 * Keeps a page: its findings with their evidence, and where the next one begins. False where the run has ended or
 * another process has kept this page; then nothing is written.
 */
export async function keepPage(
  client: pg.ClientBase,
  run: Pick<StoredRun, 'runId' | 'seed' | 'listId'>,
  page: EvaluatedPage,
): Promise<boolean> {
  const { runId, listId } = run;
  const { rowCount } = await client.query(
    `UPDATE audit.run SET
       cursor = $3, pages = pages + 1, attempts = 0, population_seen = population_seen + $4,
       progress_done = population_seen + $4
     WHERE run_id = $1 AND pages = $2 AND status = 'RUNNING'`,
    [runId, page.index, page.nextCursor, page.cases.length],
  );
  if (rowCount !== 1) return false;
  if (page.conclusions.length > 0) await keepConclusions(client, runId, page.conclusions, page);
  await keepControls(client, run, page.cases);
  if (listId !== null) await markSeen(client, runId, page.cases);
  if (page.nextCursor === null) await endInSuccess(client, runId);
  return true;
}

/** Of the cases to which a list leads: those that the population holds. */
async function markSeen(client: pg.ClientBase, runId: string, cases: readonly CaseIdentity[]): Promise<void> {
  await client.query('UPDATE audit.run_list_case SET seen = true WHERE run_id = $1 AND case_key = ANY($2)', [
    runId,
    cases.map(({ caseKey }) => caseKey),
  ]);
}

/** Keeps conclusions of a run with their evidence, those that it has already left out, and counts them. */
export async function keepConclusions(
  client: pg.ClientBase,
  runId: string,
  conclusions: readonly CaseConclusion[],
  read: ReadAt,
): Promise<void> {
  const { rows } = await client.query<{ findingId: string }>(INSERT_FINDINGS, [
    runId,
    JSON.stringify(conclusions.map((conclusion) => findingRow(runId, conclusion, read.fetchedAt))),
  ]);
  await keepEvidence(
    client,
    conclusions.flatMap((conclusion) => evidenceRows(runId, conclusion, read)),
    rows.map((row) => row.findingId),
  );
  await countOfRun(client, runId);
}

/** Makes the counts of a run those of its rules. */
export async function countOfRun(client: pg.ClientBase, runId: string): Promise<void> {
  await client.query(
    `UPDATE audit.run SET (finding_count, shadow_finding_count, cannot_tell_count) = (
       SELECT
         coalesce(sum(finding_count) FILTER (WHERE stage = 'LIVE'), 0),
         coalesce(sum(finding_count) FILTER (WHERE stage = 'SHADOW'), 0),
         coalesce(sum(cannot_tell_count), 0)
       FROM audit.run_rule WHERE run_rule.run_id = run.run_id
     ) WHERE run_id = $1`,
    [runId],
  );
}

/** Ends a running run well, and with it each of its rules that could be verified. */
export async function endInSuccess(client: pg.ClientBase, runId: string): Promise<void> {
  await client.query(`UPDATE audit.run SET status = 'SUCCEEDED', finished_at = now() WHERE run_id = $1`, [
    runId,
  ]);
  await client.query(`UPDATE audit.run_rule SET state = 'COMPLETE' WHERE run_id = $1 AND state IS NULL`, [
    runId,
  ]);
}

/**
 * Says that a rule can not be verified in a run, and takes back what it had concluded in it: of a source that is down,
 * cut off or too old there is nothing to say about anybody.
 * @param missing the dataset, as `Type` of the graph
 */
export async function markUnverifiable(
  client: pg.ClientBase,
  runId: string,
  ruleId: string,
  missing: string,
): Promise<void> {
  const ofRule = 'SELECT finding_id FROM audit.finding WHERE run_id = $1 AND rule_id = $2';
  await client.query(`DELETE FROM audit.evidence WHERE finding_id IN (${ofRule})`, [runId, ruleId]);
  await client.query('DELETE FROM audit.finding WHERE run_id = $1 AND rule_id = $2', [runId, ruleId]);
  await client.query('DELETE FROM audit.control_case WHERE run_id = $1 AND rule_id = $2', [runId, ruleId]);
  await client.query(
    `UPDATE audit.run_rule SET state = 'CANNOT_VERIFY', missing = $3, finding_count = 0, cannot_tell_count = 0
     WHERE run_id = $1 AND rule_id = $2`,
    [runId, ruleId, missing],
  );
  await countOfRun(client, runId);
}
