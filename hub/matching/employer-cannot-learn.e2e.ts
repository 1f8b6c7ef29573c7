import { beforeAll, describe, expect, test } from '@jest/globals';
import { RELATION_CONTENT_TYPE } from '../../policies/relation-wire.ts';
import { signToken } from '../testing/sign-token.ts';
import { testHub } from '../testing/test-hub.ts';
import { asTheEngineSees, fourPeople, OFFERED, type Side, sideOf, told } from './testing/alike-sides.ts';
import { NO_QUESTIONS, QUESTIONS } from './testing/employer-questions.ts';
import {
  ACCEPT,
  adviserDoor,
  agreeOn,
  INVITE,
  newPerson,
  OFFER,
  profileDraft,
  REFER,
  SOON,
  vacancyDraft,
} from './testing/two-sides.ts';

/**
 * Four people alike in everything that they say of themselves; one has a certificate of disability, one is on dibao, one lives
 * in a household of another setting and without work, and one is none of these. Each is referred to an employer of his own with
 * the same vacancy, and somebody like all others after him. Whatever an employer asks or does, at whichever stage, the four
 * answers are one, byte for byte: no value, filter, order, page, count, error or twin of the vacancy tells who is who.
 */

const hub = testHub();

const PURPOSES = ['recruitment', 'employment-service', 'assistance-eligibility'] as const;

/** What the one with a certificate can not do, and without what is needed. */
const UNFIT = { accommodations: [], demands: ['STANDING'] };

let sides: readonly Side[];
let unlike: readonly string[];
/** By side: the referrals of the one whom it is about, and of the other. */
const referrals = new Map<Side, readonly [string, string]>();

beforeAll(async () => {
  const { disabled, assisted, rural, neither } = await fourPeople(hub);
  sides = [
    await sideOf(hub, disabled, {
      groups: ['DISABLED'],
      profile: { cannot: ['STANDING'], needs: ['SEATED'] },
    }),
    await sideOf(hub, assisted, { groups: ['DIBAO'] }),
    await sideOf(hub, rural, { groups: ['ZERO_EMPLOYMENT'] }),
    await sideOf(hub, neither, {}),
  ];
  unlike = await Promise.all(sides.map(({ person }) => asTheEngineSees(hub, person)));
}, 120_000);

/** What of its own each side asks with; before anybody was referred, a number that is none. */
function variablesOf(side: Side): Readonly<Record<string, unknown>> {
  return {
    person: side.person,
    case: side.caseId,
    vacancy: side.vacancyId,
    referral: referrals.get(side)?.[0] ?? side.caseId,
    draft: vacancyDraft(OFFERED),
    unfit: vacancyDraft({ ...OFFERED, ...UNFIT }),
    twin: vacancyDraft({ ...OFFERED, ...UNFIT, text: '库房日常管理，负责出入库登记与盘点' }),
    profile: profileDraft(),
    soon: SOON(10),
  };
}

/** The adviser proposes both, and both agree. */
async function agree(side: Side): Promise<void> {
  const own = await agreeOn(hub, side, side.vacancyId);
  referrals.set(side, [own, await agreeOn(hub, side.companion, side.vacancyId)]);
}

/** The adviser refers both. */
async function refer(side: Side): Promise<void> {
  const adviser = await adviserDoor(hub);
  for (const id of referrals.get(side)!) await adviser.get(REFER, { id });
}

