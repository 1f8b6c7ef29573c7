import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import { jobseekerOf, profileOf } from '../market/testing/market-fixtures.ts';
import type { HouseholdMemberFacts, PriorityFacts } from '../priority/priority-facts.ts';
import { factsOf, known, memberOf, unknown } from '../priority/testing/facts-of.ts';
import { refusedWith } from './testing/refused-with.ts';
import {
  ADVISER,
  COUNTY,
  EMPLOYER,
  FAR_ADVISER,
  jobseeker,
  openServiceWorld,
  OTHER_ADVISER,
  personKey,
  type ServiceWorld,
} from './testing/service-world.ts';

let world: ServiceWorld;
let number = 0;
beforeAll(async () => {
  world = await openServiceWorld(await createTestDatabase());
}, 120_000);
afterAll(() => world.close());

const SINCE = '2026-09-01';
const unemployed = (since: string | null) => known('EMPLOYMENT_REGISTRATION', since);

/** A household of so many adults, all without work; whose facts these are is the first. */
function withoutWork(householdNumber: string, adults: number, since = SINCE): readonly PriorityFacts[] {
  const people = Array.from({ length: adults }, () => {
    number += 1;
    return personKey(number);
  });
  return people.map((person) =>
    factsFor(
      person,
      householdNumber,
      people.map((each) => member(each, since)),
      since,
    ),
  );
}

const member = (person: string, since: string | null): HouseholdMemberFacts =>
  memberOf({ personKey: person, unemployedSince: unemployed(since) });

const factsFor = (
  person: string,
  householdNumber: string,
  members: readonly HouseholdMemberFacts[],
  since: string | null = SINCE,
): PriorityFacts =>
  factsOf({
    personKey: person,
    division: known('POPULATION', COUNTY),
    unemployedSince: unemployed(since),
    household: known('HOUSEHOLD', { householdNumber, setting: 'URBAN', members }),
  });

const casesOf = (householdNumber: string) =>
  world.rows(
    `SELECT case_id, state, opened_by_kind, rule_id, deadline::text AS deadline, confirmed_by, ended_by, reason
     FROM service.employment_case WHERE household_number = $1 ORDER BY record_id`,
    [householdNumber],
  );
const caseOf = async (householdNumber: string): Promise<string> =>
  String((await casesOf(householdNumber)).at(-1)?.['case_id']);

