import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { CaseIdentity } from '../../operation/case-identity.ts';
import { keepControls } from '../../store/control-cases.ts';
import { countOfRun, endInSuccess, markUnverifiable } from '../../store/keep-page.ts';
import type { StoredRun } from '../../store/stored-run.ts';
import {
  EVIDENCE_COLUMNS,
  FINDING_COLUMNS,
  type RuleCounts,
  type SweepSession,
  type SweptAudit,
} from '../sweep-engine.ts';

/** What a sweep came to. */
export interface SweptRules {
  readonly population: number;
  /** By rule id. */
  readonly counts: ReadonlyMap<string, RuleCounts>;
  /** By rule id, the dataset without which it can not be verified. */
  readonly missing: ReadonlyMap<string, string>;
  /** Cases among which are all that could be kept as controls. */
  readonly offered: readonly CaseIdentity[];
}

/**
 * Writes everything that a sweep found and ends its run, in the transaction of `client`. False where the run has ended or
 * another process has kept it: then nothing is written, and whatever a sweep is ended by, nothing of it is left.
 */
export async function keepSweep(
  client: pg.ClientBase,
  { runId, seed }: Pick<StoredRun, 'runId' | 'seed'>,
  audit: SweptAudit,
  session: SweepSession,
  swept: SweptRules,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE audit.run SET pages = 1, attempts = 0, population_seen = $2
     WHERE run_id = $1 AND pages = 0 AND status = 'RUNNING'`,
    [runId, swept.population],
  );
  if (rowCount !== 1) return false;
  if (swept.counts.size > 0) {
    await copy(client, 'audit.finding', FINDING_COLUMNS, session.findings(audit));
    await copy(client, 'audit.evidence', EVIDENCE_COLUMNS, session.evidence(audit));
  }
  for (const [ruleId, { findings, cannotTell }] of swept.counts)
    await client.query(
      'UPDATE audit.run_rule SET finding_count = $3, cannot_tell_count = $4 WHERE run_id = $1 AND rule_id = $2',
      [runId, ruleId, findings, cannotTell],
    );
  for (const [ruleId, missing] of swept.missing) await markUnverifiable(client, runId, ruleId, missing);
  await keepControls(client, { runId, seed }, swept.offered);
  await countOfRun(client, runId);
  await endInSuccess(client, runId);
  return true;
}

function copy(
  client: pg.ClientBase,
  table: string,
  columns: readonly string[],
  text: AsyncIterable<Uint8Array>,
): Promise<void> {
  const stream = client.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN`));
  return pipeline(Readable.from(text), stream);
}
