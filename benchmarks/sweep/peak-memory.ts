import { readFileSync } from 'node:fs';

const SAMPLE_MS = 50;

/** The most memory that each process held at a moment while work went on, and all of them together: resident, in MiB. */
export interface PeakMemory {
  readonly byProcess: ReadonlyMap<string, number>;
  readonly together: number;
}

/** @param processes name → process id */
export async function peakMemoryDuring<T>(
  processes: ReadonlyMap<string, number>,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly peak: PeakMemory }> {
  const byProcess = new Map<string, number>();
  let together = 0;
  const sample = (): void => {
    let sum = 0;
    for (const [name, pid] of processes) {
      const mib = residentMib(pid);
      sum += mib;
      byProcess.set(name, Math.max(byProcess.get(name) ?? 0, Math.round(mib)));
    }
    together = Math.max(together, Math.round(sum));
  };
  const timer = setInterval(sample, SAMPLE_MS);
  try {
    const result = await work();
    sample();
    return { result, peak: { byProcess, together } };
  } finally {
    clearInterval(timer);
  }
}

function residentMib(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kib ?? 0) / 1024;
}
