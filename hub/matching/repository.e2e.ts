import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ERROR_TABLE } from '../../errors/error-table.ts';
import type { LedgerEntry } from '../../gateway/ledger/ledger-entry.ts';
import { dayInChina } from '../../identifiers/calendar-day.ts';
import { plantPlant, type PlantedPlant, type PlantWorker } from '../../province/market/closing-plant.ts';
import { startOwnHub, type OwnHub } from '../testing/own-hub.ts';
import {
  answerTo,
  current,
  everythingIn,
  isListed,
  known,
  type Named,
  on,
  onceSeen,
  PATIENCE,
  seen,
} from './testing/ask-repository.ts';
import { certifyDeath, longAtWork, monthsAgo, stopInsurance, supersede } from './testing/at-the-agencies.ts';
import { rowsOf } from './testing/matching-rows.ts';
import { onceSo } from './testing/once-so.ts';
import {
  adviserDoor,
  type Door,
  employerDoor,
  enterJobseeker,
  newEmployer,
  post,
} from './testing/two-sides.ts';

/**
 * The repository of a hub that runs, as whoever may ask sees it: what was held when, what disagrees, how fresh it is, and that
 * it is the same built anew. Its steps follow upon each other.
 */
const STEP_MS = 300_000;
const RESIDENTS = { database: 'household_registration', table: 'resident' };

let hub: OwnHub;
let plant: PlantedPlant;
let adviser: Door;
/** Of households of their own: whose record is corrected, who dies, and of whom something changes while a source is away. */
let corrected: PlantWorker;
let deceased: PlantWorker;
let late: PlantWorker;

beforeAll(async () => {
  hub = await startOwnHub({
    followChanges: true,
    change: async (connect) => {
      plant = await plantPlant(connect, { workers: 30 });
    },
  });
  adviser = await adviserDoor(hub);
  [corrected, deceased, late] = await longAtWork(hub, plant);
}, STEP_MS);
afterAll(() => hub.stop());

/** Before anything was corrected, and while two sources disagreed. */
let atFirst: string;
let inDispute: string;

test(
  'what was held on an earlier day, and as known at an earlier moment, is asked after a correction at the source',
  async () => {
    const day = `${monthsAgo(2)}-01`;
    await onceSeen(adviser, corrected, (now) => current(now)?.status === 'EMPLOYED');
    atFirst = new Date().toISOString();
    await stopInsurance(hub, corrected, monthsAgo(4));
    const after = await onceSeen(adviser, corrected, (now) => current(now)?.status === 'UNEMPLOYED');
    expect(on(after, day)).toBe('UNEMPLOYED');
    // That no source says whose land was requisitioned matters of those who are out of work.
    expect(answerTo(after, 'LANDLESS')).toBe('CANNOT_TELL');
    // The law's question: what did we know when we decided?
    expect(answerTo(await known(hub, corrected, atFirst), 'LANDLESS')).toBe('NO');
    expect(on(await known(hub, corrected, atFirst), day)).toBe('EMPLOYED');
    expect(on(await known(hub, corrected, new Date().toISOString()), day)).toBe('UNEMPLOYED');

    // Under another purpose somebody has another name.
    const { pseudonym } = await known(hub, corrected, new Date().toISOString());
    const held = (status: string, asOf?: string): Promise<boolean> =>
      isListed(hub, { status, day, pseudonym, ...(asOf === undefined ? {} : { asOf }) });
    expect([await held('UNEMPLOYED'), await held('EMPLOYED')]).toEqual([true, false]);
    expect([await held('UNEMPLOYED', atFirst), await held('EMPLOYED', atFirst)]).toEqual([false, true]);
  },
  STEP_MS,
);

test(
  'what was known earlier is for whoever looks into it, of the own region, and for nobody else',
  async () => {
    const headers = { 'sluice-as-of': atFirst };
    for (const as of ['employment-adviser', 'jobseeker', 'employer', 'data-steward'] as const) {
      const { body } = await hub.ask('{ employmentPictures(first: 1) { nodes { status } } }', {
        as,
        headers,
      });
      expect([as, body.errors?.[0]?.extensions.code]).toEqual([as, 'HISTORY_DENIED']);
    }
    expect((await known(hub, corrected, atFirst, '230200')).employment).toEqual([]);
    for (const as of ['jobseeker', 'employer'] as const) {
      const { body } = await hub.ask('{ employmentPictures(first: 1) { nodes { status } } }', {
        as,
        purpose: 'employment-review',
        headers,
      });
      expect([as, body.errors?.[0]?.extensions.code]).toEqual([as, 'PURPOSE_UNKNOWN']);
    }
  },
  STEP_MS,
);

