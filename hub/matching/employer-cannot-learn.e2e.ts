import { beforeAll, describe, expect, test } from '@jest/globals';
import { RELATION_CONTENT_TYPE } from '../../policies/relation-wire.ts';
import { signToken } from '../testing/sign-token.ts';
import { testHub } from '../testing/test-hub.ts';
import { rowsOf } from './matching-rows.ts';
import {
  ACCEPT,
  adviserDoor,
  agreeOn,
  type Door,
  employerDoor,
  enterJobseeker,
  INVITE,
  newEmployer,
  newPerson,
  OFFER,
  post,
  REFER,
  type Seeker,
  SOON,
} from './two-sides.ts';

/**
 * Four people alike in everything that they say of themselves; one has a certificate of disability, one is on dibao, one lives
 * in a household of another setting and without work, and one is none of these. Each is referred to an employer of his own with
 * the same vacancy. Whatever an employer asks, at whichever stage, the four answers are one: no value, no filter, no count and
 * no error tells who is who.
 */

const hub = testHub();

interface Side extends Seeker {
  readonly employer: Door;
  readonly organisation: string;
  readonly vacancyId: string;
  referralId: string;
}

const PERSONAL = `pseudonym name sex ageBand disabilityCertificates { kind grade expiresOn }
  assistanceMemberships { relation family { caseNumber scheme } } household { householdNumber setting members { name } }
  jobseeker { needs cannot priorityGroups { group answer } } employment { status }`;

const QUESTIONS: Readonly<Record<string, string>> = {
  'by value, at the person': `query ($person: ID!) { person(id: $person) { ${PERSONAL} } }`,
  'by value, at those who look for work':
    '{ jobseekers(first: 100) { nodes { needs cannot person { name } priorityGroups { group answer } } } }',
  'by value, of whoever was referred': `{ receivedReferrals { nodes { referralId stage stageAt employerCode occupation skills
      years surname givenName phone interviewAt interviewWords offerWage offerWords startsOn qualityFlag validFrom validTo
      vacancy { title places filled status } } pageInfo { hasNextPage } } }`,
  'by value, through the vacancy':
    'query ($vacancy: ID!) { vacancy(vacancyId: $vacancy) { filled candidates(first: 5) { accommodationPossible score } } }',
  'by value, of the work of anybody': '{ employmentPictures { nodes { status benefits } } }',
  'by filter, on the number':
    'query ($person: ID!) { persons(filter: { id: { eq: $person } }) { nodes { status } } }',
  'by filter, on the number and the household':
    'query ($person: ID!) { persons(filter: { id: { eq: $person }, relation: { eq: "HEAD" } }) { pageInfo { hasNextPage } } }',
  'by filter, on who looks for work':
    '{ jobseekers(filter: { county: { within: "230102" } }) { pageInfo { hasNextPage } } }',
  'by filter, on the stage':
    '{ receivedReferrals(filter: { stage: { eq: "REFERRED" } }) { nodes { stage } } }',
  'by order':
    '{ receivedReferrals(orderBy: { field: STAGE_AT, direction: DESC }) { nodes { stage surname } } }',
  'by count, of those who were referred':
    '{ receivedReferrals(first: 1) { nodes { stage } pageInfo { hasNextPage } } vacancies { nodes { places filled } } }',
  'by count, of cases and groups':
    '{ serviceCases(first: 1) { pageInfo { hasNextPage } } assignmentRuns { nodes { jobseekers groups { group } } } }',
  'by count, of what others do, by the numbers of records':
    '{ receivedReferrals { nodes { recordKey } } vacancies { nodes { recordKey } } }',
  'by count, of payments': '{ paymentStatistics(by: [DIVISION], filter: {}) { count } }',
  'by error, of an act that is the adviser’s':
    'mutation ($person: ID!) { openCase(person: $person, county: "230102") { state } }',
  'by error, of a proposal':
    'mutation ($person: ID!, $vacancy: ID!) { proposeReferral(person: $person, vacancyId: $vacancy, words: "") { stage } }',
  'by error, of an interview in the past':
    'mutation ($referral: ID!) { inviteToInterview(referralId: $referral, at: "2001-01-01T00:00:00Z", words: "") { stage } }',
  'by error, of an offer that begins in the past':
    'mutation ($referral: ID!) { offerWork(referralId: $referral, wage: 1, startsOn: "2001-01-01", words: "") { stage } }',
  'by error, of asking what is not asked here':
    'query ($person: ID!) { person(id: $person) { disabled onDibao } }',
};
const PURPOSES = ['recruitment', 'employment-service', 'assistance-eligibility'] as const;

