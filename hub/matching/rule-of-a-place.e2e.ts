import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startOwnHub, type OwnHub } from '../testing/own-hub.ts';
import { concludeGroupsOn, factsOn } from './testing/conclude-as-engine.ts';
import { rowsOf } from './testing/matching-rows.ts';
import { type Door, jobseekerDoor, KEEP, profileDraft } from './testing/two-sides.ts';

/**
 * A rule of one district and of some years (`long-term.daoli`: six months without work, from 2026 on, where the province asks for
 * twelve), put to the records of one person, as the agencies have them and as the person is told. The hub is its own, for the
 * person moves.
 */

const DAOLI = '230102001';
const NEXT_TO_IT = '230103001';
const EVE = '2025-12-31';
const FIRST_DAY = '2026-01-01';

let hub: OwnHub;
let person: string;
let own: Door;

beforeAll(async () => {
  hub = await startOwnHub();
  person = await unemployedForHalfAYear();
  own = await jobseekerDoor(hub, person);
  await own.get(KEEP, { profile: profileDraft() });
}, 180_000);
afterAll(() => hub.stop());

/** Somebody who, when the rule begins, has been out of work for longer than it asks, and for less than the province does. */
async function unemployedForHalfAYear(): Promise<string> {
  const rows = await rowsOf<{ person: string }>(
    hub,
    'labour',
    `SELECT person_key AS person FROM employment_registration
     WHERE status = 'UNEMPLOYED' AND recorded_to IS NULL AND person_key LIKE 'RID:%'
       AND registered_on BETWEEN '2025-01-15' AND '2025-06-15' ORDER BY person_key`,
  );
  for (const row of rows) {
    const { unemployedSince, division } = await factsOn(hub, row.person, EVE);
    const since = unemployedSince.known ? unemployedSince.value : null;
    if (division.known && since !== null && since > '2025-01-01' && since < '2025-07-01') return row.person;
  }
  throw new Error('nobody of the province has been out of work for half a year');
}

/** Household registration has the person at another address. */
const moveTo = (division: string) =>
  rowsOf(
    hub,
    'household_registration',
    'UPDATE resident SET address_division = $2 WHERE person_key = $1 AND recorded_to IS NULL',
    [person, division],
  );

/** By which rule the person counts as long without work, told to the person, once concluded on a day; none: undefined. */
async function ruleOn(day: string): Promise<string | undefined> {
  await concludeGroupsOn(hub, person, day);
  const { jobseekers } = await own.get<{
    jobseekers: { nodes: readonly { priorityGroups: readonly Readonly<Record<string, string>>[] }[] };
  }>('{ jobseekers { nodes { priorityGroups { group answer rule } } } }');
  const groups = jobseekers.nodes.flatMap(({ priorityGroups }) => priorityGroups);
  return groups.find(({ group, answer }) => group === 'LONG_TERM' && answer === 'YES')?.['rule'];
}

test('before its day the rule of the district holds for nobody, and from that day on for who lives there', async () => {
  await moveTo(DAOLI);
  expect(await ruleOn(EVE)).toBeUndefined();
  expect(await ruleOn(FIRST_DAY)).toBe('long-term.daoli');
});

test('with the same facts in another county nobody is in the group before the province’s twelve months', async () => {
  await moveTo(NEXT_TO_IT);
  expect(await ruleOn(FIRST_DAY)).toBeUndefined();
  expect(await ruleOn('2026-07-01')).toBe('long-term.province');
});
