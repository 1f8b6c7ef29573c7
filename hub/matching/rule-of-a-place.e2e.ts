import { beforeAll, expect, test } from '@jest/globals';
import { testHub } from '../testing/test-hub.ts';
import { concludeGroupsOn, factsOn } from './conclude-as-engine.ts';
import { rowsOf } from './matching-rows.ts';
import { type Door, jobseekerDoor, KEEP, profileDraft } from './two-sides.ts';

/**
 * A rule of one district and of some years (`long-term.daoli`: six months without work, from 2026 on, where the province asks for
 * twelve), put to the records of one person, as the agencies have them and as the person is told.
 */

const hub = testHub();
const DAOLI = '230102001';
const NEXT_TO_IT = '230103001';
const EVE = '2025-12-31';
const FIRST_DAY = '2026-01-01';

let person: string;
let own: Door;

beforeAll(async () => {
  person = await unemployedForHalfAYear();
  own = await jobseekerDoor(hub, person);
  await own.get(KEEP, { profile: profileDraft() });
}, 120_000);

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

/** Does something while household registration has the person at another address. */
async function livingAt<T>(division: string, work: () => Promise<T>): Promise<T> {
  const register = (text: string, ...values: readonly string[]) =>
    rowsOf<{ id: string; was: string }>(hub, 'household_registration', text, values);
  const before = await register(
    'SELECT record_id::text AS id, address_division AS was FROM resident WHERE person_key = $1 AND recorded_to IS NULL',
    person,
  );
  const move = (id: string, to: string) =>
    register('UPDATE resident SET address_division = $2 WHERE record_id = $1', id, to);
  for (const { id } of before) await move(id, division);
  try {
    return await work();
  } finally {
    for (const { id, was } of before) await move(id, was);
  }
}

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
  await livingAt(DAOLI, async () => {
    expect(await ruleOn(EVE)).toBeUndefined();
    expect(await ruleOn(FIRST_DAY)).toBe('long-term.daoli');
  });
});

test('with the same facts in another county nobody is in the group before the province’s twelve months', async () => {
  await livingAt(NEXT_TO_IT, async () => {
    expect(await ruleOn(FIRST_DAY)).toBeUndefined();
    expect(await ruleOn('2026-07-01')).toBe('long-term.province');
  });
});