let sides: readonly Side[];
let unlike: readonly string[];

beforeAll(async () => {
  const { disabled, assisted, rural, neither } = await fourPeople();
  sides = [
    await side(disabled, ['DISABLED'], { cannot: ['STANDING'], needs: ['SEATED'] }),
    await side(assisted, ['DIBAO']),
    await side(rural, ['ZERO_EMPLOYMENT']),
    await side(neither, []),
  ];
  unlike = await Promise.all(sides.map(({ person }) => asTheEngineSees(person)));
}, 120_000);

interface Resident {
  readonly key: string;
  readonly setting: string;
}

/** Adults of the province's own registers. */
async function fourPeople() {
  const adult = `person_key LIKE 'RID:%' AND substr(person_key, 11, 4)::int BETWEEN 1970 AND 1995`;
  const certified = await rowsOf<{ key: string }>(
    hub,
    'civil_affairs',
    `SELECT DISTINCT person_key AS key FROM disability_certificate WHERE recorded_to IS NULL AND ${adult} ORDER BY 1`,
  );
  const assisted = await rowsOf<{ key: string }>(
    hub,
    'civil_affairs',
    `SELECT DISTINCT person_key AS key FROM assistance_member JOIN assistance_family AS family USING (case_number)
     WHERE family.scheme = 'DIBAO' AND family.status = 'ACTIVE' AND family.recorded_to IS NULL AND ${adult} ORDER BY 1`,
  );
  const residents = await rowsOf<Resident>(
    hub,
    'household_registration',
    `SELECT DISTINCT person_key AS key, household.setting FROM resident JOIN household USING (household_number)
     WHERE resident.recorded_to IS NULL AND household.recorded_to IS NULL AND resident.status = 'NORMAL' AND ${adult}
     ORDER BY 1`,
  );
  const [disabled, onDibao] = [certified, assisted].map((rows) => new Set(rows.map(({ key }) => key)));
  const first = (setting: string, isDisabled: boolean, isOnDibao: boolean): string =>
    residents.find(
      (one) =>
        one.setting === setting &&
        disabled!.has(one.key) === isDisabled &&
        onDibao!.has(one.key) === isOnDibao,
    )!.key;
  return {
    disabled: first('URBAN', true, false),
    assisted: first('URBAN', false, true),
    rural: first('RURAL', false, false),
    neither: first('URBAN', false, false),
  };
}

/** Somebody who looks for work, with the groups that the hub would conclude of them, and an employer with a vacancy. */
async function side(person: string, groups: readonly string[], profile: object = {}): Promise<Side> {
  const organisation = newEmployer();
  const employer = await employerDoor(hub, organisation);
  const vacancyId = await post(employer, { accommodations: ['SEATED'] });
  const seeker = await enterJobseeker(hub, { ...profile }, person);
  await rowsOf(
    hub,
    'matching',
    `INSERT INTO service.priority_group (person_key, county, priority_group, answer, since, rule_id, evidence, missing, concluded_on)
     SELECT $1, '230102', unnest($2::text[]), 'YES', '2026-01-01', 'a-rule', '[]', '{}', '2026-01-01' ON CONFLICT DO NOTHING`,
    [person, groups],
  );
  return { ...seeker, employer, organisation, vacancyId, referralId: newPerson() };
}

/** What the facts are where they may be read: that they differ is what makes equal answers mean something. */
async function asTheEngineSees(person: string): Promise<string> {
  const token = await signToken(hub.state, 'employment-engine');
  const { body } = await hub.ask(
    `query ($person: ID!) { persons(filter: { id: { eq: $person } }) { nodes {
       disabilityCertificates { issuedOn } assistanceMemberships { family { scheme status } }
       household { setting } } } }`,
    {
      purpose: 'employment-service',
      variables: { person },
      headers: { authorization: `Bearer ${token}` },
    },
  );
  expect(body.errors).toBeUndefined();
  return JSON.stringify(body.data);
}

