import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { numberOption } from '../hub/command.ts';
import { startHub, type RunningHub } from '../hub/launch/start-hub.ts';
import { AUDIT_ROLE, OWNER_ROLE } from '../hub/postgres/databases.ts';
import { rolePasswordFile } from '../hub/postgres/ensure-databases.ts';
import { stateDirectory } from '../hub/state/state-directory.ts';
import { readPassword } from '../secrets/read-secret-file.ts';
import type { Benchmark, BenchmarkResult } from './benchmark.ts';
import { compareEffects, type Effects } from './supervision/compare-effects.ts';
import { followFindings } from './supervision/follow-findings.ts';
import { killProcesses } from './supervision/kill-processes.ts';
import { latencyOf, stageTimes, timesToVisible, type StageTimes } from './supervision/latencies.ts';
import { NO_RECORD_YET, makeChanges, type MadeChanges } from './supervision/make-changes.ts';
import { putUnderSupervision } from './supervision/put-under-supervision.ts';
import { settled } from './supervision/settled.ts';

const AUDITS = ['barred-vehicle', 'company-control'];
/** Every kind of process that a change goes through on its way to the finding. */
const KILLED = ['vehicles', 'audit', 'gateway', 'civil-affairs', 'business-registry'];
/** A hub that was just started compiles its code yet; what is seen of these seconds is checked and not timed. */
const WARM_UP_S = 10;
/** At each agency: one commit need not wait for another's disk. */
const CONNECTIONS = 4;

/**
 * A whole hub of its own: changes are committed at three agencies at a steady rate, and its own tables say when findings
 * are there. Timed while everything runs; then, at the same rate, with one process after the other killed, when a change
 * waits for whatever is being started again. Nothing may be lost or doubled in either.
 */
export const benchmark: Benchmark = {
  summary:
    'from a commit at an agency to the finding; and that nothing is lost with processes killed meanwhile',
  options: {
    rate: { type: 'string', help: 'changes a second (500)' },
    seconds: { type: 'string', help: 'how long it is timed (60)' },
    killing: { type: 'string', help: 'how long processes are killed afterwards, in seconds (60; 0 for not)' },
    every: { type: 'string', help: 'while they are, one is killed every so many seconds (10)' },
    residents: { type: 'string', help: 'size of the province (20000)' },
  },
  async run({ values, progress }) {
    const residents = numberOption(values, 'residents', { from: 1_000, to: 10_000_000 }) ?? 20_000;
    const state = mkdtempSync(join(tmpdir(), 'sluice-bench-supervision-'));
    const load = {
      state,
      rate: numberOption(values, 'rate', { from: 1, to: 10_000 }) ?? 500,
      seconds: numberOption(values, 'seconds', { from: 1, to: 3_600 }) ?? 60,
      killingS: numberOption(values, 'killing', { from: 0, to: 3_600 }) ?? 60,
      killEveryS: numberOption(values, 'every', { from: 1, to: 3_600 }) ?? 10,
      progress,
    };
    let hub: RunningHub | null = null;
    try {
      hub = await startHub({ state, province: { residents, seed: 1 }, onProgress: progress });
      return report(load, await measure(hub, load));
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
  readonly killingS: number;
  readonly killEveryS: number;
  readonly progress: (line: string) => void;
}

interface Measured {
  readonly timed: MadeChanges;
  readonly visible: readonly number[];
  readonly stages: StageTimes;
  readonly whileKilled: { readonly kills: number; readonly visible: readonly number[] };
  readonly effects: Effects;
}

async function measure(hub: RunningHub, load: Load): Promise<Measured> {
  const { progress, rate } = load;
  const connect = connector(hub, load.state);
  const runIds = await putUnderSupervision(hub.ready, AUDITS);
  progress('the audits are under supervision');
  const audits = connect('hub', AUDIT_ROLE);
  const following = followFindings(audits, runIds);
  let lastRecord = NO_RECORD_YET;
  const change = async (seconds: number, doing: string): Promise<MadeChanges> => {
    const onProgress = (made: number): void => progress(`${doing}: ${made} changes`);
    const made = await makeChanges(connect, { rate, seconds, lastRecord, onProgress });
    lastRecord += made.cars.length;
    return made;
  };
  try {
    const before = await change(WARM_UP_S, 'warming up');
    const timed = await change(load.seconds, 'timing');
    await settled(audits, runIds, following);
    const killing = killProcesses(hub, { names: KILLED, everyS: load.killEveryS, progress });
    const killed = load.killingS === 0 ? null : await change(load.killingS, 'killing');
    const kills = killing.end();
    progress('waiting until everything has had its effect');
    await settled(audits, runIds, following);
    const { seen } = following;
    return {
      timed,
      visible: timesToVisible(timed.cars, seen),
      stages: await stageTimes(audits, timed.cars, seen),
      whileKilled: { kills, visible: timesToVisible(killed?.cars ?? [], seen) },
      effects: await compareEffects(audits, runIds, [...before.cars, ...timed.cars, ...(killed?.cars ?? [])]),
    };
  } finally {
    await following.stop();
    await audits.end();
  }
}

function connector({ ready }: RunningHub, state: string): (database: string, role?: string) => pg.Pool {
  return (database, role = OWNER_ROLE) => {
    const password = readPassword(rolePasswordFile(stateDirectory(state).keys, role));
    return new pg.Pool({ ...ready.postgres, user: role, password, database, max: CONNECTIONS });
  };
}

function report({ rate, killingS }: Load, measured: Measured): BenchmarkResult {
  const { timed, visible, stages, whileKilled, effects } = measured;
  const row = (what: string, times: readonly number[]): BenchmarkResult['rows'][number] => {
    const latency = latencyOf(times);
    return { what, timed: latency.timed, p50_ms: latency.p50Ms, p99_ms: latency.p99Ms };
  };
  const { p50Ms, p99Ms } = latencyOf(visible);
  const changesPerS = Math.round(timed.changes / timed.seconds);
  const wrong: string[] = [];
  if (effects.lost > 0) wrong.push(`${effects.lost} changes had no effect`);
  if (effects.doubled > 0) wrong.push(`${effects.doubled} changes had their effect twice`);
  if (changesPerS < 0.95 * rate) wrong.push('the changes could not be made at that rate');
  if (visible.length < timed.cars.length) wrong.push('not every finding was seen');
  return {
    rows: [
      row('commit to stream', stages.captured),
      row('stream to answer of the hub', stages.answered),
      row('answer to finding', stages.kept),
      row('commit to finding or withdrawal', visible),
      ...(killingS === 0
        ? []
        : [row(`the same, ${whileKilled.kills} processes killed`, whileKilled.visible)]),
    ],
    figures: {
      changes_per_s: changesPerS,
      p50_ms: p50Ms,
      p99_ms: p99Ms,
      lost: effects.lost,
      doubled: effects.doubled,
    },
    wrong,
  };
}