/** The employer does the same to both. @returns what it is told of each */
async function act(
  side: Side,
  mutation: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<string> {
  const answers: string[] = [];
  for (const id of referrals.get(side)!) answers.push(await told(side, mutation, { ...variables, id }));
  return answers.join('\n');
}

/** How far the referrals go, step by step; each is done for all sides alike. What an employer is told of its own step: text. */
const STAGES: readonly (readonly [string, (side: Side) => Promise<unknown>])[] = [
  ['before anybody is referred', () => Promise.resolve()],
  ['AGREED', agree],
  ['REFERRED', refer],
  ['INTERVIEW', (side) => act(side, INVITE, { at: `${SOON(3)}T01:00:00Z` })],
  ['OFFER', (side) => act(side, OFFER, { from: SOON(10) })],
  [
    'ACCEPTED',
    async (side) => {
      await side.door.get(ACCEPT, { id: referrals.get(side)![0] });
    },
  ],
];

test('the four differ in what other agencies know of them', () => {
  expect(new Set(unlike).size).toBe(4);
});

describe.each(STAGES)('%s', (_stage, advance) => {
  let steps: unknown[];
  beforeAll(async () => {
    steps = [];
    for (const each of sides) steps.push(await advance(each));
  }, 60_000);

  test('an employer does not learn who is who by the step itself', () => {
    expect(new Set(steps).size).toBe(1);
    expect(steps.join()).not.toContain('"errors"');
  });

  test.each(Object.entries(QUESTIONS))('an employer does not learn who is who %s', async (_, query) => {
    const answers = await Promise.all(sides.map((each) => told(each, query, variablesOf(each))));
    for (const answer of answers) expect(answer).toBe(answers[0]);
    expect(answers[0]).not.toContain('OPERATION_INVALID');
  });

  test.each(Object.entries(NO_QUESTIONS))('the graph has no way to learn it %s', async (_, query) => {
    const answers = await Promise.all(sides.map((each) => told(each, query, variablesOf(each))));
    for (const answer of answers) expect(answer).toBe(answers[0]);
    expect(answers[0]).toContain('OPERATION_INVALID');
  });
});

test('an employer is told as far as the stage goes, so that the answers above are not empty', async () => {
  const [one] = sides;
  const { receivedReferrals } = await one!.employer.get<{ receivedReferrals: { nodes: object[] } }>(
    '{ receivedReferrals { nodes { stage years surname givenName phone } } }',
  );
  const known = { surname: '王', givenName: '建国', phone: '139 0000 1234' };
  expect(receivedReferrals.nodes).toEqual([
    { stage: 'ACCEPTED', years: 3, ...known },
    { stage: 'OFFER', years: 5, ...known },
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
  emergency: {
    type: 'application/json',
    body: (person: string) => JSON.stringify({ patient: person, reason: 'x' }),
  },
  decision: {
    type: 'application/json',
    body: (person: string) => {
      const query = 'query ($person: ID!) { person(id: $person) { disabilityCertificates { kind } } }';
      return JSON.stringify({ query, variables: { person }, way: 'operation', beside: null });
    },
  },
} as const;

test('an employer does not learn who is who by the head of an answer', async () => {
  const heads = await Promise.all(
    sides.map(async (side) => {
      const token = await signToken(hub.state, 'employer', { organisation: side.organisation });
      const { headers } = await fetch(new URL('/graphql', hub.url), {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${token}`,
          'sluice-purpose': 'recruitment',
        },
        body: JSON.stringify({ query: '{ receivedReferrals { nodes { stage surname phone } } }' }),
      });
      // When it was given, and how long the receipt's own numbers are.
      return [...headers].filter(([name]) => name !== 'date' && name !== 'content-length');
    }),
  );
  for (const head of heads) expect(head).toEqual(heads[0]);
  expect(heads[0]!.map(([name]) => name)).toContain('content-type');
});

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

const NO = `mutation ($id: ID!, $cause: JobseekerCause!, $words: String!) {
  declineReferral(referralId: $id, cause: $cause, words: $words) { stage } }`;
const END = `mutation ($id: ID!, $hasLapsed: Boolean!, $reason: String!) {
  endReferral(referralId: $id, hasLapsed: $hasLapsed, reason: $reason) { stage } }`;
const TURN_DOWN =
  'mutation ($id: ID!) { turnDownCandidate(referralId: $id, cause: OTHER, words: "") { stage surname phone } }';

/** How a referral of somebody ends, and why; the reason is the person's. */
const ENDINGS: readonly ((side: Side, id: string) => Promise<unknown>)[] = [
  ({ door }, id) => door.get(NO, { id, cause: 'HEALTH', words: '有残疾证，不能久站' }),
  ({ door }, id) => door.get(NO, { id, cause: 'FAMILY', words: '家里领低保' }),
  ({ door }) => door.get('mutation { withdrawConsent { isConsenting } }'),
  async (_, id) => (await adviserDoor(hub)).get(END, { id, hasLapsed: false, reason: '低保正在复核' }),
  async (_, id) => (await adviserDoor(hub)).get(END, { id, hasLapsed: true, reason: '无人联系' }),
];

describe('when a referral ended, for each side for another reason', () => {
  beforeAll(async () => {
    sides = await Promise.all(ENDINGS.map(() => sideOf(hub, undefined, {})));
    for (const [at, side] of sides.entries()) {
      await agree(side);
      await refer(side);
      await act(side, INVITE, { at: `${SOON(3)}T01:00:00Z` });
      await ENDINGS[at]!(side, referrals.get(side)![0]);
    }
  }, 120_000);

  test('each ended another way, as the people are told', async () => {
    const ways = await Promise.all(
      sides.map(({ door }) => door.get('{ referrals { nodes { stage endCause } } }')),
    );
    expect(new Set(ways.map((way) => JSON.stringify(way))).size).toBe(ENDINGS.length);
    expect(await sides[0]!.employer.get('{ receivedReferrals { nodes { stage surname } } }')).toEqual({
      receivedReferrals: {
        nodes: [
          { stage: 'ENDED', surname: null },
          { stage: 'INTERVIEW', surname: '王' },
        ],
      },
    });
  });

  test.each(Object.entries(QUESTIONS))('an employer does not learn why %s', async (_, query) => {
    const answers = await Promise.all(sides.map((each) => told(each, query, variablesOf(each))));
    for (const answer of answers) expect(answer).toBe(answers[0]);
  });

  test.each([
    ['by inviting', INVITE],
    ['by an offer', OFFER],
    ['by a no of the own', TURN_DOWN],
  ])('an employer does not learn why %s', async (_, mutation) => {
    const variables = { at: `${SOON(4)}T01:00:00Z`, from: SOON(10) };
    const answers = await Promise.all(
      sides.map((side) => told(side, mutation, { ...variables, id: referrals.get(side)![0] })),
    );
    for (const answer of answers) expect(answer).toBe(answers[0]);
    expect(answers[0]).toMatch(/"code":"SERVICE_STATE"[^}]*"state":"ENDED"/u);
  });
});
