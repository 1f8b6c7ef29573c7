import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const GOING_DOWN_MS = 30_000;

/**
 * Makes way for a new server on `data`: waits for one that is still shutting down, stops one whose launcher is gone,
 * and removes a pid file that no server stands behind (else PostgreSQL would refuse to start wherever the number has
 * gone to another process, as it does in containers). The launcher's own lock keeps two launchers apart.
 */
export async function clearFormerServer(data: string): Promise<void> {
  const deadline = Date.now() + GOING_DOWN_MS;
  let asked = false;
  for (let pid = formerPid(data); pid !== null; pid = formerPid(data)) {
    if (!serves(pid, data)) {
      rmSync(join(data, 'postmaster.pid'), { force: true });
      return;
    }
    if (Date.now() > deadline) throw new Error(`a server on \`${data}\` (process ${pid}) does not end`);
    if (!asked) process.kill(pid, 'SIGINT');
    asked = true;
    await sleep(50);
  }
}

function formerPid(data: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(join(data, 'postmaster.pid'), 'utf8'), 10);
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

/** Whether that process is a server on this very data. */
function serves(pid: number, data: string): boolean {
  try {
    const [program, ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return (program ?? '').endsWith('postgres') && args.includes(data);
  } catch {
    return false;
  }
}
