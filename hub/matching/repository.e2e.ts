import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type pg from 'pg';
import { dayInChina } from '../../identifiers/calendar-day.ts';
import { plantPlant, type PlantedPlant, type PlantWorker } from '../../province/market/closing-plant.ts';
import { startOwnHub, type OwnHub } from '../testing/own-hub.ts';
import { signToken } from '../testing/sign-token.ts';
import { onceSo } from './once-so.ts';
import { adviserDoor, type Door, employerDoor, enterJobseeker, newEmployer, post } from './two-sides.ts';

/**
 * The repository of a hub that runs, as whoever may ask sees it: what was held when, what disagrees, how fresh it is, and that
 * it is the same built anew. Its steps follow upon each other.
 */
const STEP_MS = 300_000;
/** An adviser may name only so many people a day, and others look meanwhile. */
const PATIENCE = { withinMs: 240_000, everyMs: 3_000 };

let hub: OwnHub;
let plant: PlantedPlant;
let adviser: Door;
const databases: pg.Client[] = [];
const source: Record<string, pg.Client> = {};
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
  for (const name of ['labour', 'health', 'household_registration']) {
    const client = await hub.connect(name);
    databases.push(client);
    source[name] = client;
  }
  adviser = await adviserDoor(hub);
  [corrected, deceased, late] = await longAtWork();
}, STEP_MS);
afterAll(async () => {
  await Promise.all(databases.map((client) => client.end()));
  await hub.stop();
});

/** Three workers of different households for whom the plant has paid since before this year, who registered nothing since. */
async function longAtWork(): Promise<[PlantWorker, PlantWorker, PlantWorker]> {
  const { rows } = await source['labour']!.query<{ key: string }>(
    `SELECT person_key AS key FROM insurance_interval AS paid WHERE recorded_to IS NULL AND NOT EXISTS (
       SELECT FROM employment_registration AS said
       WHERE said.person_key = paid.person_key AND said.recorded_to IS NULL AND registered_on >= '2026-01-01'
     )
     GROUP BY person_key HAVING every(unit_credit_code = $1 AND from_month < '2026-01')`,
    [plant.creditCode],
  );
  const keys = new Set(rows.map(({ key }) => key));
  const homes = new Map(
    plant.workers
      .filter(({ personKey }) => keys.has(personKey))
      .map((worker) => [worker.householdNumber, worker]),
  );
  const [one, two, three] = homes.values();
  return [one!, two!, three!];
}

/** An agency supersedes what it has on record of somebody, with these changes. */
async function supersede(
  database: string,
  table: string,
  { personKey }: PlantWorker,
  changes: Readonly<Record<string, unknown>>,
): Promise<void> {
  await source[database]!.query(
    `WITH old AS (UPDATE ${table} SET recorded_to = now() WHERE person_key = $1 AND recorded_to IS NULL RETURNING *)
     INSERT INTO ${table} SELECT (jsonb_populate_record(NULL::${table}, to_jsonb(old) || $2::jsonb || jsonb_build_object(
       'record_id', (SELECT max(record_id) FROM ${table}) + row_number() OVER (), 'recorded_from', now(), 'recorded_to', NULL))).* FROM old`,
    [personKey, JSON.stringify(changes)],
  );
}

/** The month so many months ago, in China. */
function monthsAgo(months: number): string {
  const [year = 0, month = 0] = dayInChina(new Date()).split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 - months, 1)).toISOString().slice(0, 7);
}

/** Asks what was known, as an adviser of a region who looks into it. */
async function review<T>(
  query: string,
  variables: Readonly<Record<string, unknown>>,
  { asOf, region = '230100' }: { readonly asOf?: string; readonly region?: string } = {},
): Promise<T> {
  const { body } = await hub.ask(query, {
    as: 'employment-adviser',
    purpose: 'employment-review',
    variables,
    headers: {
      authorization: `Bearer ${await signToken(hub.state, 'employment-adviser', { region })}`,
      ...(asOf === undefined ? {} : { 'sluice-as-of': asOf }),
    },
  });
  if (body.errors !== undefined) throw new Error(JSON.stringify(body.errors));
  return body.data as T;
}

interface Picture {
  readonly status: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly isCurrent: boolean;
  readonly isStale: boolean;
  readonly qualityFlag: string | null;
  readonly groups: readonly { readonly group: string; readonly answer: string }[];
}

interface Seen {
  readonly pseudonym: string;
  readonly employment: readonly Picture[];
  readonly employmentConflicts: readonly {
    readonly conflictId: string;
    readonly kind: string;
    readonly sources: string;
    readonly routedTo: string;
    readonly state: string;
  }[];
}