describe('a household without work', () => {
  test('has a case proposed by rule, with names of evidence, and ten working days for somebody to be at work', async () => {
    const [one] = withoutWork('H1', 2);
    await world.conclude(one!);
    expect(await casesOf('H1')).toMatchObject([
      {
        state: 'PROPOSED',
        opened_by_kind: 'HUB',
        rule_id: 'zero-employment.province',
        // From Sunday, 1 November.
        deadline: '2026-11-13',
        confirmed_by: null,
      },
    ]);
    const [kept] = await world.rows(
      `SELECT evidence, (SELECT count(*)::int FROM service.case_person p WHERE p.case_id = c.case_id) AS people
       FROM service.employment_case c WHERE household_number = 'H1'`,
    );
    expect(kept?.['people']).toBe(2);
    expect(JSON.stringify(kept?.['evidence'])).not.toContain(SINCE);
    for (const each of kept?.['evidence'] as readonly object[])
      expect(Object.keys(each).toSorted()).toEqual(['asOf', 'dataset']);
    const history = await world.rows(
      'SELECT by_kind, by, act, to_state FROM service.history WHERE case_id = $1',
      [await caseOf('H1')],
    );
    expect(history).toEqual([{ by_kind: 'HUB', by: null, act: 'CASE_PROPOSED', to_state: 'PROPOSED' }]);
  });

  test.each([
    // Before the Spring Festival, over the days off and the Saturdays that make up for them.
    ['2026-02-10', '2026-03-02'],
    ['2026-04-30', '2026-05-18'],
    ['2026-09-28', '2026-10-16'],
  ])('that is found on %s is to have work by %s', async (day, deadline) => {
    const [one] = withoutWork(`H-${day}`, 1, '2026-01-05');
    await world.conclude(one!, day);
    expect(await casesOf(`H-${day}`)).toMatchObject([{ deadline }]);
  });

  test('has one case, whoever of it is read, how often, and at once', async () => {
    const members = withoutWork('H2', 3);
    await Promise.all([...members, ...members].map((facts) => world.conclude(facts)));
    expect(await casesOf('H2')).toHaveLength(1);
  });

  test('has none where a source is silent, somebody works, or it is of the country', async () => {
    const silent = withoutWork('H3', 1).map((facts) => ({ ...facts, household: unknown('HOUSEHOLD') }));
    await world.conclude(silent[0]!);
    const person = personKey((number += 1));
    const working = memberOf({
      personKey: personKey((number += 1)),
      working: known('SOCIAL_INSURANCE', true),
    });
    await world.conclude(factsFor(person, 'H3', [member(person, SINCE), working]));
    const rural = { householdNumber: 'H3', setting: 'RURAL', members: [member(person, SINCE)] } as const;
    await world.conclude({ ...factsFor(person, 'H3', []), household: known('HOUSEHOLD', rural) });
    expect(await casesOf('H3')).toEqual([]);
  });

  test('is helped when an adviser of the place confirms it, by name', async () => {
    const [one] = withoutWork('H4', 1);
    await world.conclude(one!);
    const caseId = await caseOf('H4');
    await refusedWith('SERVICE_UNKNOWN', world.desk.confirmCase(caseId, FAR_ADVISER));
    await refusedWith(
      'SERVICE_OFFICIAL_REQUIRED',
      world.desk.confirmCase(caseId, { ...ADVISER, official: null }),
    );
    await refusedWith('SERVICE_NOT_YOURS', world.desk.confirmCase(caseId, EMPLOYER));
    await refusedWith('SERVICE_NOT_YOURS', world.desk.confirmCase(caseId, jobseeker(number)));
    expect(await casesOf('H4')).toMatchObject([{ state: 'PROPOSED' }]);
    await world.desk.confirmCase(caseId, ADVISER);
    expect(await casesOf('H4')).toMatchObject([{ state: 'OPEN', confirmed_by: 'ea-0031' }]);
    await refusedWith('SERVICE_STATE', world.desk.refuseCase(caseId, 'late', ADVISER));
    await refusedWith('SERVICE_STATE', world.desk.confirmCase(caseId, OTHER_ADVISER));
  });

  test('is refused with a reason, and not proposed again on the same facts, but on others', async () => {
    const [one] = withoutWork('H5', 1);
    await world.conclude(one!);
    const caseId = await caseOf('H5');
    await refusedWith('SERVICE_INPUT_INVALID', world.desk.refuseCase(caseId, '  ', ADVISER));
    await world.desk.refuseCase(caseId, '家庭成员已自主创业', ADVISER);
    await world.conclude(one!, '2026-11-02');
    await world.conclude(one!, '2026-12-02');
    expect(await casesOf('H5')).toMatchObject([
      { state: 'REFUSED', ended_by: 'ea-0031', reason: '家庭成员已自主创业' },
    ]);
    const { personKey: person } = one!;
    const later = '2026-10-20';
    await world.conclude(factsFor(person, 'H5', [member(person, later)], later), '2026-12-03');
    expect((await casesOf('H5')).map(({ state }) => state)).toEqual(['REFUSED', 'PROPOSED']);
  });

  test('that is no more without work leaves its group, and its case to people', async () => {
    const [one] = withoutWork('H6', 1);
    await world.conclude(one!);
    const { personKey: person } = one!;
    const atWork = { ...member(person, null), working: known('SOCIAL_INSURANCE', true) };
    await world.conclude(factsFor(person, 'H6', [atWork], null), '2026-11-20');
    expect(
      await world.rows(`SELECT FROM service.priority_group WHERE person_key = $1 AND answer = 'YES'`, [
        person,
      ]),
    ).toEqual([]);
    expect(await casesOf('H6')).toMatchObject([{ state: 'PROPOSED' }]);
  });
});

