import { setTimeout as sleep } from 'node:timers/promises';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createAuditClient } from '../hub/audits/audit-client.ts';
import { numberOption } from '../hub/command.ts';
import type { ReadyHub } from '../hub/launch/ready-file.ts';
import { startHub, type RunningHub } from '../hub/launch/start-hub.ts';
import { AUDIT_ROLE, OWNER_ROLE } from '../hub/postgres/databases.ts';
import { rolePasswordFile } from '../hub/postgres/ensure-databases.ts';
import { stateDirectory } from '../hub/state/state-directory.ts';
import { readPassword } from '../secrets/read-secret-file.ts';
import type { Benchmark } from './benchmark.ts';
import { followLatency, type Latency } from './supervision/follow-latency.ts';
import { makeChanges, type MadeChanges } from './supervision/make-changes.ts';

const AUDITS = ['barred-vehicle', 'company-control'];
const KILLED = ['vehicles', 'audit', 'gateway', 'business-registry'];

/** A whole hub of its own: changes are committed at the agencies, and its own tables say when findings are there. */
export const benchmark: Benchmark = {
  summary: 'from a commit at an agency to the finding, with processes killed meanwhile',
  options: {
    rate: { type: 'string', help: 'changes a second (500)' },
    seconds: { type: 'string', help: 'how long (60)' },
    residents: { type: 'string', help: 'size of the province (20000)' },
    kill: { type: 'string', help: 'a process is killed every so many seconds (15; 0 for never)' },
  },
  async run({ values, progress }) {
    const rate = numberOption(values, 'rate', { from: 1, to: 10_000 }) ?? 500;
    const seconds = numberOption(values, 'seconds', { from: 1, to: 3_600 }) ?? 60;
    const residents = numberOption(values, 'residents', { from: 1_000, to: 10_000_000 }) ?? 20_000;
    const killEvery = numberOption(values, 'kill', { from: 0, to: 3_600 }) ?? 15;
    const state = mkdtempSync(join(tmpdir(), 'sluice-bench-supervision-'));
    let hub: RunningHub | null = null;
    try {
      hub = await startHub({ state, province: { residents, seed: 1 }, onProgress: progress });
      const measured = await measure(hub, { state, rate, seconds, killEvery, progress });
      return report(rate, seconds, measured);
    } finally {
      await hub?.stop();
      rmSync(state, { recursive: true, force: true });
    }
  },
};

interface Load {
  readonly state: string;
  readonly rate: number;
  readonly seconds: number;
  readonly killEvery: number;
  readonly progress: (line: string) => void;
}

interface Measured {
  readonly made: MadeChanges;
  readonly latency: Latency;
  readonly elapsedS: number;
  readonly kills: number;
}

async function measure(hub: RunningHub, load: Load): Promise<Measured> {
  const { progress, rate, seconds } = load;
  const connect = connector(hub.ready, load.state);
  const audits = await connect('hub', AUDIT_ROLE);
  const runIds = await supervise(hub.ready, audits);
  progress('the audits are under supervision');
  const following = followLatency(audits, runIds);
  const killing = killProcesses(hub, load);
  const startedAt = performance.now();
  const made = await makeChanges(connect, { rate, seconds, onSecond: (n) => progress(`${n} changes`) });
  const elapsedS = (performance.now() - startedAt) / 1_000;
  const kills = await killing.end();
  progress('waiting until everything has had its effect');
  const latency = await following.end(made);
  await audits.end();
  return { made, latency, elapsedS, kills };
}

type Connect = (database: string, role?: string) => Promise<pg.Client>;

function connector(ready: ReadyHub, state: string): Connect {
  return async (database, role = OWNER_ROLE) => {
    const password = readPassword(rolePasswordFile(stateDirectory(state).keys, role));
    const client = new pg.Client({ ...ready.postgres, user: role, password, database });
    await client.connect();
    return client;
  };
}

async function supervise(ready: ReadyHub, audits: pg.Client): Promise<readonly string[]> {
  const client = createAuditClient(ready);
  const runIds: string[] = [];
  for (const name of AUDITS) {
    const { superviseAudit } = await client.ask<{ superviseAudit: { runId: string } }>(
      'mutation Supervise($name: ID!) { superviseAudit(name: $name, on: true) { runId } }',
      { name },
    );
    runIds.push(superviseAudit.runId);
  }
  for (;;) {
    const { rowCount } = await audits.query(
      `SELECT FROM audit.run WHERE run_id = ANY($1) AND progress_step = 'CURRENT'`,
      [runIds],
    );
    if (rowCount === runIds.length) return runIds;
    await sleep(200);
  }
}

/** Kills one process after the other, as a machine does, without a word. */
function killProcesses(hub: RunningHub, { killEvery, progress }: Load): { end(): Promise<number> } {
  let kills = 0;
  const timer =
    killEvery === 0
      ? undefined
      : setInterval(() => {
          const name = KILLED[kills % KILLED.length] ?? '';
          const pid = hub.processes.get(name)?.pid;
          if (pid == null) return;
          process.kill(pid, 'SIGKILL');
          kills += 1;
          progress(`killed ${name}`);
        }, killEvery * 1_000);
  return {
    end: () => {
      clearInterval(timer);
      return Promise.resolve(kills);
    },
  };
}

function report(
  rate: number,
  seconds: number,
  { made, latency, elapsedS, kills }: Measured,
): Awaited<ReturnType<Benchmark['run']>> {
  const figures = {
    changes: made.changes,
    changes_per_s: Math.round(made.changes / elapsedS),
    findings_timed: latency.timed,
    p50_ms: latency.p50Ms,
    p99_ms: latency.p99Ms,
    lost: latency.lost,
    doubled: latency.doubled,
    kills,
  };
  const wrong: string[] = [];
  if (latency.lost > 0) wrong.push(`${latency.lost} changes had no effect`);
  if (latency.doubled > 0) wrong.push(`${latency.doubled} changes had their effect twice`);
  if (made.changes < 0.95 * rate * seconds) wrong.push('the changes could not be made at that rate');
  return { rows: [figures], figures, wrong };
}
