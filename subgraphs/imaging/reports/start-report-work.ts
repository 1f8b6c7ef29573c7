import type pg from 'pg';
import { RepeatedWork } from '../../kit/repeated-work.ts';
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
 * acknowledges is handed on. All that is due lies in tables, so that it goes on where it was after a restart. WHY a round of its
 * own for each hospital: one whose archive or pager hangs would have the critical findings of all others wait for it.
 */
export function startReportWork(work: ReportWork): { stop(): Promise<void> } {
  const { pool, hospitals, everyMs = 1_000, onError } = work;
  const repetition = { everyMs, onError };
  const works = [
    ...hospitals
      .filter(({ delivery }) => delivery !== undefined)
      .map((one) => new RepeatedWork(() => deliverNext({ ...work, hospitals: [one] }), repetition)),
    ...hospitals
      .filter(({ noticeUrl }) => noticeUrl !== undefined)
      .map((one) => new RepeatedWork(() => sendNextNotice(pool, [one], new Date()), repetition)),
    new RepeatedWork(() => escalateCriticals(pool, hospitals, new Date()), repetition),
  ];
  return {
    stop: async () => {
      await Promise.all(works.map((one) => one.stop()));
    },
  };
}