async function correctionsOf(pseudonym: string): Promise<readonly { readonly state: string }[]> {
  const { coordinationTasks } = await adviser.get<{
    coordinationTasks: {
      nodes: readonly (Named & { readonly state: string; readonly doneBy: string | null })[];
    };
  }>(
    `{ coordinationTasks(first: 100, filter: { kind: { eq: "CORRECTION" }, agency: { eq: "household-registration" } }) {
         nodes { state doneBy person { pseudonym } } } }`,
  );
  return coordinationTasks.nodes
    .filter(({ person }) => person.pseudonym === pseudonym)
    .map(({ state, doneBy }) => ({ state, doneBy }));
}

/** The conflicts that await the household registry, as whoever sees to the quality of data is shown them. */
async function toCorrect(): Promise<readonly string[]> {
  const { body } = await hub.ask(
    `{ employmentConflicts(first: 100, filter: { routedTo: { eq: "household-registration" }, state: { eq: "OPEN" } }) {
         nodes { conflictId recordKeys } } }`,
    { as: 'data-steward' },
  );
  expect(body.errors).toBeUndefined();
  const { employmentConflicts } = body.data as unknown as {
    employmentConflicts: { nodes: readonly { readonly conflictId: string }[] };
  };
  return employmentConflicts.nodes.map(({ conflictId }) => conflictId);
}

test(
  'records of two agencies that disagree are shown, told to the agency concerned, and gone once one is corrected',
  async () => {
    const today = dayInChina(new Date());
    await certifyDeath(hub, deceased);
    const disputed = await onceSeen(adviser, deceased, (now) => current(now)?.status === 'DECEASED');
    const conflict = disputed.employmentConflicts.find(({ kind }) => kind === 'DEATH_NOT_REGISTERED');
    expect(conflict).toMatchObject({
      sources: 'health,household-registration',
      routedTo: 'household-registration',
      state: 'OPEN',
    });
    expect(current(disputed)?.qualityFlag).toBe('DISPUTED');
    expect(await toCorrect()).toContain(conflict!.conflictId);
    expect(await correctionsOf(disputed.pseudonym)).toEqual([{ state: 'OPEN', doneBy: null }]);
    inDispute = new Date().toISOString();

    await supersede(hub, RESIDENTS, deceased, { status: 'DECEASED', status_on: today });
    const agreed = await onceSeen(adviser, deceased, ({ employmentConflicts }) =>
      employmentConflicts.every(({ state }) => state === 'RESOLVED'),
    );
    expect(current(agreed)).toMatchObject({ status: 'DECEASED', qualityFlag: null });
    expect(await toCorrect()).not.toContain(conflict!.conflictId);
    expect(await correctionsOf(agreed.pseudonym)).toEqual([{ state: 'DONE', doneBy: 'HUB' }]);
    expect((await known(hub, deceased, inDispute)).employmentConflicts).toEqual([conflict]);
  },
  STEP_MS,
);

test(
  'while a source is away pictures and suggestions say that they may be old, and are current again after it',
  async () => {
    await post(await employerDoor(hub, newEmployer()));
    const { door } = await enterJobseeker(hub);
    const told = async (): Promise<readonly (readonly string[])[]> => {
      const { jobseekers } = await door.get<{
        jobseekers: {
          nodes: { suggestions: { explanation: string; explanationChinese: string }[] }[];
        };
      }>('{ jobseekers { nodes { suggestions(first: 5) { explanation explanationChinese } } } }');
      return jobseekers.nodes[0]!.suggestions.map(({ explanation, explanationChinese }) => [
        explanation,
        explanationChinese,
      ]);
    };
    const isWarned = ([english, chinese]: readonly string[]): boolean =>
      english!.includes('check before anybody is referred') && chinese!.includes('推荐前请先核实');
    const fresh = await onceSo(told, (words) => words.length > 0 && !words.some(isWarned), PATIENCE);
    expect(fresh.every(([english]) => !english!.includes('up to date'))).toBe(true);
    expect(current(await seen(adviser, late))).toMatchObject({ status: 'EMPLOYED', isStale: false });

    await hub.stopProcess('education');
    await stopInsurance(hub, late, monthsAgo(1));
    const old = await onceSeen(adviser, late, (now) => current(now)?.isStale === true);
    // What was known stays, and is said to be old.
    expect(current(old)?.status).toBe('EMPLOYED');
    expect(new Set((await told()).map(isWarned))).toEqual(new Set([true]));

    await hub.startProcess('education');
    await onceSeen(adviser, late, (now) => current(now)?.status === 'UNEMPLOYED' && !current(now)!.isStale);
    await onceSo(told, (words) => words.length > 0 && !words.some(isWarned), PATIENCE);
  },
  STEP_MS,
);

interface Ran {
  readonly status: number;
  readonly answer: { readonly error?: string };
}

