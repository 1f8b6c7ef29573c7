import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { escalateCriticals } from './critical/escalate-criticals.ts';
import { sendNextNotice } from './critical/send-notices.ts';
import { deliverNext } from './delivery/deliver-reports.ts';
import type { ReportingHospital } from './reporting-hospital.ts';

export interface ReportWork {
  readonly pool: pg.Pool;
  readonly hospitals: readonly ReportingHospital[];
  /** As whom the hub calls at the hospitals' archives. */
  readonly aeTitle: string;
  /** How often it is looked whether there is anything to do. */
  readonly everyMs?: number;
  readonly onError: (error: unknown) => void;
}

/**
 * What reports need without anybody asking: they go to the hospitals' archives, notices are posted, and what nobody
 * acknowledges is handed on. All that is due lies in tables, so that it goes on where it was after a restart.
 */
export function startReportWork(work: ReportWork): { stop(): Promise<void> } {
  const { pool, hospitals } = work;
  const stopping = new AbortController();
  const loops = [
    repeat(work, stopping.signal, () => deliverNext(work)),
    repeat(work, stopping.signal, () => sendNextNotice(pool, hospitals, new Date())),
    repeat(work, stopping.signal, async () => {
      await escalateCriticals(pool, hospitals, new Date());
      return false;
    }),
  ];
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

/** Does one thing after the other while there is something, and waits where there is nothing. */
async function repeat(
  { everyMs = 1_000, onError }: ReportWork,
  stopping: AbortSignal,
  next: () => Promise<boolean>,
): Promise<void> {
  while (!stopping.aborted) {
    const wasAny = await next().catch((error: unknown) => {
      onError(error);
      return false;
    });
    if (!wasAny) await sleep(everyMs, undefined, { signal: stopping }).catch(() => undefined);
  }
}
