import { beforeAll, describe, expect, test } from '@jest/globals';
import { testHub } from '../testing/test-hub.ts';
import { rowsOf } from './testing/matching-rows.ts';
import {
  adviserDoor,
  type Door,
  employerDoor,
  jobseekerDoor,
  newEmployer,
  newPerson,
} from './testing/two-sides.ts';

/** What somebody is shown of the help that is their own: how far it is and what was agreed, and nobody else’s. */

const hub = testHub();
const OWN = `{ casePeople(orderBy: { field: OPENED_AT }) {
  nodes { kind state endedAt outcome reason step county plans { version goal measures madeBy } } } }`;
const REGISTER = 'mutation { registerForWork(county: "230102") { county } }';
const CONFIRM = 'mutation ($id: ID!) { confirmCase(caseId: $id) { state } }';
const REFUSE = 'mutation ($id: ID!, $reason: String!) { refuseCase(caseId: $id, reason: $reason) { state } }';
const PLAN = `mutation ($id: ID!, $person: ID!, $goal: String!) {
  makePlan(caseId: $id, person: $person, goal: $goal, measures: [{ kind: TRAINING, words: "仓储培训" }]) { caseId } }`;

let adviser: Door;
beforeAll(async () => {
  adviser = await adviserDoor(hub);
});

async function shownTo(door: Door): Promise<readonly object[]> {
  const { casePeople } = await door.get<{ casePeople: { nodes: readonly object[] } }>(OWN);
  return casePeople.nodes;
}

async function caseOf(person: string): Promise<string> {
  const [row] = await rowsOf<{ id: string }>(
    hub,
    'matching',
    'SELECT case_id::text AS id FROM service.case_person WHERE person_key = $1',
    [person],
  );
  return row!.id;
}

describe('somebody who asks to be helped', () => {
  const REGISTERED = {
    kind: 'ORDINARY',
    endedAt: null,
    outcome: null,
    reason: null,
    step: 'REGISTRATION',
    county: '230102',
    plans: [],
  };

  test('is shown nothing before, and then the own case, what was agreed, every version, and by whom', async () => {
    const person = newPerson();
    const door = await jobseekerDoor(hub, person);
    expect(await shownTo(door)).toEqual([]);
    await door.get(REGISTER);
    expect(await shownTo(door)).toEqual([{ ...REGISTERED, state: 'PROPOSED' }]);
    const id = await caseOf(person);
    await adviser.get(CONFIRM, { id });
    expect(await shownTo(door)).toEqual([{ ...REGISTERED, state: 'OPEN' }]);
    for (const goal of ['三个月内就业', '先参加培训']) await adviser.get(PLAN, { id, person, goal });
    const plan = { measures: expect.stringContaining('仓储培训'), madeBy: 'ea-0031' };
    expect(await shownTo(door)).toMatchObject([
      {
        step: 'PLAN',
        plans: expect.arrayContaining([
          { version: 1, goal: '三个月内就业', ...plan },
          { version: 2, goal: '先参加培训', ...plan },
        ]),
      },
    ]);
    const { body } = await door.ask('query ($id: ID!) { serviceCase(caseId: $id) { reason } }', { id });
    expect(body.data).toEqual({ serviceCase: null });
    expect(body.errors?.map(({ extensions }) => extensions.code)).toEqual(['FIELD_DENIED']);
  });

  test('is told why an adviser refuses', async () => {
    const person = newPerson();
    const door = await jobseekerDoor(hub, person);
    await door.get(REGISTER);
    await adviser.get(REFUSE, { id: await caseOf(person), reason: '户籍与居住地均不在本区' });
    expect(await shownTo(door)).toEqual([
      { ...REGISTERED, state: 'REFUSED', endedAt: expect.any(String), reason: '户籍与居住地均不在本区' },
    ]);
  });
});

test('of a household’s case each is shown the own plan, and nothing of what became of the others', async () => {
  const [one, other] = [newPerson(), newPerson()];
  // As the rule proposes it; the story and zero-employment.e2e.ts show the rule.
  await rowsOf(
    hub,
    'matching',
    `WITH made AS (
       INSERT INTO service.employment_case
         (kind, household_number, county, state, opened_at, opened_by_kind, rule_id, evidence, facts_sha256, deadline)
       VALUES ('ZERO_EMPLOYMENT', $1, '230102', 'PROPOSED', now(), 'HUB', 'a rule', '[]', $1, '2026-12-31')
       RETURNING case_id)
     INSERT INTO service.case_person (case_id, person_key, county) SELECT case_id, unnest($2::text[]), '230102' FROM made`,
    [`of ${one}`, [one, other]],
  );
  const id = await caseOf(one);
  await adviser.get(CONFIRM, { id });
  await adviser.get(PLAN, { id, person: one, goal: '甲的计划' });
  await adviser.get(PLAN, { id, person: other, goal: '乙的计划' });
  const CLOSE =
    'mutation ($id: ID!) { closeCase(caseId: $id, outcome: EMPLOYED, reason: "乙已就业") { state } }';
  await adviser.get(CLOSE, { id });
  const ofHousehold = {
    kind: 'ZERO_EMPLOYMENT',
    state: 'CLOSED',
    endedAt: null,
    outcome: null,
    reason: null,
  };
  for (const [person, goal] of [
    [one, '甲的计划'],
    [other, '乙的计划'],
  ] as const)
    expect(await shownTo(await jobseekerDoor(hub, person))).toMatchObject([
      { ...ofHousehold, plans: [{ version: 1, goal }] },
    ]);
});

test('an employer is shown none of it', async () => {
  const employer = await employerDoor(hub, newEmployer());
  const { body } = await employer.ask(OWN);
  expect(body.data).toEqual({ casePeople: null });
  expect(new Set(body.errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(['FIELD_DENIED']));
});