/** `hub match rebuild` with these words, as machines read it. */
async function rebuild(...words: readonly string[]): Promise<Ran> {
  const line = join(import.meta.dirname, '../command-line.ts');
  const args = [line, 'match', 'rebuild', ...words, '--json', '--state', hub.state];
  const { code, stdout } = await promisify(execFile)(process.execPath, args).then(
    (done) => ({ code: 0, stdout: done.stdout }),
    (failure: unknown) => failure as { readonly code: number; readonly stdout: string },
  );
  return { status: code, answer: JSON.parse(stdout) as Ran['answer'] };
}

/** What the ledger has of rebuilds, in its order. */
async function recorded(): Promise<readonly LedgerEntry[]> {
  const rows = await rowsOf<{ entry: string }>(
    hub,
    'hub',
    `SELECT entry FROM ledger.entry WHERE entry LIKE '%repositoryRebuilds%' ORDER BY entry_index`,
  );
  return rows.map(({ entry }) => JSON.parse(entry) as LedgerEntry);
}

test(
  'built anew by whoever keeps the hub, the repository is what it was, and what was known stays',
  async () => {
    const before = await everythingIn(hub);
    expect(before.length).toBeGreaterThan(200);
    const from = Date.now();
    expect(await rebuild('--by', 'keeper-1')).toMatchObject({
      status: 0,
      answer: { state: 'CURRENT', isDone: true },
    });
    expect(await everythingIn(hub)).toEqual(before);
    const { employmentPictures } = await adviser.get<{
      employmentPictures: { nodes: readonly { recordedAt: string }[] };
    }>('{ employmentPictures(first: 100) { nodes { recordedAt } } }');
    const written = employmentPictures.nodes.map(({ recordedAt }) => Date.parse(recordedAt));
    expect(Math.min(...written)).toBeGreaterThan(from);
    expect(current(await known(hub, corrected, atFirst))?.status).toBe('EMPLOYED');
    expect((await known(hub, deceased, inDispute)).employmentConflicts).toMatchObject([{ state: 'OPEN' }]);
  },
  STEP_MS,
);

test('that it was built anew is in the ledger before and after, and by whom', async () => {
  const subject = { application: 'hub-command-line', department: 'hub', official: 'keeper-1' };
  const entries = await recorded();
  expect(entries).toMatchObject([
    { kind: 'intent', subject, outcomes: [] },
    { kind: 'outcome', subject, outcomes: [] },
  ]);
  expect(new Set(entries.map(({ exchangeId }) => exchangeId)).size).toBe(1);
});

/** When a picture was last found to hold no more. */
async function lastClosed(): Promise<string | null> {
  const text = 'SELECT max(recorded_to)::text AS at FROM repository.person_picture';
  return (await rowsOf<{ at: string | null }>(hub, 'matching', text))[0]!.at;
}

/** How many rows say where a reader is: none where everything was taken away and nobody has begun. */
async function readers(): Promise<number> {
  return (await rowsOf(hub, 'matching', 'SELECT FROM repository.reader')).length;
}

test(
  'nothing is taken away by nobody, nor while the ledger can not be written',
  async () => {
    const before = await lastClosed();
    expect(await rebuild()).toMatchObject({ status: 2, answer: { error: expect.stringContaining('--by') } });
    const away = await hub.connect('hub');
    await away.query('ALTER TABLE ledger.entry RENAME TO entry_out_of_reach');
    const refused = await rebuild('--by', 'keeper-1');
    await away.query('ALTER TABLE ledger.entry_out_of_reach RENAME TO entry');
    await away.end();
    expect(refused.status).toBe(1);
    expect(refused.answer.error).toContain(ERROR_TABLE.LEDGER_UNAVAILABLE.message);
    expect([await lastClosed(), (await recorded()).length]).toEqual([before, 2]);
  },
  STEP_MS,
);

test(
  'where the reader has failed a rebuild ends with the reason, before anything is taken away or on the way',
  async () => {
    await hub.stopProcess('matching');
    const going = rebuild('--by', 'keeper-2');
    await onceSo(readers, (count) => count === 0);
    // As a reader leaves it that could not go on.
    const failed = `INSERT INTO repository.reader (position, day, state, detail) VALUES (0, current_date, 'FAILED', 'a mistake')`;
    await rowsOf(hub, 'matching', failed);
    const said = {
      status: 1,
      answer: { error: expect.stringMatching(/^INTERNAL .*a mistake 归集已停止，重新启动系统后继续$/u) },
    };
    expect(await going).toMatchObject(said);
    expect(await rebuild('--by', 'keeper-2')).toMatchObject(said);
    expect(await readers()).toBe(1);
    const official = (await recorded()).map(({ subject }) => subject?.official);
    expect(official).toEqual(['keeper-1', 'keeper-1', 'keeper-2', 'keeper-2']);
  },
  STEP_MS,
);
