import { readdirSync, readFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import { inTransaction } from '../../kit/in-transaction.ts';
import { worldOn } from '../constraints/match-world.ts';
import { readJobseekers, readVacancies } from '../market/read-market.ts';
import { draftOf, vacancyOf } from '../market/testing/market-fixtures.ts';
import { factsOf, known } from '../priority/testing/facts-of.ts';
import { applyRepositorySchema } from '../repository/store/apply-repository-schema.ts';
import { VacancyIndex } from '../score/vacancy-index.ts';
import { applyServedViews } from '../serve/apply-served-views.ts';
import { REFERRAL_EDGES } from './referral-edges.ts';
import { remind } from './reminders.ts';
import { refusedWith } from './testing/refused-with.ts';
import {
  ADVISER,
  COUNTY,
  EMPLOYER,
  jobseeker,
  openServiceWorld,
  OTHER_EMPLOYER,
  personKey,
  TODAY,
  type ServiceWorld,
} from './testing/service-world.ts';

/** What somebody says no to changes what is suggested next, and nothing else: not by any rule, term or reminder. */
let world: ServiceWorld;
beforeAll(async () => {
  world = await openServiceWorld(await createTestDatabase());
  for (const schema of ['repository', 'matching']) await world.rows(`CREATE SCHEMA ${schema}`);
  const client = await world.pool.connect();
  await applyRepositorySchema(client);
  await applyServedViews(client);
  client.release();
}, 120_000);
afterAll(() => world.close());

/** What is suggested to somebody now. */
async function suggestedTo(number: number): Promise<readonly string[]> {
  const index = new VacancyIndex(worldOn(TODAY));
  for await (const { vacancy } of readVacancies(world.pool)) index.put(vacancy);
  for await (const { jobseeker: one } of readJobseekers(world.pool))
    if (one.personKey === personKey(number)) return index.top(one, 50).map(({ vacancyId }) => vacancyId);
  return [];
}

test('a no to a vacancy, a shift or a county leaves it out of the next suggestions, and taken back lets it in', async () => {
  const { actor } = await world.enrol(1);
  const posted = [await world.post(), await world.post(), await world.post(3, { county: '230103' })];
  expect((await suggestedTo(1)).toSorted()).toEqual(posted.toSorted());
  const say = (what: string, value: string) =>
    world.desk.declineSuggestion({ what, value, reason: '离家太远' }, actor);
  const first = await say('VACANCY', posted[0]!);
  expect((await suggestedTo(1)).toSorted()).toEqual(posted.slice(1).toSorted());
  const second = await say('COUNTY', '230103');
  expect(await suggestedTo(1)).toEqual([posted[1]]);
  await say('SHIFT', 'DAY');
  expect(await suggestedTo(1)).toEqual([]);
  for (const each of await world.rows('SELECT decline_id FROM service.decline WHERE person_key = $1', [
    actor.person,
  ]))
    await world.desk.takeBackDecline(String(each['decline_id']), actor);
  expect((await suggestedTo(1)).toSorted()).toEqual(posted.toSorted());
  await world.desk.takeBackDecline(first, actor);
  await refusedWith('SERVICE_UNKNOWN', world.desk.takeBackDecline(second, jobseeker(2)));
});

test('a no to an offer leaves that vacancy out as well, with the cause', async () => {
  const { actor } = await world.enrol(3);
  const vacancyId = await world.post();
  const referralId = await world.referTo('OFFER', 3, vacancyId);
  await world.desk.decline(referralId, { cause: 'WAGE', words: '' }, actor);
  expect(await suggestedTo(3)).not.toContain(vacancyId);
  expect(
    await world.rows('SELECT what, value, reason FROM service.decline WHERE person_key = $1', [actor.person]),
  ).toEqual([{ what: 'VACANCY', value: vacancyId, reason: 'WAGE' }]);
});

test('a no of an employer is noted of no jobseeker', async () => {
  await world.enrol(4);
  const referralId = await world.referTo('INTERVIEW', 4, await world.post());
  await world.desk.decline(referralId, { cause: 'SKILLS', words: '' }, EMPLOYER);
  expect(await world.rows('SELECT FROM service.decline WHERE person_key = $1', [personKey(4)])).toEqual([]);
});

test.each([
  ['what is none', { what: 'ADVISER', value: 'v', reason: 'r' }],
  ['nothing', { what: 'VACANCY', value: ' ', reason: 'r' }],
  ['no reason', { what: 'SHIFT', value: 'DAY', reason: '' }],
  ['no shift', { what: 'SHIFT', value: 'MORNING', reason: 'r' }],
  ['no county', { what: 'COUNTY', value: '000000', reason: 'r' }],
  ['no occupation', { what: 'OCCUPATION', value: '焊工', reason: 'r' }],
  ['no vacancy that there is', { what: 'VACANCY', value: 'V7777777777', reason: 'r' }],
  ['no credit code of who posts', { what: 'EMPLOYER', value: '某某公司', reason: 'r' }],
])('a no to %s is refused', async (_, given) => {
  await refusedWith('SERVICE_INPUT_INVALID', world.desk.declineSuggestion(given, jobseeker(1)));
});

test('a no to a vacancy that was refused, or to an employer who has none but that, is answered as to one that is none', async () => {
  const vacancyId = await world.desk.postVacancy(
    { ...draftOf(vacancyOf()), title: '焊工（限男性）' },
    OTHER_EMPLOYER,
  );
  for (const [what, value] of [
    ['VACANCY', vacancyId],
    ['EMPLOYER', OTHER_EMPLOYER.organisation!],
  ] as const)
    await refusedWith(
      'SERVICE_INPUT_INVALID',
      world.desk.declineSuggestion({ what, value, reason: 'r' }, jobseeker(1)),
    );
});

test('so many things may be left out of suggestions; a no to a referral is never refused', async () => {
  const { actor } = await world.enrol(7);
  const [last, further] = [await world.post(), await world.post()];
  await world.rows(
    `INSERT INTO service.decline (person_key, what, value, reason, declined_at)
     SELECT $1, 'VACANCY', CASE n WHEN 500 THEN $2 ELSE 'V' || n END, '远', now() FROM generate_series(1, 500) AS n`,
    [actor.person, last],
  );
  const say = (value: string) =>
    world.desk.declineSuggestion({ what: 'VACANCY', value, reason: '太远' }, actor);
  await refusedWith('SERVICE_INPUT_INVALID', say(further));
  // Another word on what was declined before is no further one.
  const said = await say(last);
  const referralId = await world.referTo('OFFER', 7, await world.post());
  await world.desk.decline(referralId, { cause: 'WAGE', words: '' }, actor);
  await world.desk.takeBackDecline(said, actor);
  await refusedWith('SERVICE_INPUT_INVALID', say(further));
  const [other] = await world.rows(
    `SELECT decline_id FROM service.decline WHERE person_key = $1 AND value = 'V1'`,
    [actor.person],
  );
  await world.desk.takeBackDecline(String(other?.['decline_id']), actor);
  await say(further);
});

/** All that is kept of somebody but what they said no to, without what tells two people apart. */
async function standingOf(number: number): Promise<unknown> {
  const of = (text: string) => world.rows(text, [personKey(number)]);
  return {
    groups:
      await of(`SELECT priority_group, answer, since, rule_id, evidence, missing FROM service.priority_group
      WHERE person_key = $1 ORDER BY priority_group`),
    cases: await of(`SELECT kind, state, opened_by_kind, rule_id, deadline, outcome, reason
      FROM service.employment_case WHERE case_id IN
        (SELECT case_id FROM service.case_person WHERE person_key = $1) ORDER BY record_id`),
    tasks: await of(
      'SELECT kind, agency, state, due FROM service.task WHERE person_key = $1 ORDER BY record_id',
    ),
    followUps: await of(
      'SELECT month, due, outcome FROM service.follow_up WHERE person_key = $1 ORDER BY month',
    ),
    consent: await of('SELECT county, withdrawn_at FROM service.consent WHERE person_key = $1'),
    profile: await of(`SELECT to_jsonb(j) - ARRAY['record_id', 'person_key', 'declined', 'changed_at'] AS kept
      FROM market.jobseeker j WHERE person_key = $1`),
    reminders: await of(`SELECT r.kind, r.agency, r.words_en FROM service.reminder r WHERE about IN
      (SELECT case_id FROM service.case_person WHERE person_key = $1) ORDER BY r.record_id`),
    history: await of(
      `SELECT act, by_kind, to_state FROM service.history WHERE person_key = $1 ORDER BY record_id`,
    ),
  };
}

const unemployedIn = (number: number) =>
  factsOf({
    personKey: personKey(number),
    division: known('POPULATION', COUNTY),
    unemployedSince: known('EMPLOYMENT_REGISTRATION', '2025-01-05'),
    dibao: known('ASSISTANCE', { from: '2024-05-01', until: null }),
    household: known('HOUSEHOLD', {
      householdNumber: `H${number}`,
      setting: 'URBAN',
      members: [
        {
          personKey: personKey(number),
          birthDate: known('POPULATION', '1990-01-01'),
          unemployedSince: known('EMPLOYMENT_REGISTRATION', '2025-01-05'),
          working: known('SOCIAL_INSURANCE', false),
          excused: known('BENEFITS', false),
        },
      ],
    }),
  });

test('of two people alike, of whom one says no to everything that is offered, all else stays alike', async () => {
  const [willing, choosy] = [5, 6];
  for (const number of [willing, choosy]) {
    await world.enrol(number);
    await world.conclude(unemployedIn(number));
  }
  for (let round = 0; round < 12; round += 1) {
    const referralId = await world.referTo(
      round % 2 === 0 ? 'OFFER' : 'PROPOSED',
      choosy,
      await world.post(),
    );
    await world.desk.decline(referralId, { cause: 'OTHER', words: '不想去' }, jobseeker(choosy));
  }
  const { occupation, county, shift } = vacancyOf();
  for (const [what, value] of Object.entries({
    VACANCY: await world.post(),
    EMPLOYER: EMPLOYER.organisation!,
    OCCUPATION: occupation,
    COUNTY: county,
    SHIFT: shift,
  }))
    await world.desk.declineSuggestion({ what, value, reason: '不想' }, jobseeker(choosy));
  for (const day of ['2026-11-02', '2026-12-01', '2027-06-01']) {
    for (const number of [willing, choosy]) await world.conclude(unemployedIn(number), day);
    await inTransaction(world.pool, (client) =>
      remind(client, { today: day, now: new Date(`${day}T02:00:00Z`) }),
    );
  }
  const standing = await standingOf(willing);
  expect(JSON.stringify(standing)).toContain('CASE_OVERDUE');
  expect(JSON.stringify(standing)).toContain('LONG_TERM');
  expect(await standingOf(choosy)).toEqual(standing);
  // And the next offer is as good as the first.
  expect(await world.referTo('AGREED', choosy, await world.post())).toMatch(/-/u);
}, 120_000);

test('nothing in the database reads what somebody said no to but the view that shows it to them: no function, trigger or key', async () => {
  const readers = await world.rows(
    `SELECT c.relname AS name FROM pg_depend d JOIN pg_rewrite w ON w.oid = d.objid JOIN pg_class c ON c.oid = w.ev_class
      WHERE d.classid = 'pg_rewrite'::regclass AND d.refobjid = 'service.decline'::regclass
     UNION SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE n.nspname IN ('service', 'market', 'repository', 'matching') AND (p.prosrc ~* 'decline\\M|cause')
     UNION SELECT conname FROM pg_constraint WHERE confrelid = 'service.decline'::regclass
     UNION SELECT tgname FROM pg_trigger WHERE tgrelid = 'service.decline'::regclass`,
  );
  expect(readers).toEqual([{ name: 'decline' }]);
});

test('no machine takes a step of a referral, so none follows from a no', () => {
  const sides = new Set(REFERRAL_EDGES.flatMap(({ by }) => by));
  expect([...sides].toSorted()).toEqual(['ADVISER', 'EMPLOYER', 'JOBSEEKER']);
});

test('nothing in the house reads what somebody said no to but matching, and who shows it to them', () => {
  const house = new URL('../../../', import.meta.url).pathname;
  const rooms = ['gateway', 'policies', 'stream', 'subgraphs'];
  const readers = rooms.flatMap((room) =>
    readdirSync(`${house}${room}`, { recursive: true, encoding: 'utf8' })
      .filter(
        (name) => /\.(?:ts|sql)$/u.test(name) && !/\.(?:test|contract|e2e|bench)\.ts$|testing\//u.test(name),
      )
      .map((name) => `${house}${room}/${name}`)
      .filter((file) =>
        /\bservice\.decline\b|\bdeclined\b|\bend_cause\b|\bendCause\b/u.test(readFileSync(file, 'utf8')),
      ),
  );
  const allowed = [
    'subgraphs/matching/constraints',
    'subgraphs/matching/generated',
    'subgraphs/matching/market',
    'subgraphs/matching/score',
    'subgraphs/matching/score/terms',
    'subgraphs/matching/serve',
    'subgraphs/matching/service',
    'subgraphs/matching/service/declines',
    'subgraphs/matching/service/referrals',
  ];
  const elsewhere = readers.filter((file) => !allowed.includes(dirname(relative(house, file))));
  expect(elsewhere.map((file) => relative(house, file))).toEqual([]);
  // Of the chain itself, only what keeps and shows them.
  const inChain = readers.filter((file) => dirname(file) === `${house}subgraphs/matching/service`);
  expect(inChain.map((file) => file.split('/').at(-1)).toSorted()).toEqual([
    'disclosed-referrals.ts',
    'market-book.ts',
    'service-schema.sql',
    'stage-disclosure.ts',
  ]);
});

test('an adviser can not say no in the name of somebody', async () => {
  await refusedWith(
    'SERVICE_NOT_YOURS',
    world.desk.declineSuggestion({ what: 'VACANCY', value: 'v', reason: 'r' }, ADVISER),
  );
});