describe('the case of somebody', () => {
  test('who registers is proposed, and who an adviser registers is open', async () => {
    number += 1;
    const actor = jobseeker(number);
    const caseId = await world.desk.openCase(null, COUNTY, actor);
    const state = async () =>
      (await world.rows('SELECT state FROM service.employment_case WHERE case_id = $1', [caseId]))[0]?.[
        'state'
      ];
    expect(await state()).toBe('PROPOSED');
    await refusedWith('SERVICE_REPEATED', world.desk.openCase(actor.person, COUNTY, ADVISER));
    await world.desk.confirmCase(caseId, ADVISER);
    expect(await state()).toBe('OPEN');
  });

  test('who consented elsewhere is opened by an adviser there, and here where the person asks', async () => {
    const elsewhere = () => {
      number += 1;
      const actor = jobseeker(number);
      const contact = { surname: '欧阳', givenName: '远', phone: '0452-0000000' };
      return { actor, consent: () => world.desk.giveConsent({ contact, county: '230202' }, actor) };
    };
    const vacancyId = await world.post();
    const asks = elsewhere();
    await asks.consent();
    await refusedWith('SERVICE_NOT_YOURS', world.desk.openCase(asks.actor.person, COUNTY, ADVISER));
    await world.desk.confirmCase(await world.desk.openCase(null, COUNTY, asks.actor), ADVISER);
    await world.desk.proposeReferral(asks.actor.person, vacancyId, '', ADVISER);
    // Nor by opening it before there is a consent.
    const taken = elsewhere();
    await world.desk.openCase(taken.actor.person, COUNTY, ADVISER);
    await taken.consent();
    await refusedWith(
      'SERVICE_NOT_YOURS',
      world.desk.proposeReferral(taken.actor.person, vacancyId, '', ADVISER),
    );
    expect(
      await world.rows('SELECT FROM service.referral WHERE person_key = $1', [taken.actor.person]),
    ).toEqual([]);
  });

  test('who has a profile elsewhere is not written over by an adviser who opened a case here', async () => {
    number += 1;
    const actor = jobseeker(number);
    await world.desk.keepProfile(null, profileOf(jobseekerOf({ county: '230202', text: '自己写的' })), actor);
    await world.desk.openCase(actor.person, COUNTY, ADVISER);
    const keep = () => world.desk.keepProfile(actor.person, profileOf(jobseekerOf()), ADVISER);
    await refusedWith('SERVICE_NOT_YOURS', keep());
    const contact = { surname: '欧阳', givenName: '远', phone: '0452-0000000' };
    await world.desk.giveConsent({ contact, county: '230202' }, actor);
    await refusedWith('SERVICE_NOT_YOURS', keep());
    expect(
      await world.rows('SELECT county, text FROM market.jobseeker WHERE person_key = $1', [actor.person]),
    ).toEqual([{ county: '230202', text: '自己写的' }]);
  });

  test.each<[string, Parameters<ServiceWorld['desk']['openCase']>, Parameters<typeof refusedWith>[0]]>([
    ['a county that is none', [personKey(1), '23', ADVISER], 'SERVICE_INPUT_INVALID'],
    ['a county of nowhere', [personKey(1), '239999', ADVISER], 'SERVICE_INPUT_INVALID'],
    ['a person that is none', ['somebody', COUNTY, ADVISER], 'SERVICE_INPUT_INVALID'],
    ['another city', [personKey(1), COUNTY, FAR_ADVISER], 'SERVICE_NOT_YOURS'],
    ['nobody', [null, COUNTY, ADVISER], 'SERVICE_NOT_YOURS'],
    ['somebody else', [personKey(1), COUNTY, jobseeker(2)], 'SERVICE_NOT_YOURS'],
    ['an employer', [personKey(1), COUNTY, EMPLOYER], 'SERVICE_NOT_YOURS'],
  ])('is not opened for or by %s', async (_, asked, code) => {
    await refusedWith(code, world.desk.openCase(...asked));
  });

  test('is closed with an outcome and a reason, when nothing of it is on its way', async () => {
    number += 1;
    const { caseId } = await world.enrol(number);
    const referralId = await world.referTo('AGREED', number, await world.post());
    const close = (outcome: string, reason: string) =>
      world.desk.closeCase(caseId, { outcome, reason }, ADVISER);
    await refusedWith('SERVICE_STATE', close('EMPLOYED', '上岗'));
    await world.desk.withdraw(referralId, '另有安排', ADVISER);
    await refusedWith('SERVICE_INPUT_INVALID', close('SANCTIONED', 'r'));
    await refusedWith('SERVICE_INPUT_INVALID', close('OTHER', ''));
    await close('SELF_EMPLOYED', '开店');
    await refusedWith('SERVICE_STATE', close('EMPLOYED', '上岗'));
    await refusedWith('SERVICE_CASE_MISSING', world.referTo('PROPOSED', number, await world.post()));
  });

  test('has plans in versions, each by name', async () => {
    number += 1;
    const { caseId, actor } = await world.enrol(number);
    const plan = (goal: string, ...kinds: readonly string[]) => ({
      personKey: actor.person,
      goal,
      measures: kinds.map((kind) => ({ kind, words: '每周' })),
    });
    await world.desk.setPlan(caseId, plan('焊工岗位', 'REFERRALS'), ADVISER);
    await world.desk.setPlan(caseId, plan('焊工岗位', 'REFERRALS', 'COUNSELLING'), OTHER_ADVISER);
    const kept = await world.rows(
      'SELECT version, made_by FROM service.plan WHERE case_id = $1 ORDER BY version',
      [caseId],
    );
    expect(kept).toEqual([
      { version: 1, made_by: 'ea-0031' },
      { version: 2, made_by: 'ea-0032' },
    ]);
    await refusedWith('SERVICE_INPUT_INVALID', world.desk.setPlan(caseId, plan('', 'REFERRALS'), ADVISER));
    await refusedWith('SERVICE_INPUT_INVALID', world.desk.setPlan(caseId, plan('g', 'PENALTY'), ADVISER));
    await refusedWith('SERVICE_UNKNOWN', world.desk.setPlan(caseId, plan('g'), FAR_ADVISER));
    const ofNobody = { ...plan('g'), personKey: personKey(0) };
    await refusedWith('SERVICE_UNKNOWN', world.desk.setPlan(caseId, ofNobody, ADVISER));
  });

  test('steps on with what is done', async () => {
    number += 1;
    const actor = jobseeker(number);
    const caseId = await world.desk.openCase(actor.person, COUNTY, ADVISER);
    const step = async () =>
      (await world.rows('SELECT step FROM service.case_step WHERE case_id = $1', [caseId]))[0]?.['step'];
    const steps = [await step()];
    const { profileOf, jobseekerOf } = await import('../market/testing/market-fixtures.ts');
    await world.desk.keepProfile(null, profileOf(jobseekerOf()), actor);
    steps.push(await step());
    await world.desk.setPlan(caseId, { personKey: actor.person, goal: '上岗', measures: [] }, ADVISER);
    steps.push(await step());
    const contact = { surname: '欧阳', givenName: '试', phone: '0451-0000000' };
    await world.desk.giveConsent({ contact, county: COUNTY }, actor);
    for (const stage of ['REFERRED', 'INTERVIEW', 'OFFER', 'ACCEPTED'] as const) {
      await world.referTo(stage, number, await world.post());
      steps.push(await step());
    }
    expect(steps).toEqual([
      'REGISTRATION',
      'PROFILE',
      'PLAN',
      'REFERRALS',
      'INTERVIEW',
      'OFFER',
      'FOLLOW_UP',
    ]);
  });
});

