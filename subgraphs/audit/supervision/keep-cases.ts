import type pg from 'pg';
import type { CaseConclusion } from '../run/evaluate-case.ts';
import { evidenceRows, findingId, findingRow, type ReadAt } from '../store/finding-rows.ts';
import { keepEvidence } from '../store/keep-evidence.ts';
import { countOfRun, keepConclusions } from '../store/keep-page.ts';

/** What was concluded of some cases from one answer. */
export interface ReadConclusions {
  readonly conclusions: readonly CaseConclusion[];
  readonly read: ReadAt;
}

interface KeptFinding {
  readonly id: string;
  readonly ruleId: string;
  readonly outcome: 'YES' | 'CANNOT_TELL';
  readonly hash: string;
  readonly isOpen: boolean;
}

const SELECT_KEPT = `
SELECT finding_id AS id, rule_id AS "ruleId", outcome, evidence_hash AS hash, withdrawn_at IS NULL AS "isOpen"
FROM audit.finding WHERE run_id = $1 AND case_key = ANY($2)`;

const RENEW_FINDINGS = `
UPDATE audit.finding SET
  rule_version = given.rule_version, statute = given.statute, nature = given.nature, division = given.division,
  case_number = given.case_number, household_number = given.household_number, person_key = given.person_key,
  match_tier = given.match_tier, evidence_hash = given.evidence_hash, found_at = given.found_at, withdrawn_at = NULL
FROM jsonb_to_recordset($1::jsonb) AS given (
  finding_id text, rule_version int, statute text, nature text, case_number text, household_number text,
  division text, person_key text, match_tier text, evidence_hash text, found_at timestamptz
)
WHERE finding.finding_id = given.finding_id`;

const COUNT_RULES = `
UPDATE audit.run_rule SET
  finding_count = finding_count + given.findings, cannot_tell_count = cannot_tell_count + given.unsure
FROM jsonb_to_recordset($2::jsonb) AS given (rule_id text, findings bigint, unsure bigint)
WHERE run_rule.run_id = $1 AND run_rule.rule_id = given.rule_id AND run_rule.state IS DISTINCT FROM 'CANNOT_VERIFY'`;

/**
 * Makes the open findings of some cases of a standing run those that were concluded now: new ones are kept, gone ones
 * withdrawn, those that stand on changed values or came back renewed with their evidence.
 */
export async function keepCases(
  client: pg.ClientBase,
  runId: string,
  caseKeys: readonly string[],
  given: readonly ReadConclusions[],
): Promise<void> {
  const { rows } = await client.query<KeptFinding>(SELECT_KEPT, [runId, caseKeys]);
  const kept = new Map(rows.map((row) => [row.id, row]));
  const isNew = (conclusion: CaseConclusion): boolean => !kept.has(findingId(runId, conclusion));
  for (const { conclusions, read } of given) {
    const fresh = conclusions.filter(isNew);
    if (fresh.length > 0) await keepConclusions(client, runId, fresh, read);
  }
  const renewed = await renew(client, runId, given, kept);
  const concluded = new Set(
    given.flatMap(({ conclusions }) => conclusions.map((conclusion) => findingId(runId, conclusion))),
  );
  const gone = rows.filter(({ id, isOpen }) => isOpen && !concluded.has(id));
  await withdraw(client, gone);
  const back = renewed.filter(({ isOpen }) => !isOpen);
  if (gone.length + back.length > 0) await count(client, runId, gone, back);
}

/** Withdraws the open findings of cases that the latest round did not meet: they have left the population. */
export async function withdrawUnmet(client: pg.ClientBase, runId: string, round: number): Promise<void> {
  const { rows } = await client.query<{ key: string }>(
    `SELECT DISTINCT case_key AS key FROM audit.finding
     WHERE run_id = $1 AND withdrawn_at IS NULL AND NOT EXISTS (
       SELECT FROM audit.supervised_case AS met
       WHERE met.run_id = $1 AND met.case_key = finding.case_key AND met.round = $2
     )`,
    [runId, round],
  );
  await keepCases(
    client,
    runId,
    rows.map(({ key }) => key),
    [],
  );
}

/** Answers with the findings that were renewed, as they were before. */
async function renew(
  client: pg.ClientBase,
  runId: string,
  given: readonly ReadConclusions[],
  kept: ReadonlyMap<string, KeptFinding>,
): Promise<readonly KeptFinding[]> {
  const renewed: KeptFinding[] = [];
  const findings: object[] = [];
  const evidence: object[] = [];
  for (const { conclusions, read } of given) {
    for (const conclusion of conclusions) {
      const before = kept.get(findingId(runId, conclusion));
      const row = findingRow(runId, conclusion, read.fetchedAt) as { readonly evidence_hash: string };
      if (before === undefined || (before.isOpen && before.hash === row.evidence_hash)) continue;
      renewed.push(before);
      findings.push(row);
      evidence.push(...evidenceRows(runId, conclusion, read));
    }
  }
  if (renewed.length === 0) return renewed;
  await client.query('DELETE FROM audit.evidence WHERE finding_id = ANY($1)', [renewed.map(({ id }) => id)]);
  await client.query(RENEW_FINDINGS, [JSON.stringify(findings)]);
  await keepEvidence(
    client,
    evidence,
    renewed.map(({ id }) => id),
  );
  return renewed;
}

async function withdraw(client: pg.ClientBase, gone: readonly KeptFinding[]): Promise<void> {
  if (gone.length === 0) return;
  await client.query('UPDATE audit.finding SET withdrawn_at = now() WHERE finding_id = ANY($1)', [
    gone.map(({ id }) => id),
  ]);
}

async function count(
  client: pg.ClientBase,
  runId: string,
  gone: readonly KeptFinding[],
  back: readonly KeptFinding[],
): Promise<void> {
  const counts = new Map<string, { findings: number; unsure: number }>();
  const add = ({ ruleId, outcome }: KeptFinding, change: 1 | -1): void => {
    const sum = counts.get(ruleId) ?? { findings: 0, unsure: 0 };
    counts.set(ruleId, sum);
    if (outcome === 'YES') sum.findings += change;
    else sum.unsure += change;
  };
  for (const finding of gone) add(finding, -1);
  for (const finding of back) add(finding, 1);
  const rows = [...counts].map(([ruleId, sums]) => ({ rule_id: ruleId, ...sums }));
  await client.query(COUNT_RULES, [runId, JSON.stringify(rows)]);
  await countOfRun(client, runId);
}
