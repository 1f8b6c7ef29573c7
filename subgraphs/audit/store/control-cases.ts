import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { CaseIdentity } from '../operation/case-identity.ts';

/** How many unflagged cases of a run are kept for each rule in its shadow. */
export const CONTROLS_KEPT = 100;

/** The place of a case among those that may be kept: SHA-256 in hex of the run's seed followed by the case's key. */
export function controlRank(seed: string, caseKey: string): string {
  return createHash('sha256').update(`${seed}${caseKey}`).digest('hex');
}

/**
 * Offers cases of a run as controls. Of each rule in its shadow those of the least rank are kept that it did not flag, for
 * it was asked; the conclusions about the cases are kept before. Offered a page at a time or all at once, the same cases stay.
 */
export async function keepControls(
  client: pg.ClientBase,
  run: { readonly runId: string; readonly seed: string },
  cases: readonly CaseIdentity[],
): Promise<void> {
  if (cases.length === 0) return;
  const offered = cases.map((one) => ({
    rank: controlRank(run.seed, one.caseKey),
    case_kind: one.caseKind,
    case_key: one.caseKey,
    case_number: one.caseNumber,
    household_number: one.householdNumber,
    division: one.division,
  }));
  const keys = cases.map(({ caseKey }) => caseKey);
  await client.query(OFFER, [run.runId, JSON.stringify(offered), CONTROLS_KEPT, keys]);
  await client.query(TRIM, [run.runId, CONTROLS_KEPT]);
}

// Of each rule no more are written than may stay, and none beyond the last one of a full sample: a long run writes few.
// WHY `NOT IN`: it is hashed. Of findings written in this very transaction there are no statistics, and what is looked up
// for each case by itself was planned as if there were none: quadratic.
const OFFER = `
INSERT INTO audit.control_case (run_id, rule_id, rank, case_kind, case_key, case_number, household_number, division)
SELECT $1, rule.rule_id, chosen.*
FROM audit.run_rule AS rule
  LEFT JOIN LATERAL (
    SELECT rank FROM audit.control_case AS kept WHERE (kept.run_id, kept.rule_id) = ($1, rule.rule_id)
    ORDER BY rank OFFSET $3::int - 1 LIMIT 1
  ) AS last ON true
  CROSS JOIN LATERAL (
    SELECT * FROM jsonb_to_recordset($2::jsonb) AS offered (
      rank text, case_kind text, case_key text, case_number text, household_number text, division text
    )
    WHERE (last.rank IS NULL OR offered.rank < last.rank)
      AND (rule.rule_id, offered.case_key) NOT IN (
        SELECT rule_id, case_key FROM audit.finding WHERE run_id = $1 AND case_key = ANY ($4)
      )
    ORDER BY rank LIMIT $3::int
  ) AS chosen
WHERE rule.run_id = $1 AND stage = 'SHADOW' AND state IS DISTINCT FROM 'CANNOT_VERIFY'
ON CONFLICT DO NOTHING`;

const TRIM = `
DELETE FROM audit.control_case AS kept USING audit.run_rule AS rule, LATERAL (
  SELECT rank FROM audit.control_case WHERE (run_id, rule_id) = ($1, rule.rule_id)
  ORDER BY rank OFFSET $2::int - 1 LIMIT 1
) AS last
WHERE rule.run_id = $1 AND (kept.run_id, kept.rule_id) = ($1, rule.rule_id) AND kept.rank > last.rank`;
