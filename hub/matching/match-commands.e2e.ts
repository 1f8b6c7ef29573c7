import { execFile } from 'node:child_process';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeScratchDirectory } from '../testing/scratch-directory.ts';
import { testHub } from '../testing/test-hub.ts';
import { adviserDoor, type Door, employerDoor, enterJobseeker, newEmployer, post } from './two-sides.ts';

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
  readonly gini: number;
  readonly groups: readonly { readonly group: string }[];
}

test('a county is assigned and followed to its end, and its figures are there to be read and exported', async () => {
  const { status, answer } = await match<Ended>('assign', '230102');
  expect([status, answer.state]).toEqual([0, 'DONE']);
  expect(answer.jobseekers).toBeGreaterThan(0);
  expect(answer.lookedAt).toBe(answer.jobseekers);
  expect(answer.assigned).toBeGreaterThan(0);
  expect(answer.assigned).toBeLessThanOrEqual(Math.min(answer.places, answer.jobseekers));
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
}, 120_000);
