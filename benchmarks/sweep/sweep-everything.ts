import { setTimeout as sleep } from 'node:timers/promises';
import { createAuditClient, type AuditClient } from '../../hub/audits/audit-client.ts';
import type { ReadyHub } from '../../hub/launch/ready-file.ts';

/** R01 to R10, over the families on assistance, and W01, over all residents. */
export const SWEPT_AUDITS = [
  'dead-and-paid',
  'barred-vehicle',
  'two-homes',
  'company-control',
  'income-over-line',
  'double-scheme',
  'moved-away',
  'base-over-line',
  'tekun-able-to-work',
  'public-pay-in-family',
  'poverty-by-illness',
] as const;

/** The beginning of the day of the synthetic province, in China: thresholds and ages are taken as of it. */
const AS_OF = '2026-10-31T16:00:00Z';
/** As many as one application may have unfinished. */
const AT_A_TIME = 5;
const POLL_MS = 20;

export interface Swept {
  readonly runIds: readonly string[];
  /** From the first question to the end of the last run. */
  readonly seconds: number;
}

/** Runs all of them and waits for the last. @throws Error where one did not succeed */
export async function sweepEverything(hub: Pick<ReadyHub, 'url' | 'tokens'>): Promise<Swept> {
  const client = createAuditClient(hub);
  const startedAt = performance.now();
  const runIds: string[] = [];
  const waiting = new Set<string>();
  const names = [...SWEPT_AUDITS];
  while (names.length + waiting.size > 0) {
    while (waiting.size < AT_A_TIME) {
      const name = names.shift();
      if (name === undefined) break;
      const { runId } = await client.start(name, [], { mode: 'SWEEP', asOf: AS_OF });
      runIds.push(runId);
      waiting.add(runId);
    }
    for (const runId of waiting) if (await hasEnded(client, runId)) waiting.delete(runId);
    await sleep(POLL_MS);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  return { runIds, seconds };
}

async function hasEnded(client: AuditClient, runId: string): Promise<boolean> {
  const run = await client.run(runId);
  if (run === null || run.status === 'FAILED' || run.status === 'CANCELLED')
    throw new Error(
      `the run of ${run?.audit?.name ?? '?'} ended: ${run?.errorCode ?? ''} ${run?.errorDetail ?? ''}`,
    );
  const unverified = run.ruleStates.filter(({ state }) => state === 'CANNOT_VERIFY');
  if (unverified.length > 0)
    throw new Error(
      `${unverified.map(({ ruleId, missing }) => `${ruleId}: ${missing ?? ''}`).join(', ')} can not be verified`,
    );
  return run.status === 'SUCCEEDED';
}
