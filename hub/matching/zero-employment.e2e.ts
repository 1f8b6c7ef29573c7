import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { testHub } from '../testing/test-hub.ts';
import { concludeGroupsOn, factsOn } from './testing/conclude-as-engine.ts';
import { rowsOf } from './testing/matching-rows.ts';
import { adviserDoor, type Door } from './testing/two-sides.ts';

/**
 * The case of a household that has lost its last work: of somebody who is registered as unemployed and lives alone. Its steps
 * follow upon each other; days are those on which the rule is put to the records.
 */

const hub = testHub();
const HOUSEHOLD = 'H-LIVES-ALONE';
/** The eve of the Spring Festival: nine days off from 15 February, and the Saturdays of the 14th and the 28th worked. */
const FOUND_ON = '2026-02-10';
const DEADLINE = '2026-03-02';

interface Home {
  readonly person: string;
  readonly recordId: string;
  readonly was: string;
}
interface Registered {
  readonly id: string;
  readonly was: string;
}

let home: Home;
let registered: readonly Registered[];
let adviser: Door;
let pseudonym: string;
let county: string;

beforeAll(async () => {
  home = await moveOut(await unemployed());
  registered = await rowsOf<Registered>(
    hub,
    'labour',
    `SELECT record_id::text AS id, registered_on::text AS was FROM employment_registration
     WHERE person_key = $1 AND recorded_to IS NULL`,
    [home.person],
  );
  const { division } = await factsOn(hub, home.person, FOUND_ON);
  county = division.known ? division.value.slice(0, 6) : '';
  adviser = await adviserDoor(hub, `${county.slice(0, 4)}00`);
  const { person } = await adviser.get<{ person: { pseudonym: string } }>(
    'query ($id: ID!) { person(id: $id) { pseudonym } }',
    { id: home.person },
  );
  ({ pseudonym } = person);
}, 120_000);

afterAll(async () => {
  for (const { id, was } of registered) await registerOn(id, was);
  await liveIn(home.recordId, home.was);
  await rowsOf(hub, 'household_registration', 'DELETE FROM household WHERE household_number = $1', [
    HOUSEHOLD,
  ]);
});

/** Somebody of working age who has been out of work since before, and whom no other test looks for. */
async function unemployed(): Promise<string> {
  const rows = await rowsOf<{ person: string }>(
    hub,
    'labour',
    `SELECT person_key AS person FROM employment_registration
     WHERE status = 'UNEMPLOYED' AND recorded_to IS NULL AND person_key LIKE 'RID:%'
       AND registered_on BETWEEN '2025-07-01' AND '2025-12-31' ORDER BY person_key DESC`,
  );
  for (const { person } of rows) {
    const { household, unemployedSince } = await factsOn(hub, person, FOUND_ON);
    if (!unemployedSince.known || unemployedSince.value === null || !household.known) continue;
    const own = household.value?.members.find(({ personKey }) => personKey === person);
    if (own?.working.known === true && !own.working.value && own.excused.known && !own.excused.value)
      return person;
  }
  throw new Error('nobody of the province has been out of work since last year');
}

/** Registers somebody in an urban household of their own. */
async function moveOut(person: string): Promise<Home> {
  const [found] = await rowsOf<{ recordId: string; was: string }>(
    hub,
    'household_registration',
    `SELECT record_id::text AS "recordId", household_number AS was FROM resident
     WHERE person_key = $1 AND recorded_to IS NULL`,
    [person],
  );
  const { recordId, was } = found!;
  await rowsOf(
    hub,
    'household_registration',
    `INSERT INTO household (record_id, valid_from, recorded_from, household_number, setting, address_division, division)
     SELECT (SELECT max(record_id) + 1 FROM household), valid_from, recorded_from, $1, 'URBAN', address_division, division
     FROM household WHERE household_number = $2 AND recorded_to IS NULL`,
    [HOUSEHOLD, was],
  );
  await liveIn(recordId, HOUSEHOLD);
  return { person, recordId, was };
}

const liveIn = (recordId: string, household: string) =>
  rowsOf(hub, 'household_registration', 'UPDATE resident SET household_number = $2 WHERE record_id = $1', [
    recordId,
    household,
  ]);

const registerOn = (id: string, day: string) =>
  rowsOf(hub, 'labour', 'UPDATE employment_registration SET registered_on = $2 WHERE record_id = $1', [
    id,
    day,
  ]);

interface HouseholdCase {
  readonly caseId: string;
  readonly state: string;
  readonly deadline: string;
  readonly openedByKind: string;
  readonly people: readonly { readonly person: { readonly pseudonym: string } }[];
}

/** The cases of the household, earliest first, as the adviser of the place is shown them. */
async function casesShown(): Promise<readonly HouseholdCase[]> {
  const { serviceCases } = await adviser.get<{ serviceCases: { nodes: readonly HouseholdCase[] } }>(
    `query ($county: DivisionCode!) {
       serviceCases(first: 100, filter: { county: { within: $county }, kind: { eq: "ZERO_EMPLOYMENT" } },
         orderBy: { field: OPENED_AT, direction: ASC }) {
         nodes { caseId state deadline openedByKind people { person { pseudonym } } } } }`,
    { county },
  );
  return serviceCases.nodes.filter(({ people }) =>
    people.some(({ person }) => person.pseudonym === pseudonym),
  );
}

test('is proposed with a term of ten working days: holidays are passed over, and Saturdays that make up for them count', async () => {
  expect(await casesShown()).toEqual([]);
  await concludeGroupsOn(hub, home.person, FOUND_ON);
  expect(await casesShown()).toEqual([
    {
      caseId: expect.any(String),
      state: 'PROPOSED',
      deadline: DEADLINE,
      openedByKind: 'HUB',
      people: [{ person: { pseudonym } }],
    },
  ]);
});

test('the same facts told again propose nothing more, at once, on later days, or after somebody refused', async () => {
  const before = await casesShown();
  const again = ['2026-02-10', '2026-02-10', '2026-02-11', '2026-03-03'];
  await Promise.all(again.map((day) => concludeGroupsOn(hub, home.person, day)));
  expect(await casesShown()).toEqual(before);
  await adviser.get(
    'mutation ($id: ID!) { refuseCase(caseId: $id, reason: "本人已联系，暂不需要援助") { state } }',
    { id: before[0]?.caseId },
  );
  await concludeGroupsOn(hub, home.person, '2026-03-04');
  expect((await casesShown()).map(({ state, deadline }) => [state, deadline])).toEqual([
    ['REFUSED', DEADLINE],
  ]);
});

test('other facts propose it anew, with a term of their own', async () => {
  for (const { id } of registered) await registerOn(id, '2026-04-20');
  // Before the holiday of Labour Day: five days off from 1 May, and Saturday the 9th worked.
  await concludeGroupsOn(hub, home.person, '2026-04-30');
  expect((await casesShown()).map(({ state, deadline }) => [state, deadline])).toEqual([
    ['REFUSED', DEADLINE],
    ['PROPOSED', '2026-05-18'],
  ]);
});
