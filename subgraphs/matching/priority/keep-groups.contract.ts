import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import { COUNTY, openServiceWorld, personKey, type ServiceWorld } from '../service/testing/service-world.ts';
import type { PriorityFacts } from './priority-facts.ts';
import { factsOf, known, unknown } from './testing/facts-of.ts';

let world: ServiceWorld;
beforeAll(async () => {
  world = await openServiceWorld(await createTestDatabase());
}, 120_000);
afterAll(() => world.close());

const BORN = '1971-02-03';
/** A man of 55 without work since New Year, in a district with a programme of its own. */
const factsFor = (number: number, more: Partial<PriorityFacts> = {}): PriorityFacts =>
  factsOf({
    personKey: personKey(number),
    division: known('POPULATION', COUNTY),
    birthDate: known('POPULATION', BORN),
    unemployedSince: known('EMPLOYMENT_REGISTRATION', '2026-01-01'),
    ...more,
  });
const kept = async (number: number) =>
  (
    await world.rows(
      `SELECT priority_group, answer, rule_id, since::text AS since FROM service.priority_group
       WHERE person_key = $1 ORDER BY priority_group`,
      [personKey(number)],
    )
  ).map((row) => [row['priority_group'], row['answer'], row['rule_id'], row['since']]);
const inMarket = async (number: number) =>
  (await world.rows('SELECT groups FROM market.jobseeker WHERE person_key = $1', [personKey(number)]))[0]?.[
    'groups'
  ];

test('what holds and what can not be told is kept, with the rule and its days; matching hears of what holds', async () => {
  await world.enrol(1);
  await world.conclude(factsFor(1, { disability: unknown('DISABILITY') }));
  expect(await kept(1)).toEqual([
    ['DISABLED', 'CANNOT_TELL', 'disabled.province', null],
    ['LONG_TERM', 'YES', 'long-term.daoli', '2026-07-01'],
    ['OVER_50_40', 'YES', 'over-50-40.province', '2026-01-01'],
  ]);
  expect(await inMarket(1)).toEqual(expect.arrayContaining(['LONG_TERM', 'OVER_50_40']));
  expect(await inMarket(1)).toHaveLength(2);
});

test('what is no longer so is let go, by time alone or by other facts', async () => {
  await world.enrol(2);
  await world.conclude(factsFor(2), '2026-06-30');
  expect((await kept(2)).map(([group]) => group)).toEqual(['OVER_50_40']);
  await world.conclude(factsFor(2), '2026-07-01');
  expect((await kept(2)).map(([group]) => group)).toEqual(['LONG_TERM', 'OVER_50_40']);
  await world.conclude(
    factsFor(2, { unemployedSince: known('EMPLOYMENT_REGISTRATION', null) }),
    '2026-07-02',
  );
  expect(await kept(2)).toEqual([]);
  expect(await inMarket(2)).toEqual([]);
});

test('who has no profile yet has groups, and brings them when there is one', async () => {
  await world.conclude(factsFor(3));
  expect(await inMarket(3)).toBeUndefined();
  await world.enrol(3);
  expect(await inMarket(3)).toHaveLength(2);
});

test('no value that a group rests on is in the tables', async () => {
  await world.conclude(
    factsFor(4, {
      disability: known('DISABILITY', { from: '2011-06-07', until: '2031-08-09' }),
      dibao: known('ASSISTANCE', { from: '2013-10-11', until: null }),
    }),
  );
  const everything = JSON.stringify(await world.rows('SELECT to_jsonb(g) FROM service.priority_group g'));
  for (const value of [BORN, '2011-06-07', '2031-08-09', '2013-10-11'])
    expect(everything).not.toContain(value);
});

test('concluded at once by two who read the same person, it is one conclusion', async () => {
  await Promise.all(Array.from({ length: 6 }, () => world.conclude(factsFor(5))));
  expect((await kept(5)).map(([group]) => group)).toEqual(['LONG_TERM', 'OVER_50_40']);
});
