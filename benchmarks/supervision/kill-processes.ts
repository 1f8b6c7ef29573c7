import type { RunningHub } from '../../hub/launch/start-hub.ts';

/** Every kind of process that a change goes through on its way to the finding. */
const KILLED = ['vehicles', 'audit', 'gateway', 'civil-affairs', 'business-registry'] as const;

/** Kills one process of a hub after the other, as a machine does, without a word; the hub starts them again. */
export function killProcesses(
  { processes }: RunningHub,
  everyS: number,
  progress: (line: string) => void,
): { /** Ends it and answers how many were killed. */ end(): number } {
  let kills = 0;
  const timer = setInterval(() => {
    const name = KILLED[kills % KILLED.length] ?? 'audit';
    const pid = processes.get(name)?.pid;
    if (pid == null) return;
    process.kill(pid, 'SIGKILL');
    kills += 1;
    progress(`killed ${name}`);
  }, everyS * 1_000);
  return {
    end: () => {
      clearInterval(timer);
      return kills;
    },
  };
}
