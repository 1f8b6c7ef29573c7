import { beforeAll, describe, expect, test } from '@jest/globals';
import { testHub } from '../testing/test-hub.ts';
import { rowsOf } from './matching-rows.ts';
import { adviserDoor, type Door, employerDoor, jobseekerDoor, newEmployer, newPerson } from './two-sides.ts';

/** What somebody is shown of the help that is their own: how far it is and what was agreed, and nobody else’s. */

const hub = testHub();
const OWN = `{ casePeople(orderBy: { field: OPENED_AT }) {
  nodes { kind state step county plans { version goal measures madeBy } } } }`;
const MEASURES = '[{ kind: TRAINING, words: "仓储培训" }]';
const PLAN = `mutation ($case: ID!, $person: ID!, $goal: String!) {
  makePlan(caseId: $case, person: $person, goal: $goal, measures: ${MEASURES}) { caseId } }`;

let adviser: Door;
let person: string;
let door: Door;
let caseId: string;

const own = async (asked = door) =>
  (await asked.get<{ casePeople: { nodes: readonly object[] } }>(OWN)).casePeople.nodes;

beforeAll(async () => {
  adviser = await adviserDoor(hub);
  person = newPerson();
  door = await jobseekerDoor(hub, person);
});

describe('somebody who asks to be helped', () => {
  test('is shown nothing before, and then the own case until an adviser confirms it', async () => {
    expect(await own()).toEqual([]);
    await door.get('mutation { registerForWork(county: "230102") { county } }');
    const registered = { kind: 'ORDINARY', step: 'REGISTRATION', county: '230102', plans: [] };
    expect(await own()).toEqual([{ ...registered, state: 'PROPOSED' }]);
    const [row] = await rowsOf<{ id: string }>(
      hub,
      'matching',
      'SELECT case_id::text AS id FROM service.case_person WHERE person_key = $1',
      [person],
    );
    caseId = row?.id ?? '';
    await adviser.get('mutation ($id: ID!) { confirmCase(caseId: $id) { state } }', { id: caseId });
    expect(await own()).toEqual([{ ...registered, state: 'OPEN' }]);
  });

  test('is shown what was agreed, every version, and by whom', async () => {
    for (const goal of ['三个月内就业', '先参加培训'])
      await adviser.get(PLAN, { case: caseId, person, goal });
    const plan = { measures: expect.stringContaining('仓储培训'), madeBy: 'ea-0031' };
    expect(await own()).toEqual([
      {
        kind: 'ORDINARY',
        state: 'OPEN',
        step: 'PLAN',
        county: '230102',
        plans: expect.arrayContaining([
          { version: 1, goal: '三个月内就业', ...plan },
          { version: 2, goal: '先参加培训', ...plan },
        ]),
      },
    ]);
  });

  test('is shown nothing of whoever is helped in the same case, nor the adviser’s file', async () => {
    const other = newPerson();
    await rowsOf(
      hub,
      'matching',
      'INSERT INTO service.case_person (case_id, person_key, county) VALUES ($1, $2, $3)',
      [caseId, other, '230102'],
    );
    await adviser.get(PLAN, { case: caseId, person: other, goal: '另一成员的计划' });
    expect(JSON.stringify(await own())).not.toContain('另一成员');
    expect(await own()).toHaveLength(1);
    const seenByOther = await own(await jobseekerDoor(hub, other));
    expect(seenByOther).toMatchObject([{ step: 'PLAN', plans: [{ version: 1, goal: '另一成员的计划' }] }]);
    const { body } = await door.ask(
      'query ($id: ID!) { serviceCase(caseId: $id) { reason people { step } events { by } } }',
      { id: caseId },
    );
    expect(body.data).toEqual({ serviceCase: null });
    expect(body.errors?.map(({ extensions }) => extensions.code)).toEqual(['FIELD_DENIED']);
  });
});

test('an employer is shown none of it', async () => {
  const employer = await employerDoor(hub, newEmployer());
  const { body } = await employer.ask(OWN);
  expect(body.data).toEqual({ casePeople: null });
  expect(new Set(body.errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(['FIELD_DENIED']));
});
