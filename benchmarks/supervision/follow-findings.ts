import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

/** When something became visible to others, by the clock of this machine, in ms. */
export interface SeenCar {
  /** When the hub's answer that the finding rests on was there. */
  readonly answeredAt: number;
  readonly foundAt: number;
  /** Null while the finding stands. */
  withdrawnAt: number | null;
}

export interface FollowedFindings {
  /** Record of a car → when its finding was seen first. */
  readonly seen: ReadonlyMap<string, SeenCar>;
  /** When something was last seen for the first time. */
  readonly lastNewsAt: () => number;
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 25;

/** Findings that are new since, and findings that were withdrawn since, by the cars that they rest on. */
const NEWS = `
SELECT record_id::float8 AS number, source_record_key AS "recordKey",
  (extract(epoch FROM found_at) * 1000)::float8 AS "answeredAt", withdrawn_at::text AS "withdrawnAt"
FROM audit.finding CROSS JOIN LATERAL (
  SELECT source_record_key FROM audit.evidence
  WHERE evidence.finding_id = finding.finding_id AND source_type = 'Vehicle' LIMIT 1
) AS car
WHERE run_id = ANY ($1) AND outcome = 'YES' AND (record_id > $2 OR withdrawn_at >= $3)
ORDER BY withdrawn_at NULLS FIRST, record_id`;

interface News {
  readonly number: number;
  readonly recordKey: string;
  readonly answeredAt: number;
  readonly withdrawnAt: string | null;
}

/** Looks at the findings of standing runs over and over, and notes when each was first seen, and first seen withdrawn. */
export function followFindings(audits: pg.Pool, runIds: readonly string[]): FollowedFindings {
  const seen = new Map<string, SeenCar>();
  const end = new AbortController();
  let newest = 0;
  let lastWithdrawal = '-infinity';
  let lastNews = Date.now();
  const look = async (): Promise<void> => {
    const { rows } = await audits.query<News>(NEWS, [runIds, newest, lastWithdrawal]);
    const now = Date.now();
    for (const { number, recordKey, answeredAt, withdrawnAt } of rows) {
      newest = Math.max(newest, number);
      lastWithdrawal = withdrawnAt ?? lastWithdrawal;
      const known = seen.get(recordKey);
      if (known === undefined)
        seen.set(recordKey, { answeredAt, foundAt: now, withdrawnAt: withdrawnAt === null ? null : now });
      else if (withdrawnAt !== null && known.withdrawnAt === null) known.withdrawnAt = now;
      else continue;
      lastNews = now;
    }
  };
  const looking = (async () => {
    while (!isOver(end.signal)) {
      await look();
      await sleep(LOOK_EVERY_MS);
    }
  })();
  // Whoever stops it hears of what went wrong.
  looking.catch(() => undefined);
  return {
    seen,
    lastNewsAt: () => lastNews,
    stop: () => {
      end.abort();
      return looking;
    },
  };
}

/** Asked anew each time. */
function isOver({ aborted }: AbortSignal): boolean {
  return aborted;
}
