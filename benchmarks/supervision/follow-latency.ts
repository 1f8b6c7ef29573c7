import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { MadeChanges } from './make-changes.ts';

export interface Latency {
  /** Findings and withdrawals whose time was taken. */
  readonly timed: number;
  /** From the commit at the agency to the finding, or its withdrawal, being there for others to read. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Cars without a finding, and cars struck off that still have one. */
  readonly lost: number;
  /** Cars with more findings than one in a run. */
  readonly doubled: number;
}

interface SeenFinding {
  readonly id: string;
  readonly recordKey: string;
  readonly withdrawn: boolean;
}

const LOOK_EVERY_MS = 20;
const SETTLED_MS = 3_000;
const AT_MOST_MS = 180_000;

/** Looks at the findings of standing runs over and over and notes when each was first seen, and first seen withdrawn. */
export function followLatency(
  audits: pg.Client,
  runIds: readonly string[],
): { end(made: MadeChanges): Promise<Latency> } {
  const found = new Map<string, number>();
  const withdrawn = new Map<string, number>();
  let lastNews = Date.now();
  const over = new AbortController();
  const look = async (): Promise<void> => {
    const seen = await openAndGone(audits, runIds);
    const now = Date.now();
    for (const { recordKey, withdrawn: isGone } of seen) {
      const times = isGone ? withdrawn : found;
      if (times.has(recordKey)) continue;
      times.set(recordKey, now);
      lastNews = now;
    }
  };
  const looking = (async () => {
    while (!isOver(over.signal)) {
      await look();
      await sleep(LOOK_EVERY_MS);
    }
  })();
  return {
    end: async (made) => {
      const deadline = Date.now() + AT_MOST_MS;
      while (Date.now() < deadline && !(await isSettled(audits, runIds, lastNews))) await sleep(200);
      over.abort();
      await looking;
      return latencyOf(made, { found, withdrawn, last: await openAndGone(audits, runIds) });
    },
  };
}

/** Asked anew each time. */
function isOver({ aborted }: AbortSignal): boolean {
  return aborted;
}

/** Everything published has had its effect, and nothing new was seen for a while. */
async function isSettled(audits: pg.Client, runIds: readonly string[], lastNews: number): Promise<boolean> {
  const { rowCount } = await audits.query(
    `SELECT FROM audit.supervision WHERE run_id = ANY($1) AND NOT is_filling
       AND position >= (SELECT last_sequence FROM stream.state)`,
    [runIds],
  );
  return rowCount === runIds.length && Date.now() - lastNews > SETTLED_MS;
}

/** The findings that rest on a car of ours: their evidence names its record. */
async function openAndGone(audits: pg.Client, runIds: readonly string[]): Promise<readonly SeenFinding[]> {
  const { rows } = await audits.query<SeenFinding>(
    `SELECT DISTINCT finding_id AS id, source_record_key AS "recordKey", withdrawn_at IS NOT NULL AS withdrawn
     FROM audit.finding JOIN audit.evidence USING (finding_id)
     WHERE run_id = ANY($1) AND outcome = 'YES' AND source_type = 'Vehicle' AND source_record_key LIKE '80%'
       AND length(source_record_key) = 9`,
    [runIds],
  );
  return rows;
}

function latencyOf(
  { cars }: MadeChanges,
  seen: {
    readonly found: ReadonlyMap<string, number>;
    readonly withdrawn: ReadonlyMap<string, number>;
    readonly last: readonly SeenFinding[];
  },
): Latency {
  const times: number[] = [];
  let lost = 0;
  let doubled = 0;
  for (const car of cars) {
    const mine = seen.last.filter(({ recordKey }) => recordKey === car.recordKey);
    const isOpen = mine.some(({ withdrawn }) => !withdrawn);
    if (isOpen !== (car.reversedAt === null)) lost += 1;
    if (mine.length > 1) doubled += 1;
    const foundAt = seen.found.get(car.recordKey);
    const goneAt = seen.withdrawn.get(car.recordKey);
    if (foundAt !== undefined) times.push(foundAt - car.committedAt);
    if (goneAt !== undefined && car.reversedAt !== null) times.push(goneAt - car.reversedAt);
  }
  times.sort((one, other) => one - other);
  const at = (share: number): number =>
    times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0;
  return { timed: times.length, p50Ms: at(0.5), p99Ms: at(0.99), lost, doubled };
}
