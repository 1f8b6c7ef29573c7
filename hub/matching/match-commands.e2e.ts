import { execFile } from 'node:child_process';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeScratchDirectory } from '../testing/scratch-directory.ts';
import { testHub } from '../testing/test-hub.ts';
import type { Page } from '../commands/match/listing.ts';
import { onceSo } from './testing/once-so.ts';
import { suggestionsOf } from './testing/suggested.ts';
import {
  adviserDoor,
  type Door,
  employerDoor,
  enterJobseeker,
  jobseekerDoor,
  newEmployer,
  newPerson,
  post,
  profileDraft,
  vacancyDraft,
} from './testing/two-sides.ts';

/** Employment and matching from the command line, at a hub that runs. */

const hub = testHub();
const scratch = makeScratchDirectory('match');
/** So far from where other tests offer work and look for it that none of these comes between. */
const COUNTY = '230184';
/** What would be the best for either of two people, of whom one can not do it, and what is left for the other. */
const BEST = { county: COUNTY, demands: ['STANDING'], wageLow: 700_000, wageHigh: 900_000 };
const OTHER = { county: COUNTY, title: '仓库管理员（命令行）' };
let adviser: Door;
let vacancyId: string;
beforeAll(async () => {
  adviser = await adviserDoor(hub);
  vacancyId = await post(await employerDoor(hub, newEmployer()), OTHER);
  const best = await post(await employerDoor(hub, newEmployer()), BEST);
  const limited = await enterJobseeker(hub, { county: COUNTY, cannot: ['STANDING'] });
  const other = await enterJobseeker(hub, { county: COUNTY });
  await suggestionsOf(other.door, (ids) => ids.includes(best) && ids.includes(vacancyId));
  await suggestionsOf(limited.door, (ids) => ids.includes(vacancyId));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Run<T> {
  readonly status: number;
  readonly answer: T & { readonly error?: string };
}

/** `hub match` with these words, as machines read it. */
async function match<T>(...words: readonly string[]): Promise<Run<T>> {
  const line = join(import.meta.dirname, '../command-line.ts');
  const args = [line, 'match', ...words, '--json', '--state', hub.state];
  const { code, stdout } = await promisify(execFile)(process.execPath, args).then(
    (done) => ({ code: 0, stdout: done.stdout }),
    (failure: unknown) => failure as { readonly code: number; readonly stdout: string },
  );
  return { status: code, answer: JSON.parse(stdout) as Run<T>['answer'] };
}

interface Ended {
  readonly runId: string;
  readonly state: string;
  readonly jobseekers: number;
  readonly lookedAt: number;
  readonly assigned: number;
  readonly places: number;
  readonly value: number;
  readonly bound: number;
  readonly gini: number;
  readonly ndkl: number;
  readonly ndklReranked: number;
  readonly groups: readonly { readonly group: string }[];
}

let runId: string;

test('a county is assigned and followed to its end, and its figures are there to be read and exported', async () => {
  const { status, answer } = await match<Ended>('assign', COUNTY);
  expect([status, answer.state]).toEqual([0, 'DONE']);
  ({ runId } = answer);
  expect(answer.jobseekers).toBeGreaterThan(0);
  expect(answer.lookedAt).toBe(answer.jobseekers);
  expect(answer.assigned).toBeGreaterThan(0);
  expect(answer.assigned).toBeLessThanOrEqual(Math.min(answer.places, answer.jobseekers));
  expect(answer.value).toBeGreaterThan(0);
  expect(answer.value).toBeLessThanOrEqual(answer.bound + 1e-9);
  expect(answer.bound - answer.value).toBeLessThanOrEqual(0.0005 * answer.jobseekers + 0.0001);
  for (const figure of [answer.ndkl, answer.ndklReranked]) expect(figure).toBeGreaterThanOrEqual(0);
  expect(answer.groups.map(({ group }) => group)).toContain('OVER_50_40');
  const { answer: figures } = await match<Ended>('fairness', answer.runId);
  expect(figures).toEqual(answer);
  for (const format of ['json', 'csv', 'xlsx']) {
    const out = join(scratch, `run.${format}`);
    const written = await match<{ files: string[]; pairs: number }>('export', answer.runId, '--out', out);
    expect(written.answer.pairs).toBe(answer.assigned);
    expect(written.answer.files[0]).toBe(out);
    expect(statSync(out).mode & 0o077).toBe(0);
  }
  const book = JSON.parse(readFileSync(join(scratch, 'run.json'), 'utf8')) as {
    readonly pairs: readonly { readonly pseudonym: string; readonly vacancyId: string }[];
    readonly about: Readonly<Record<string, unknown>>;
  };
  expect(new Set(book.pairs.map(({ pseudonym }) => pseudonym)).size).toBe(answer.assigned);
  expect(readFileSync(join(scratch, 'run.csv'), 'utf8')).toContain('仅为指派建议');
  // A run that has ended stays as it is.
  const { status: given, answer: cancelled } = await match<Ended>('cancel', answer.runId);
  expect([given, cancelled.state]).toEqual([1, 'DONE']);
}, 180_000);

interface Pair {
  readonly vacancy: { readonly vacancyId: string; readonly places: number };
  readonly person: { readonly pseudonym: string; readonly jobseeker: Readonly<Record<string, Judged>> };
}

interface Judged {
  readonly isPossible: boolean;
}

test('no vacancy of a run is given to more people than it has places, and nobody has two', async () => {
  const pairs = await pairsOfRun('');
  const given = Map.groupBy(pairs, ({ vacancy }) => vacancy.vacancyId);
  for (const some of given.values()) expect(some.length).toBeLessThanOrEqual(some[0]!.vacancy.places);
  expect(pairs.length).toBeGreaterThan(1);
  expect(new Set(pairs.map(({ person }) => person.pseudonym)).size).toBe(pairs.length);
}, 60_000);

test('no pair of a county’s run violates a constraint: each is judged anew through the graph', async () => {
  const vacancies = new Set((await pairsOfRun('')).map(({ vacancy }) => vacancy.vacancyId));
  const judgements = [...vacancies].map((id) => `${id}: judgement(vacancyId: "${id}") { isPossible }`);
  const judged = await pairsOfRun(`jobseeker { ${judgements.join(' ')} }`);
  expect(judged.map(({ vacancy, person }) => person.jobseeker[vacancy.vacancyId]?.isPossible)).toEqual(
    judged.map(() => true),
  );
  // Of others than their own it is not always so.
  const all = judged.flatMap(({ person }) => Object.values(person.jobseeker));
  expect(all.some(({ isPossible }) => !isPossible)).toBe(true);
}, 60_000);

/** The pairs of the run above, and what else is asked of each person. */
async function pairsOfRun(ofPerson: string): Promise<readonly Pair[]> {
  const { assignmentRun } = await adviser.get<{ assignmentRun: { pairs: readonly Pair[] } }>(
    `query ($run: ID!) { assignmentRun(runId: $run) {
       pairs { vacancy { vacancyId places } person { pseudonym ${ofPerson} } } } }`,
    { run: runId },
  );
  return assignmentRun.pairs;
}

interface Lasted {
  readonly runId: string;
  readonly county: string;
  readonly state: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
}

test('however many ask at once, of a county one run goes on, and of all no more than two', async () => {
  const counties = ['230102', '230103', '230104', '230108', '230109', '230110', '230102', '230103'];
  const answers = await Promise.all(
    counties.map((county) =>
      adviser.ask('mutation ($county: DivisionCode!) { assignCounty(county: $county) { runId } }', {
        county,
      }),
    ),
  );
  const codes = answers.flatMap(({ body }) => body.errors?.map(({ extensions }) => extensions.code) ?? []);
  expect(codes.filter((code) => code !== 'ASSIGNMENT_BUSY')).toEqual([]);
  const ids = answers.flatMap(({ body }) => {
    const begun = body.data?.['assignCounty'] as { readonly runId: string } | null | undefined;
    return begun?.runId ?? [];
  });
  expect(ids.length + codes.length).toBe(counties.length);
  expect(ids.length).toBeGreaterThan(0);
  const runs = await lasting(new Set(ids));
  for (const { runId, county, startedAt, state } of runs) {
    expect(state).toBe('DONE');
    const others = runs.filter(
      (other) => other.runId !== runId && other.startedAt <= startedAt && startedAt < other.finishedAt!,
    );
    expect(others.length).toBeLessThan(2);
    expect(others.map((other) => other.county)).not.toContain(county);
  }
}, 180_000);

/** These runs, when they have ended. */
const lasting = (ids: ReadonlySet<string>): Promise<readonly Lasted[]> =>
  onceSo(
    async () => {
      const { assignmentRuns } = await adviser.get<{ assignmentRuns: { nodes: Lasted[] } }>(
        `{ assignmentRuns(first: 100, orderBy: { field: STARTED_AT, direction: DESC }) {
             nodes { runId county state startedAt finishedAt } } }`,
      );
      return assignmentRuns.nodes.filter(({ runId }) => ids.has(runId));
    },
    (ours) => ours.length === ids.size && ours.every(({ state }) => state !== 'RUNNING'),
  );

test('an adviser is shown people and vacancies with the reasons', async () => {
  const { answer: people } = await match<readonly { person: { pseudonym: string }; explanation: string }[]>(
    'people',
    vacancyId,
    '--first',
    '5',
  );
  expect(people.length).toBeGreaterThan(0);
  const [one] = people;
  expect(one!.explanation).toContain('Suggested');
  // The person of the demonstration, for himself.
  const { answer: suggested } = await match<
    readonly { vacancy: { vacancyId: string }; explanationChinese: string }[]
  >('suggest', '--as', 'jobseeker');
  expect(suggested.length).toBeGreaterThan(0);
  const [first] = suggested;
  expect(first!.explanationChinese).toContain('推荐');
  const judged = await match<{ isPossible: boolean }>('judge', first!.vacancy.vacancyId, '--as', 'jobseeker');
  expect([judged.status, judged.answer.isPossible]).toEqual([0, true]);
}, 120_000);

test('lists are shown, and what makes no sense is said', async () => {
  const { answer: listed } = await match<Page<{ vacancyId: string }>>('vacancies', '230102', '--first', '5');
  expect([listed.nodes.length, listed.pageInfo.hasNextPage]).toEqual([5, true]);
  const cursor = listed.pageInfo.endCursor!;
  const { answer: next } = await match<Page<{ vacancyId: string }>>('vacancies', '230102', '--after', cursor);
  expect(next.nodes.length).toBeGreaterThan(0);
  const shown = new Set(listed.nodes.map(({ vacancyId: id }) => id));
  expect(next.nodes.filter(({ vacancyId: id }) => shown.has(id))).toEqual([]);
  const { answer: seeking } = await match<Page<object>>('jobseekers', '230102');
  expect(seeking.nodes.length).toBeGreaterThan(0);
  const { answer: cases } = await match<Page<{ state: string }>>('cases', '--status', 'OPEN');
  expect(new Set(cases.nodes.map(({ state }) => state))).toEqual(new Set(['OPEN']));
  expect((await match<Page<object>>('signals')).status).toBe(0);
  expect(await match('assign', '230200')).toMatchObject({
    status: 1,
    answer: { error: expect.stringContaining('SERVICE_NOT_YOURS') },
  });
  expect((await match('assign', '230200')).answer.error).toContain('其他地区');
  // What is no division of the province is nobody's.
  for (const none of ['999999', '110101'])
    expect(await match('assign', none)).toMatchObject({
      status: 1,
      answer: { error: expect.stringContaining('SERVICE_INPUT_INVALID') },
    });
  // The ledger keeps who did it: a name, in one line.
  for (const nobody of ['  ', 'ea-0031\nea-0032', '\u001b[2J'])
    expect((await match('rebuild', '--by', nobody)).status).toBe(2);
  expect((await match('asign', '230102')).answer.error).toContain('did you mean');
  expect((await match('people', vacancyId, '--as', 'employer')).answer.error).toContain('FIELD_DENIED');
  expect((await match('export', '--out', 'x.pdf')).status).toBe(2);
  // A status that is none would find nothing, and say nothing.
  expect(await match('vacancies', '--status', 'open')).toMatchObject({
    status: 2,
    answer: { error: expect.stringContaining('WITHDRAWN') },
  });
}, 120_000);

test('what is unlawful is told with the words that say it and the article, in both languages', async () => {
  const { postVacancy } = await (
    await employerDoor(hub, newEmployer())
  ).get<{ postVacancy: { faults: string; faultsChinese: string } }>(
    'mutation Post($draft: VacancyDraft!) { postVacancy(draft: $draft) { faults faultsChinese } }',
    { draft: vacancyDraft({ text: '理货上架，非本地户籍勿擾' }) },
  );
  expect(postVacancy.faults).toMatch(/place of birth.*: “非本地户籍勿扰” \(就业促进法/u);
  expect(postVacancy.faultsChinese).toMatch(/户籍、籍贯：“非本地户籍勿扰”（就业促进法/u);
}, 60_000);

test('who has not consented is suggested nothing, and is told that this is why', async () => {
  const person = await jobseekerDoor(hub, newPerson());
  const { keepProfile } = await person.get<{ keepProfile: object }>(
    'mutation Keep($profile: ProfileDraft!) { keepProfile(profile: $profile) { obstacles obstaclesChinese suggestions { score } } }',
    { profile: profileDraft() },
  );
  expect(keepProfile).toEqual({
    obstacles: expect.stringContaining('consent'),
    obstaclesChinese: expect.stringContaining('同意'),
    suggestions: [],
  });
}, 60_000);