describe('who moves to another county', () => {
  const contact = { surname: '欧阳', givenName: '试', phone: '0451-0000000' };
  const ownCases = (person: string) =>
    world.rows(
      `SELECT county, state, outcome, ended_by, ended_by_person FROM service.employment_case
       WHERE person_key = $1 ORDER BY record_id`,
      [person],
    );

  test('asks there, which ends the case of the former county, and is served once somebody there confirms it', async () => {
    number += 1;
    const { actor, caseId } = await world.enrol(number);
    const asked = await world.desk.openCase(null, '230202', actor);
    expect(await ownCases(actor.person)).toEqual([
      { county: COUNTY, state: 'CLOSED', outcome: 'MOVED', ended_by: null, ended_by_person: true },
      { county: '230202', state: 'PROPOSED', outcome: null, ended_by: null, ended_by_person: false },
    ]);
    expect(await world.desk.openCase(null, '230202', actor)).toBe(asked);
    const history = await world.rows(
      `SELECT by_kind, by, act, from_state, to_state FROM service.history WHERE case_id = $1 ORDER BY record_id DESC LIMIT 1`,
      [caseId],
    );
    expect(history).toEqual([
      { by_kind: 'JOBSEEKER', by: null, act: 'CASE_CLOSED', from_state: 'OPEN', to_state: 'CLOSED' },
    ]);
    const vacancyId = await world.post();
    await refusedWith(
      'SERVICE_CASE_MISSING',
      world.desk.proposeReferral(actor.person, vacancyId, '', ADVISER),
    );
    await world.desk.confirmCase(asked, FAR_ADVISER);
    await world.desk.proposeReferral(actor.person, vacancyId, '', FAR_ADVISER);
  });

  test('takes back what nobody confirmed, and ends or goes on with what is on its way first', async () => {
    number += 1;
    const unheard = jobseeker(number);
    await world.desk.openCase(null, COUNTY, unheard);
    await world.desk.openCase(null, '230202', unheard);
    expect((await ownCases(unheard.person)).map(({ state }) => state)).toEqual(['REFUSED', 'PROPOSED']);
    number += 1;
    const { actor } = await world.enrol(number);
    const referralId = await world.referTo('INTERVIEW', number, await world.post());
    await refusedWith('SERVICE_STATE', world.desk.openCase(null, '230202', actor));
    expect((await ownCases(actor.person)).map(({ state }) => state)).toEqual(['OPEN']);
    await world.desk.decline(referralId, { cause: 'COMMUTE', words: '' }, actor);
    await world.desk.openCase(null, '230202', actor);
    expect((await ownCases(actor.person)).map(({ state }) => state)).toEqual(['CLOSED', 'PROPOSED']);
  });

  test('and has a household’s case where the others stay is served under the own', async () => {
    const [one] = withoutWork('H-STAYS', 2);
    await world.conclude(one!);
    await world.desk.confirmCase(await caseOf('H-STAYS'), ADVISER);
    const actor = { ...jobseeker(number), person: one!.personKey };
    await world.desk.keepProfile(null, profileOf(jobseekerOf()), actor);
    await world.desk.giveConsent({ contact, county: '230202' }, actor);
    await world.desk.confirmCase(await world.desk.openCase(null, '230202', actor), FAR_ADVISER);
    await world.desk.proposeReferral(actor.person, await world.post(), '', FAR_ADVISER);
    expect(await casesOf('H-STAYS')).toMatchObject([{ state: 'OPEN' }]);
  });
});
