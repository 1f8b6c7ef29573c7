import { execFile } from 'node:child_process';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeScratchDirectory } from '../testing/scratch-directory.ts';
import { testHub } from '../testing/test-hub.ts';
import { onceSo } from './once-so.ts';
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
} from './two-sides.ts';

/** Employment and matching from the command line, at a hub that runs. */

const hub = testHub();
const scratch = makeScratchDirectory('match');
let adviser: Door;
let vacancyId: string;
beforeAll(async () => {
  adviser = await adviserDoor(hub);
  vacancyId = await post(await employerDoor(hub, newEmployer()), { title: '仓库管理员（命令行）' });
  await enterJobseeker(hub);
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

test('a county is assigned and followed to its end, and its figures are there to be read and exported', async () => {
  const { status, answer } = await match<Ended>('assign', '230102');
  expect([status, answer.state]).toEqual([0, 'DONE']);
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
  expect(readFileSync(join(scratch, 'run.csv'), 'utf8')).toContain('仅为分配建议');
  // A run that has ended stays as it is.
  const { status: given, answer: cancelled } = await match<Ended>('cancel', answer.runId);
  expect([given, cancelled.state]).toEqual([1, 'DONE']);
}, 180_000);

test('no vacancy of a run is given to more people than it has places, and nobody has two', async () => {
  const { assignmentRuns } = await adviser.get<{
    assignmentRuns: {
      nodes: {
        pairs: {
          vacancy: { vacancyId: string; places: number; filled: number };
          person: { pseudonym: string };
        }[];
      }[];
    };
  }>(
    `{ assignmentRuns(first: 1, filter: { county: { within: "230102" } }, orderBy: { field: STARTED_AT, direction: DESC }) {
         nodes { pairs { vacancy { vacancyId places filled } person { pseudonym } } } } }`,
  );
  const pairs = assignmentRuns.nodes[0]?.pairs ?? [];
  const given = Map.groupBy(pairs, ({ vacancy }) => vacancy.vacancyId);
  for (const some of given.values()) expect(some.length).toBeLessThanOrEqual(some[0]!.vacancy.places);
  expect(pairs.length).toBeGreaterThan(0);
  expect(new Set(pairs.map(({ person }) => person.pseudonym)).size).toBe(pairs.length);
}, 60_000);

test('no pair of a county’s run violates a constraint: each is judged anew through the graph', async () => {
  let judged = await judgedRun();
  // Registers are read meanwhile, and somebody may be at work by now: then another run knows.
  for (let round = 1; round < 3 && judged.possible !== judged.assigned; round += 1)
    judged = await judgedRun();
  expect(judged.possible).toBe(judged.assigned);
  expect(judged.assigned).toBeGreaterThan(0);
}, 240_000);

/** How many pairs a new run has, and how many of them are possible as the graph says. */
async function judgedRun(): Promise<{ readonly assigned: number; readonly possible: number }> {
  const { answer } = await match<Ended>('assign', '230102');
  const { assignmentRun } = await adviser.get<{ assignmentRun: { pairs: Paired[] } }>(
    'query ($run: ID!) { assignmentRun(runId: $run) { pairs { vacancy { vacancyId } person { pseudonym } } } }',
    { run: answer.runId },
  );
  let possible = 0;
  for (const [vacancy, people] of Map.groupBy(assignmentRun.pairs, (pair) => pair.vacancy.vacancyId)) {
    const whoCan = await possibleFor(vacancy, answer.runId);
    possible += people.filter(({ person }) => whoCan.has(person.pseudonym)).length;
  }
  return { assigned: answer.assigned, possible };
}

interface Paired {
  readonly vacancy: { readonly vacancyId: string };
  readonly person: { readonly pseudonym: string };
}

/** The pseudonyms of those in a run for whom this vacancy is one. */
async function possibleFor(vacancy: string, run: string): Promise<ReadonlySet<string>> {
  const { assignmentRun } = await adviser.get<{ assignmentRun: { pairs: Judged[] } }>(
    `query ($run: ID!, $vacancy: ID!) { assignmentRun(runId: $run) { pairs { person {
       pseudonym jobseeker { judgement(vacancyId: $vacancy) { isPossible } } } } } }`,
    { run, vacancy },
  );
  const can = assignmentRun.pairs.filter(({ person }) => person.jobseeker?.judgement?.isPossible === true);
  return new Set(can.map(({ person }) => person.pseudonym));
}

interface Judged {
  readonly person: {
    readonly pseudonym: string;
    readonly jobseeker: { readonly judgement: { readonly isPossible: boolean } | null } | null;
  };
}

interface Lasted {
  readonly runId: string;
  readonly county: string;
  readonly state: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
}

test('however many ask at once, of a county one run goes on, and two of all', async () => {
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
  const { answer: listed } = await match<readonly { vacancyId: string }[]>(
    'vacancies',
    '230102',
    '--first',
    '100',
  );
  expect(listed.length).toBeGreaterThan(0);
  const { answer: seeking } = await match<readonly object[]>('jobseekers', '230102');
  expect(seeking.length).toBeGreaterThan(0);
  const { answer: cases } = await match<readonly { state: string }[]>('cases', '--status', 'OPEN');
  expect(new Set(cases.map(({ state }) => state))).toEqual(new Set(['OPEN']));
  expect((await match<object[]>('signals')).status).toBe(0);
  expect(await match('assign', '230200')).toMatchObject({
    status: 1,
    answer: { error: expect.stringContaining('SERVICE_NOT_YOURS') },
  });
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
