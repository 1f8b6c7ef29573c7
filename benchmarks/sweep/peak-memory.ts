import { readFileSync } from 'node:fs';

const SAMPLE_MS = 50;

/** The most memory that processes together held at one moment while `work` went on: resident, in MiB. */
export async function peakMemoryDuring<T>(
  pids: readonly number[],
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly peakMib: number }> {
  let peak = 0;
  const sample = (): void => {
    peak = Math.max(
      peak,
      pids.reduce((sum, pid) => sum + residentMib(pid), 0),
    );
  };
  const timer = setInterval(sample, SAMPLE_MS);
  try {
    const result = await work();
    sample();
    return { result, peakMib: Math.round(peak) };
  } finally {
    clearInterval(timer);
  }
}

function residentMib(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kib ?? 0) / 1024;
}
