/** A job that waits, as far as its turn depends on it; times in milliseconds since 1970. */
export interface WaitingJob {
  readonly id: string;
  readonly priority: 'CRITICAL' | 'ROUTINE';
  readonly requestedAt: number;
  readonly deadlineAt: number;
}

export interface Turns {
  readonly now: number;
  /** How long a job takes, and how many are worked on at once. */
  readonly serviceMs: number;
  readonly workers: number;
  /** A job that waited as long as this is as urgent as any. */
  readonly agedAfterMs: number;
}

/**
 * Which job is next: critical ones and those that waited long, by deadline; then the others, by deadline. Unless one
 * that can still be in time would be late if it waited any longer: then the earliest deadline is next, whatever its
 * urgency, which is the order that keeps all deadlines that can be kept.
 *
 * A job that is late already holds nobody up for the sake of its deadline; it ages into urgency.
 */
export function chooseNext(waiting: readonly WaitingJob[], turns: Turns): WaitingJob | null {
  const inTime = waiting
    .filter(({ deadlineAt }) => deadlineAt >= turns.now + turns.serviceMs)
    .sort(byDeadline);
  const pressed = inTime.some(
    ({ deadlineAt }, before) => deadlineAt < turns.now + finishes(before + 1, turns),
  );
  if (pressed) return inTime[0] ?? null;
  const urgent = waiting.filter(
    (job) => job.priority === 'CRITICAL' || turns.now - job.requestedAt >= turns.agedAfterMs,
  );
  return [...(urgent.length > 0 ? urgent : waiting)].sort(byDeadline)[0] ?? null;
}

/** After how long a job is done before which so many others are taken; the other workers are at something already. */
function finishes(before: number, { serviceMs, workers }: Turns): number {
  return (Math.floor(before / workers) + (workers > 1 ? 2 : 1)) * serviceMs;
}

function byDeadline(left: WaitingJob, right: WaitingJob): number {
  return left.deadlineAt - right.deadlineAt || (left.id < right.id ? -1 : 1);
}