const SEEN = `query ($id: ID!) { person(id: $id) { pseudonym
  employment { status validFrom validTo isCurrent isStale qualityFlag groups { group answer } }
  employmentConflicts { conflictId kind sources routedTo state } } }`;

/** What an adviser sees of somebody now. */
async function seen({ personKey }: PlantWorker): Promise<Seen> {
  return (await adviser.get<{ person: Seen }>(SEEN, { id: personKey })).person;
}

/** The same as it was known at a moment. */
async function known({ personKey }: PlantWorker, asOf: string, region?: string): Promise<Seen> {
  const when = { asOf, ...(region === undefined ? {} : { region }) };
  return (await review<{ person: Seen }>(SEEN, { id: personKey }, when)).person;
}

const current = ({ employment }: Seen): Picture | undefined => employment.find(({ isCurrent }) => isCurrent);
/** That no source says whose land was requisitioned matters of those who are out of work. */
const landless = (of: Seen): string | undefined =>
  current(of)?.groups.find(({ group }) => group === 'LANDLESS')?.answer;
const on = ({ employment }: Seen, day: string): string | undefined =>
  employment.find(({ validFrom, validTo }) => validFrom <= day && (validTo === null || day < validTo))
    ?.status;

/** Before anything was corrected, and while two sources disagreed. */
let atFirst: string;
let inDispute: string;

test(
  'what was held on an earlier day, and as known at an earlier moment, is asked after a correction at the source',
  async () => {
    const day = `${monthsAgo(2)}-01`;
    await onceSo(
      () => seen(corrected),
      (now) => current(now)?.status === 'EMPLOYED',
      PATIENCE,
    );
    atFirst = new Date().toISOString();
    await supersede('labour', 'insurance_interval', corrected, { status: 'STOPPED', to_month: monthsAgo(4) });
    const after = await onceSo(
      () => seen(corrected),
      (now) => current(now)?.status === 'UNEMPLOYED',
      PATIENCE,
    );
    expect(on(after, day)).toBe('UNEMPLOYED');
    expect(landless(after)).toBe('CANNOT_TELL');
    // The law's question: what did we know when we decided?
    expect(landless(await known(corrected, atFirst))).toBe('NO');
    expect(on(await known(corrected, atFirst), day)).toBe('EMPLOYED');
    expect(on(await known(corrected, new Date().toISOString()), day)).toBe('UNEMPLOYED');

    // Under another purpose somebody has another name.
    const { pseudonym } = await known(corrected, new Date().toISOString());
    const held = (status: string, asOf?: string): Promise<boolean> =>
      isListed({ status, day, pseudonym, ...(asOf === undefined ? {} : { asOf }) });
    expect([await held('UNEMPLOYED'), await held('EMPLOYED')]).toEqual([true, false]);
    expect([await held('UNEMPLOYED', atFirst), await held('EMPLOYED', atFirst)]).toEqual([false, true]);
  },
  STEP_MS,
);

/** Whether somebody is among those who had a status on a day. */
async function isListed({
  status,
  day,
  pseudonym,
  asOf,
}: {
  readonly status: string;
  readonly day: string;
  readonly pseudonym: string;
  readonly asOf?: string;
}): Promise<boolean> {
  const next = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
  const filter = { status: { eq: status }, validFrom: { lt: next }, validTo: { gte: next } };
  const ask = (variables: Readonly<Record<string, unknown>>): Promise<Pages<Named>> =>
    review(PAGE_OF_NAMES, { ...variables, filter }, asOf === undefined ? {} : { asOf });
  return (await allNodes(ask)).some(({ person }) => person.pseudonym === pseudonym);
}

interface Named {
  readonly person: { readonly pseudonym: string };
}

const PAGE_OF_NAMES = `query ($after: Cursor, $filter: EmploymentPictureFilter) {
  page: employmentPictures(first: 100, after: $after, filter: $filter) {
    nodes { person { pseudonym } } pageInfo { endCursor hasNextPage } } }`;

interface Pages<Node> {
  readonly page: {
    readonly nodes: readonly Node[];
    readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  };
}

