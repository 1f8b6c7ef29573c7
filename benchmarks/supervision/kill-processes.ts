import type { RunningHub } from '../../hub/launch/start-hub.ts';

export interface Killing {
  /** One after the other, and from the beginning again. */
  readonly names: readonly string[];
  readonly everyS: number;
  readonly progress: (line: string) => void;
}

/** Kills one process of a hub after the other, as a machine does, without a word; the hub starts them again. */
export function killProcesses(
  { processes }: RunningHub,
  { names, everyS, progress }: Killing,
): { /** Ends it and answers how many were killed. */ end(): number } {
  let kills = 0;
  const timer = setInterval(() => {
    const name = names[kills % names.length] ?? '';
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
