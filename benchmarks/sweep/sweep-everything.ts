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
const POLL_MS = 50;

export interface Swept {
  readonly runIds: readonly string[];
  /** From the first question to the end of the last run. */
  readonly seconds: number;
}

/** Runs all of them as one round and waits for the last. @throws Error where one did not succeed */
export async function sweepEverything(hub: Pick<ReadyHub, 'url' | 'tokens'>): Promise<Swept> {
  const client = createAuditClient(hub);
  const startedAt = performance.now();
  const { roundId, runs } = await client.startRound(SWEPT_AUDITS, [], { mode: 'SWEEP', asOf: AS_OF });
  while (!(await haveEnded(client, roundId))) await sleep(POLL_MS);
  const seconds = (performance.now() - startedAt) / 1_000;
  return { runIds: runs.map(({ runId }) => runId), seconds };
}

async function haveEnded(client: AuditClient, roundId: string): Promise<boolean> {
  const round = await client.round(roundId);
  const runs = round?.runs ?? [];
  for (const { status, audit, errorCode, errorDetail } of runs)
    if (status === 'FAILED' || status === 'CANCELLED')
      throw new Error(`the run of ${audit?.name ?? '?'} ended: ${errorCode ?? ''} ${errorDetail ?? ''}`);
  const unverified = runs
    .flatMap(({ ruleStates }) => ruleStates)
    .filter(({ state }) => state === 'CANNOT_VERIFY');
  if (unverified.length > 0)
    throw new Error(
      `${unverified.map(({ ruleId, missing }) => `${ruleId}: ${missing ?? ''}`).join(', ')} can not be verified`,
    );
  return runs.length > 0 && runs.every(({ status }) => status === 'SUCCEEDED');
}
