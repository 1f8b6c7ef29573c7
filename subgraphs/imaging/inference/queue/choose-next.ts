/** A job that waits, as far as its turn depends on it; times in milliseconds since 1970. */
export interface WaitingJob {
  readonly id: string;
  readonly hospital: string;
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
  /** How many of each hospital's are being worked on. */
  readonly running: ReadonlyMap<string, number>;
}

/**
 * Which job is next: critical ones and those that waited long, by deadline; then the others, by deadline. Unless one
 * that can still be in time would be late if it waited any longer: then the earliest deadline is next, whatever its
 * urgency, which is the order that keeps all deadlines that can be kept.
 *
 * A job that is late already holds nobody up for the sake of its deadline; it ages into urgency. Where not all deadlines can
 * be kept whatever is next, hospitals share what can be done: one that sends thousands at once makes its own wait, and
 * also where it calls all of them critical.
 */
export function chooseNext(waiting: readonly WaitingJob[], turns: Turns): WaitingJob | null {
  const inTime = waiting
    .filter(({ deadlineAt }) => deadlineAt >= turns.now + turns.serviceMs)
    .sort(byDeadline);
  const pressed = inTime.some(
    ({ deadlineAt }, before) => deadlineAt < turns.now + finishes(before + 1, turns),
  );
  if (pressed && !isOverloaded(inTime, turns)) return inTime[0] ?? null;
  const urgent = waiting.filter(
    (job) => job.priority === 'CRITICAL' || turns.now - job.requestedAt >= turns.agedAfterMs,
  );
  if (pressed) return fairest(inTime, urgent, turns);
  return [...(urgent.length > 0 ? urgent : waiting)].sort(byDeadline)[0] ?? null;
}

/** Whether some would be late even in the order of deadlines. */
function isOverloaded(inTime: readonly WaitingJob[], { now, serviceMs, workers }: Turns): boolean {
  return inTime.some(
    ({ deadlineAt }, before) => deadlineAt < now + (Math.floor(before / workers) + 1) * serviceMs,
  );
}

/**
 * Of urgent ones where a critical one can be in time, else of these and of all that can: that of the hospital of which the
 * fewest are worked on, then of which the fewest wait. Of one hospital's the critical ones go first, and last what is late.
 */
function fairest(
  inTime: readonly WaitingJob[],
  urgent: readonly WaitingJob[],
  { running }: Turns,
): WaitingJob | null {
  const isInTime = new Set(inTime);
  const hasCritical = inTime.some(({ priority }) => priority === 'CRITICAL');
  const among = hasCritical ? urgent : [...new Set([...inTime, ...urgent])];
  const waiting = new Map<string, number>();
  for (const { hospital } of among) waiting.set(hospital, (waiting.get(hospital) ?? 0) + 1);
  const share = ({ hospital }: WaitingJob): number => running.get(hospital) ?? 0;
  const backlog = ({ hospital }: WaitingJob): number => waiting.get(hospital) ?? 0;
  const rank = (job: WaitingJob): number => (isInTime.has(job) ? (job.priority === 'CRITICAL' ? 0 : 1) : 2);
  const [first = null] = [...among].sort(
    (left, right) =>
      share(left) - share(right) ||
      backlog(left) - backlog(right) ||
      rank(left) - rank(right) ||
      byDeadline(left, right),
  );
  return first;
}

/** After how long a job is done before which so many others are taken; the other workers are at something already. */
function finishes(before: number, { serviceMs, workers }: Turns): number {
  return (Math.floor(before / workers) + (workers > 1 ? 2 : 1)) * serviceMs;
}

function byDeadline(left: WaitingJob, right: WaitingJob): number {
  return left.deadlineAt - right.deadlineAt || (left.id < right.id ? -1 : 1);
}