/** An answer without the names that each side has of its own, and without when it was given. */
async function told(
  { employer, person, organisation, vacancyId, referralId }: Side,
  query: string,
): Promise<string> {
  const variables = { person, vacancy: vacancyId, referral: referralId };
  const { status, body } = await employer.ask(query, variables);
  const text = JSON.stringify({ status, data: body.data, errors: body.errors });
  return [person, organisation, vacancyId, referralId]
    .reduce((sum, own) => sum.replaceAll(own, 'OWN'), text)
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)/gu, 'INSTANT')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/gu, 'ID');
}

/** How far the four referrals go, step by step; each is done for all four alike. */
const STAGES: readonly (readonly [string, (side: Side) => Promise<unknown>])[] = [
  ['before anybody is referred', () => Promise.resolve()],
  ['AGREED', async (each) => (each.referralId = await agreeOn(hub, each, each.vacancyId))],
  ['REFERRED', async ({ referralId }) => (await adviserDoor(hub)).get(REFER, { id: referralId })],
  [
    'INTERVIEW',
    ({ employer, referralId }) => employer.get(INVITE, { id: referralId, at: `${SOON(3)}T01:00:00Z` }),
  ],
  ['OFFER', ({ employer, referralId }) => employer.get(OFFER, { id: referralId, from: SOON(10) })],
  ['ACCEPTED', ({ door, referralId }) => door.get(ACCEPT, { id: referralId })],
];

test('the four differ in what other agencies know of them', () => {
  expect(new Set(unlike).size).toBe(4);
});

for (const [stage, advance] of STAGES)
  describe(stage, () => {
    beforeAll(async () => {
      for (const each of sides) await advance(each);
    }, 60_000);

    test.each(Object.entries(QUESTIONS))('an employer does not learn who is who %s', async (_, query) => {
      const answers = await Promise.all(sides.map((each) => told(each, query)));
      for (const answer of answers) expect(answer).toBe(answers[0]);
    });
  });

test('an employer is told as far as the stage goes, so that the answers above are not empty', async () => {
  const [one] = sides;
  const { receivedReferrals } = await one!.employer.get<{ receivedReferrals: { nodes: object[] } }>(
    '{ receivedReferrals { nodes { stage surname givenName phone } } }',
  );
  expect(receivedReferrals.nodes).toEqual([
    { stage: 'ACCEPTED', surname: '王', givenName: '建国', phone: expect.any(String) },
  ]);
});

test.each(PURPOSES)(
  'of somebody who is on no register an employer is told the same, for %s',
  async (purpose) => {
    const [one] = sides;
    const answers = await Promise.all(
      [one!.person, newPerson()].map(async (person) => {
        const token = await signToken(hub.state, 'employer', { organisation: one!.organisation });
        const { status, body } = await hub.ask(QUESTIONS['by value, at the person']!, {
          purpose,
          variables: { person },
          headers: { authorization: `Bearer ${token}` },
        });
        return { status, data: body.data, codes: body.errors?.map(({ extensions }) => extensions.code) };
      }),
    );
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[0]!.codes?.length).toBeGreaterThan(0);
  },
);

/** The doors that are not for the questions of people, each asked as it wants to be. */
const OTHER_DOORS = {
  relation: {
    type: RELATION_CONTENT_TYPE,
    body: (person: string) => {
      const query = '{ persons { nodes { disabilityCertificates { issuedOn } } } }';
      return `${JSON.stringify({ query, variables: {}, keys: 1, where: null, having: null })}\n${person}\n`;
    },
  },
  decision: {
    type: 'application/json',
    body: (person: string) => {
      const query = 'query ($person: ID!) { person(id: $person) { disabilityCertificates { kind } } }';
      return JSON.stringify({ query, variables: { person }, way: 'operation', beside: null });
    },
  },
} as const;

test.each(Object.entries(OTHER_DOORS))(
  'POST /%s tells an employer the same of anybody',
  async (door, asked) => {
    const texts = await Promise.all(
      sides.map(async ({ person, organisation }) => {
        const token = await signToken(hub.state, 'employer', { organisation });
        const response = await fetch(new URL(`/${door}`, hub.url), {
          method: 'POST',
          headers: {
            'content-type': asked.type,
            authorization: `Bearer ${token}`,
            'sluice-purpose': 'recruitment',
          },
          body: asked.body(person),
        });
        // Without the receipt, which is of this very question.
        const { data, errors } = (await response.json()) as { data?: unknown; errors?: unknown };
        return `${response.status} ${JSON.stringify({ data, errors })}`;
      }),
    );
    expect(new Set(texts).size).toBe(1);
    expect(texts[0]).toMatch(/^4.*"code"/u);
  },
);
