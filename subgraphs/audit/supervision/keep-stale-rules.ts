import type pg from 'pg';
import { countOfRun } from '../store/keep-page.ts';

/**
 * Says which rules of a standing run can not be verified now, each with the dataset that is too old. What such a rule had
 * found is withdrawn: nothing adverse stands on data of which nobody knows whether it still holds. Answers whether a rule
 * can be verified again, about which everybody is to be asked anew.
 */
export async function keepStaleRules(
  client: pg.ClientBase,
  runId: string,
  stale: ReadonlyMap<string, string>,
): Promise<boolean> {
  const ids = [...stale.keys()];
  const { rowCount: back } = await client.query(
    `UPDATE audit.run_rule SET state = NULL, missing = NULL
     WHERE run_id = $1 AND state = 'CANNOT_VERIFY' AND rule_id <> ALL ($2)`,
    [runId, ids],
  );
  if (ids.length === 0) return back !== 0;
  await client.query(
    `UPDATE audit.finding SET withdrawn_at = now()
     WHERE run_id = $1 AND rule_id = ANY ($2) AND withdrawn_at IS NULL`,
    [runId, ids],
  );
  await client.query(
    `UPDATE audit.run_rule SET state = 'CANNOT_VERIFY', missing = given.missing, finding_count = 0, cannot_tell_count = 0
     FROM unnest($2::text[], $3::text[]) AS given (rule_id, missing)
     WHERE run_rule.run_id = $1 AND run_rule.rule_id = given.rule_id`,
    [runId, ids, [...stale.values()]],
  );
  await countOfRun(client, runId);
  return back !== 0;
}
