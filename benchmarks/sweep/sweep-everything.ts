import { setTimeout as sleep } from 'node:timers/promises';
import { createAuditClient } from '../../hub/audits/audit-client.ts';
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

/** The day of the synthetic province, as of which thresholds and ages are taken. */
const AS_OF = '2026-11-01T00:00:00+08:00';
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
  const runs = await Promise.all(
    SWEPT_AUDITS.map((name) => client.start(name, [], { mode: 'SWEEP', asOf: AS_OF })),
  );
  const waiting = new Set(runs.map(({ runId }) => runId));
  while (waiting.size > 0) {
    for (const runId of waiting) {
      const state = await client.run(runId);
      if (state === null || state.status === 'FAILED' || state.status === 'CANCELLED')
        throw new Error(
          `the run of ${state?.audit?.name ?? '?'} ended ${state?.status ?? 'nowhere'}: ${state?.errorCode ?? ''}`,
        );
      if (state.status === 'SUCCEEDED') waiting.delete(runId);
    }
    await sleep(POLL_MS);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  return { runIds: runs.map(({ runId }) => runId), seconds };
}
