import { expect, test } from '@jest/globals';
import { DEMONSTRATION_EMPLOYER, DEMONSTRATION_JOBSEEKER } from '../../province/market/demonstration.ts';
import { testHub } from '../testing/test-hub.ts';
import { adviserDoor, employerDoor, jobseekerDoor, type Door } from './testing/two-sides.ts';

/** What a hub has of a market from the start: people and firms of its own province, and what is wrong with some. */

const hub = testHub();
const PROVINCE = '230000';

/** Every page of a list, by its name and what is asked of each. */
async function pagesOf<T>(door: Door, list: string, filter: string, fields: string): Promise<readonly T[]> {
  const found: T[] = [];
  for (let after: string | null = null; ;) {
    const page: Record<
      string,
      { nodes: readonly T[]; pageInfo: { hasNextPage: boolean; endCursor: string } }
    > = await door.get(
      `query ($after: Cursor) { ${list}(first: 100, after: $after${filter}) { nodes { ${fields} } pageInfo { hasNextPage endCursor } } }`,
      { after },
    );
    const { nodes = [], pageInfo } = page[list] ?? {};
    found.push(...nodes);
    if (pageInfo?.hasNextPage !== true) return found;
    after = pageInfo.endCursor;
  }
}

test('the firm of the demonstration has posted work, and its jobseeker is suggested some of it, with reasons', async () => {
  const employer = await employerDoor(hub, DEMONSTRATION_EMPLOYER);
  const posted = await pagesOf<{ vacancyId: string }>(
    employer,
    'vacancies',
    ', filter: { status: { eq: "OPEN" } }',
    'vacancyId',
  );
  expect(posted.length).toBeGreaterThanOrEqual(4);
  const jobseeker = await jobseekerDoor(hub, DEMONSTRATION_JOBSEEKER);
  const { jobseekers } = await jobseeker.get<{
    jobseekers: {
      nodes: {
        suggestions: { explanation: string; explanationChinese: string; vacancy: { vacancyId: string } }[];
      }[];
    };
  }>(
    '{ jobseekers { nodes { suggestions(first: 100) { explanation explanationChinese vacancy { vacancyId } } } } }',
  );
  const suggested = jobseekers.nodes[0]?.suggestions ?? [];
  const ids = posted.map(({ vacancyId }) => vacancyId);
  const own = suggested.filter(({ vacancy }) => ids.includes(vacancy.vacancyId));
  expect(own.length).toBeGreaterThan(0);
  for (const { explanation, explanationChinese } of own) {
    expect(explanation).toContain('Suggested');
    expect(explanationChinese).toContain('推荐');
  }
});

interface Bad {
  readonly vacancyId: string;
  readonly faults: string | null;
  readonly faultsChinese: string | null;
  readonly qualityFlag: string | null;
  readonly candidates: readonly object[];
}

test.each([
  ['REFUSED', ['SEX', 'AGE', 'HEALTH', 'WAGE_BELOW_MINIMUM', 'WAGE_ABSURD', 'DUPLICATE']],
  ['FILLED', ['FILLED']],
  ['WITHDRAWN', ['EXPIRED']],
])('what is %s is matched with nobody, and says why in both languages', async (status, codes) => {
  const adviser = await adviserDoor(hub, PROVINCE);
  const bad = await pagesOf<Bad>(
    adviser,
    'vacancies',
    `, filter: { status: { eq: "${status}" } }`,
    'vacancyId faults faultsChinese qualityFlag candidates(first: 5) { score }',
  );
  const flags = bad.flatMap(({ qualityFlag }) => qualityFlag?.split(',') ?? []);
  for (const code of codes) expect(flags).toContain(code);
  expect(bad.filter(({ candidates }) => candidates.length > 0)).toEqual([]);
  // What an employer of another test took back himself has nothing wrong with it.
  for (const { faults, faultsChinese } of bad.filter(({ qualityFlag }) => qualityFlag !== null)) {
    expect(faults).toMatch(/[a-z]{3}/u);
    expect(faultsChinese).toMatch(/\p{Script=Han}/u);
  }
});

test('who is employed, has died or says nothing is suggested nothing, and it is said why', async () => {
  const adviser = await adviserDoor(hub, PROVINCE);
  const people = await pagesOf<{
    obstacles: string | null;
    obstaclesChinese: string | null;
    suggestions: readonly object[];
  }>(adviser, 'jobseekers', '', 'obstacles obstaclesChinese suggestions(first: 1) { score }');
  const barred = people.filter(({ obstacles }) => obstacles !== null);
  const said = barred.map(({ obstacles }) => obstacles).join('\n');
  for (const words of [/registered as dead/u, /registered as employed/u, /nothing can be compared/u])
    expect(said).toMatch(words);
  expect(barred.filter(({ suggestions }) => suggestions.length > 0)).toEqual([]);
  for (const { obstaclesChinese } of barred) expect(obstaclesChinese).toMatch(/\p{Script=Han}/u);
  expect(people.filter(({ suggestions }) => suggestions.length > 0).length).toBeGreaterThan(20);
});