async function allNodes<Node>(
  ask: (variables: Readonly<Record<string, unknown>>) => Promise<Pages<Node>>,
): Promise<readonly Node[]> {
  const nodes: Node[] = [];
  for (let after: string | null = null; ;) {
    const { page }: Pages<Node> = await ask({ after });
    nodes.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) return nodes;
    after = page.pageInfo.endCursor;
  }
}

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
    expect((await known(corrected, atFirst, '230200')).employment).toEqual([]);
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
    await source['health']!.query(
      `INSERT INTO death_certificate (record_id, valid_from, recorded_from, person_key, id_kind, id_number,
       certificate_number, died_on, division)
     SELECT max(record_id) + 1, $2, now(), $1, 'RID', $3, 'D2399REPOSITORY', $2, '230102' FROM death_certificate`,
      [deceased.personKey, today, deceased.personKey.slice('RID:'.length)],
    );
    const disputed = await onceSo(
      () => seen(deceased),
      (now) => current(now)?.status === 'DECEASED',
      PATIENCE,
    );
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

    await supersede('household_registration', 'resident', deceased, { status: 'DECEASED', status_on: today });
    const agreed = await onceSo(
      () => seen(deceased),
      ({ employmentConflicts }) =>
        employmentConflicts.length > 0 && employmentConflicts.every(({ state }) => state === 'RESOLVED'),
      PATIENCE,
    );
    expect(current(agreed)).toMatchObject({ status: 'DECEASED', qualityFlag: null });
    expect(await toCorrect()).not.toContain(conflict!.conflictId);
    expect(await correctionsOf(agreed.pseudonym)).toEqual([{ state: 'DONE', doneBy: 'HUB' }]);
    expect((await known(deceased, inDispute)).employmentConflicts).toEqual([conflict]);
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
    expect(current(await seen(late))).toMatchObject({ status: 'EMPLOYED', isStale: false });

    await hub.stopProcess('education');
    await supersede('labour', 'insurance_interval', late, { status: 'STOPPED', to_month: monthsAgo(1) });
    const old = await onceSo(
      () => seen(late),
      (now) => current(now)?.isStale === true,
      PATIENCE,
    );
    // What was known stays, and is said to be old.
    expect(current(old)?.status).toBe('EMPLOYED');
    expect(new Set((await told()).map(isWarned))).toEqual(new Set([true]));

    await hub.startProcess('education');
    await onceSo(
      () => seen(late),
      (now) => current(now)?.status === 'UNEMPLOYED' && !current(now)!.isStale,
      PATIENCE,
    );
    await onceSo(told, (words) => words.length > 0 && !words.some(isWarned), PATIENCE);
  },
  STEP_MS,
);

const EVERYTHING = {
  pictures: `employmentPictures(first: 100, after: $after) { nodes {
    person { pseudonym } status basis since employer { creditCode } occupation training trainedFor lastInsuredMonth benefits
    county validFrom validTo qualityFlag groups { group answer rule } } pageInfo { endCursor hasNextPage } }`,
  conflicts: `employmentConflicts(first: 100, after: $after, filter: { state: { eq: "OPEN" } }) { nodes {
    person { pseudonym } kind sources routedTo recordKeys } pageInfo { endCursor hasNextPage } }`,
};

/** All that the repository shows of people, in an order that does not depend on when it was written. */
async function everything(): Promise<readonly string[]> {
  const province = await adviserDoor(hub, '230000');
  const all: string[] = [];
  for (const [what, page] of Object.entries(EVERYTHING)) {
    const nodes = await allNodes<Readonly<Record<string, unknown>>>((variables) =>
      province.get(`query ($after: Cursor) { page: ${page} }`, variables),
    );
    for (const { groups, ...node } of nodes) {
      const sorted = ((groups ?? []) as readonly object[]).map((group) => JSON.stringify(group)).toSorted();
      all.push(`${what} ${JSON.stringify(node)} ${sorted.join()}`);
    }
  }
  return all.toSorted();
}

test(
  'built anew by whoever keeps the hub, the repository is what it was, and what was known stays',
  async () => {
    const before = await everything();
    expect(before.length).toBeGreaterThan(200);
    const from = Date.now();
    const line = join(import.meta.dirname, '../command-line.ts');
    const args = [line, 'match', 'rebuild', '--json', '--state', hub.state];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(JSON.parse(stdout)).toMatchObject({ state: 'CURRENT', isDone: true });
    expect(await everything()).toEqual(before);
    const { employmentPictures } = await adviser.get<{
      employmentPictures: { nodes: readonly { recordedAt: string }[] };
    }>('{ employmentPictures(first: 100) { nodes { recordedAt } } }');
    const written = employmentPictures.nodes.map(({ recordedAt }) => Date.parse(recordedAt));
    expect(Math.min(...written)).toBeGreaterThan(from);
    expect(current(await known(corrected, atFirst))?.status).toBe('EMPLOYED');
    expect((await known(deceased, inDispute)).employmentConflicts).toMatchObject([{ state: 'OPEN' }]);
  },
  STEP_MS,
);
