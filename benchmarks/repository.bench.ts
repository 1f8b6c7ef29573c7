import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { numberOption } from '../hub/command.ts';
import { startHub, type RunningHub } from '../hub/launch/start-hub.ts';
import { MATCHING_DATABASE, MATCHING_WORK_ROLE, OWNER_ROLE } from '../hub/postgres/databases.ts';
import { rolePasswordFile } from '../hub/postgres/ensure-databases.ts';
import { stateDirectory } from '../hub/state/state-directory.ts';
import { readPassword } from '../secrets/read-secret-file.ts';
import type { Benchmark } from './benchmark.ts';
import { comparePictures } from './repository/compare-pictures.ts';
import { followPictures } from './repository/follow-pictures.ts';
import { makeRegistrations, NO_RECORD_YET, type MadeChanges } from './repository/make-registrations.ts';
import { reportChanges, type Load, type Measured } from './repository/report-changes.ts';
import { settled } from './repository/settled.ts';
import { stageTimes } from './repository/stage-times.ts';
import { killProcesses } from './supervision/kill-processes.ts';

/** A hub that was just started compiles its code yet; what is seen of these seconds is checked and not timed. */
const WARM_UP_S = 10;
const CONNECTIONS = 4;
const MOST_FILL_S = 900;
const MOST_SETTLE_S = 180;
const SEEN_MS = 2_000;
/** Every kind of process that a change goes through on its way to the picture. */
const KILLED = ['labour', 'matching', 'gateway', 'household-registration', 'civil-affairs'];

/**
 * A whole hub of its own: registrations and insurance change at labour at a steady rate, and the repository's own tables
 * say when pictures show it. Timed while everything runs; then, at the same rate, with one process after the other killed.
 * Nothing may be lost or doubled in either.
 */
export const benchmark: Benchmark = {
  summary:
    'from a commit at labour to the employment picture; and that nothing is lost with processes killed',
  options: {
    rate: { type: 'string', help: 'changes a second (30)' },
    seconds: { type: 'string', help: 'how long it is timed (60)' },
    killing: { type: 'string', help: 'how long processes are killed afterwards, in seconds (60; 0 for not)' },
    every: { type: 'string', help: 'while they are, one is killed every so many seconds (10)' },
    residents: { type: 'string', help: 'size of the province (20000)' },
  },
  async run({ values, progress }) {
    const residents = numberOption(values, 'residents', { from: 1_000, to: 10_000_000 }) ?? 20_000;
    const state = mkdtempSync(join(tmpdir(), 'sluice-bench-repository-'));
    const load = {
      state,
      rate: numberOption(values, 'rate', { from: 1, to: 10_000 }) ?? 30,
      seconds: numberOption(values, 'seconds', { from: 1, to: 3_600 }) ?? 60,
      killingS: numberOption(values, 'killing', { from: 0, to: 3_600 }) ?? 60,
      killEveryS: numberOption(values, 'every', { from: 1, to: 3_600 }) ?? 10,
      progress,
    };
    let hub: RunningHub | null = null;
    try {
      hub = await startHub({ state, province: { residents, seed: 1 }, onProgress: progress });
      return reportChanges(await measure(hub, load), load);
    } finally {
      await hub?.stop();
      rmSync(state, { recursive: true, force: true });
    }
  },
};

interface WholeLoad extends Load {
  readonly state: string;
  readonly seconds: number;
  readonly killEveryS: number;
  readonly progress: (line: string) => void;
}

interface Databases {
  readonly labour: pg.Pool;
  readonly hub: pg.Pool;
  readonly matching: pg.Pool;
}

async function measure(hub: RunningHub, load: WholeLoad): Promise<Measured> {
  const databases = connect(hub, load.state);
  try {
    return await measureAt(hub, databases, load);
  } finally {
    await Promise.all(Object.values(databases).map((pool: pg.Pool) => pool.end()));
  }
}

async function measureAt(hub: RunningHub, databases: Databases, load: WholeLoad): Promise<Measured> {
  const { matching, labour } = databases;
  const { progress, rate } = load;
  progress('everybody is read once');
  const startedAt = performance.now();
  if (!(await settled({ ...databases, mostS: MOST_FILL_S }))) throw new Error('the repository does not fill');
  const fillS = (performance.now() - startedAt) / 1_000;
  const { people, newest } = await pictured(matching);
  progress(`${people.length} people have a picture`);
  const following = followPictures(matching, newest);
  let lastRecord = NO_RECORD_YET;
  const change = async (seconds: number, doing: string): Promise<MadeChanges> => {
    const onProgress = (made: number): void => progress(`${doing}: ${made} changes`);
    const made = await makeRegistrations(labour, { rate, seconds, lastRecord, people, onProgress });
    lastRecord += made.changes;
    return made;
  };
  const settle = async (): Promise<boolean> => {
    const isSettled = await settled({ ...databases, mostS: MOST_SETTLE_S });
    // What was just committed is not seen yet.
    await sleep(SEEN_MS);
    return isSettled;
  };
  try {
    const before = await change(WARM_UP_S, 'warming up');
    const timed = await change(load.seconds, 'timing');
    const isSettled = await settle();
    const killing = killProcesses(hub, { names: KILLED, everyS: load.killEveryS, progress });
    const killed = load.killingS === 0 ? null : await change(load.killingS, 'killing');
    const kills = killing.end();
    progress('waiting until everything has had its effect');
    const isSettledAgain = await settle();
    const { seen } = following;
    const all = [before, timed, ...(killed === null ? [] : [killed])].flatMap((made) => made.registrations);
    return {
      people: people.length,
      fillS,
      timed,
      visible: timesToVisible(timed, seen),
      stages: await stageTimes({ ...databases, registrations: timed.registrations, seen }),
      whileKilled: { kills, visible: killed === null ? [] : timesToVisible(killed, seen) },
      effects: await comparePictures(matching, all),
      isSettled: isSettled && isSettledAgain,
    };
  } finally {
    await following.stop();
  }
}

/** From the commit of a registration to a picture that names it being there for others to read. */
function timesToVisible(
  { registrations }: MadeChanges,
  seen: ReadonlyMap<string, number>,
): readonly number[] {
  return registrations.flatMap(({ occupation, at }) => {
    const seenAt = seen.get(occupation);
    return seenAt === undefined ? [] : [seenAt - at];
  });
}

async function pictured(
  matching: pg.Pool,
): Promise<{ readonly people: readonly string[]; readonly newest: number }> {
  const { rows } = await matching.query<{ key: string; newest: number }>(
    `SELECT person_key AS key, max(record_id)::float8 AS newest FROM repository.person_picture
     WHERE recorded_to IS NULL AND valid_to IS NULL AND status NOT IN ('DECEASED', 'RETIRED')
     GROUP BY person_key ORDER BY 1`,
  );
  if (rows.length === 0) throw new Error('nobody has a picture');
  return { people: rows.map(({ key }) => key), newest: Math.max(...rows.map(({ newest }) => newest)) };
}

function connect({ ready }: RunningHub, state: string): Databases {
  const open = (database: string, role: string): pg.Pool => {
    const password = readPassword(rolePasswordFile(stateDirectory(state).keys, role));
    return new pg.Pool({ ...ready.postgres, user: role, password, database, max: CONNECTIONS });
  };
  return {
    labour: open('labour', OWNER_ROLE),
    hub: open('hub', OWNER_ROLE),
    matching: open(MATCHING_DATABASE, MATCHING_WORK_ROLE),
  };
}
