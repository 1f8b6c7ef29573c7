import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startOwnHub, type OwnHub } from '../hub/testing/own-hub.ts';
import type { LedgerEntry } from './ledger/ledger-entry.ts';

/** Conclusions through the running hub: what they rest on, what they say where that is missing, what is written down. */

interface Conclusion {
  readonly answer: string;
  readonly reasons: readonly string[];
  readonly source: string | null;
  readonly asOf: string | null;
}
interface Aged {
  readonly personKey: string;
  readonly isOld: boolean;
}

let hub: OwnHub;
let people: readonly Aged[];

beforeAll(async () => {
  hub = await startOwnHub();
  const client = await hub.connect('household_registration');
  const aged = (order: string) =>
    client.query<{ key: string; old: boolean }>(
      `SELECT person_key AS key, born_on <= (now() AT TIME ZONE 'Asia/Shanghai')::date - interval '60 years' AS old
       FROM resident WHERE recorded_to IS NULL AND valid_to IS NULL AND person_key LIKE 'RID:%'
       ORDER BY born_on ${order}, record_id LIMIT 2`,
    );
  const found = [...(await aged('asc')).rows, ...(await aged('desc')).rows];
  people = found.map(({ key, old }) => ({ personKey: key, isOld: old }));
  await client.end();
}, 120_000);
afterAll(() => hub.stop());

async function conclude(field: string, personKey: string) {
  const { body } = await hub.ask(
    `query ($id: ID!) { person(id: $id) { ${field} { answer reasons source asOf } bornOn ageBand } }`,
    { variables: { id: personKey } },
  );
  const person = body.data?.['person'] as Record<string, unknown> | null;
  return { body, conclusion: person?.[field] as Conclusion | null, person };
}

test('civil affairs concludes from a day of birth that the asking application is not shown', async () => {
  expect(people.map(({ isOld }) => isOld)).toEqual([true, true, false, false]);
  for (const { personKey, isOld } of people) {
    const { body, conclusion, person } = await conclude('isOfTekunAge', personKey);
    expect(conclusion).toEqual({
      answer: isOld ? 'YES' : 'NO',
      reasons: [],
      source: 'civil-affairs',
      asOf: null,
    });
    expect(person).toMatchObject({ bornOn: null, ageBand: expect.any(String) });
    expect(body.errors?.map(({ extensions, path }) => [extensions.code, path?.join('.')])).toEqual([
      ['FIELD_DENIED', 'person.bornOn'],
    ]);
  }
});

test('that reading is in the ledger, with the rule that declares it and its legal basis', async () => {
  const { body } = await conclude('isOfTekunAge', people[0]!.personKey);
  const { exchangeId } = body.extensions?.['receipt'] as { exchangeId: string };
  const client = await hub.connect('hub');
  const { rows } = await client.query<{ entry: string }>(
    'SELECT entry FROM ledger.entry WHERE exchange_id = $1',
    [exchangeId],
  );
  await client.end();
  const entry = JSON.parse(rows[0]!.entry) as LedgerEntry;
  expect(entry.fields).toContainEqual({
    coordinate: 'Person.bornOn',
    use: 'join-key',
    effect: 'permit',
    rules: ['household-registration/tekun-age'],
    mask: null,
  });
  expect(entry.legalBasis).toContain('特困人员认定办法 第五条');
});

test('somebody whom household registration does not know is no no', async () => {
  const client = await hub.connect('household_registration');
  const { personKey } = people[1]!;
  await client.query('DELETE FROM resident WHERE person_key = $1', [personKey]);
  await client.end();
  const { body } = await hub.ask(
    `query ($p: String!, $t: String!) { vehicle(plate: $p, plateType: $t) { owner {
       isOfTekunAge { answer reasons } hasVehicle { answer } } } }`,
    { variables: await vehicleOf(personKey) },
  );
  expect(body.errors).toBeUndefined();
  expect(body.data).toEqual({
    vehicle: {
      owner: {
        isOfTekunAge: { answer: 'CANNOT_TELL', reasons: ['NOT_COVERED'] },
        hasVehicle: { answer: 'YES' },
      },
    },
  });
});

test('a day other than that of the exchange is for whoever may look for the day of birth', async () => {
  const query = 'query ($id: ID!, $on: Date!) { person(id: $id) { ageBand(on: $on) } }';
  const variables = { id: people[0]!.personKey, on: '2026-01-01' };
  const refused = await hub.ask(query, { variables });
  expect(refused.body.errors?.map(({ extensions }) => extensions.code)).toEqual(['USE_DENIED']);
  expect(refused.body.data).toEqual({ person: { ageBand: null } });
  const auditor = await hub.ask(query, { variables, as: 'auditor' });
  expect(auditor.body.data).toEqual({ person: { ageBand: expect.stringMatching(/^(?:\d+–\d+|80\+)$/u) } });
});

test('a register that says nothing of itself, or was complete too long ago, is no no', async () => {
  const { personKey } = people[3]!;
  expect((await conclude('ownsHome', personKey)).conclusion).toMatchObject({
    answer: 'NO',
    source: 'housing',
  });
  const client = await hub.connect('housing');
  await client.query("UPDATE dataset_state SET complete_to = complete_to - interval '3 days'");
  await client.end();
  await hub.stopProcess('housing');
  await hub.startProcess('housing');
  const { conclusion } = await conclude('ownsHome', personKey);
  expect(conclusion).toMatchObject({ answer: 'CANNOT_TELL', reasons: ['STALE'], source: 'housing' });
  expect(Date.now() - Date.parse(conclusion!.asOf!)).toBeGreaterThan(2 * 86_400_000);
}, 60_000);

/** A vehicle in normal use that is made this person's, to reach the person without household registration. */
async function vehicleOf(personKey: string): Promise<Readonly<Record<string, string>>> {
  const client = await hub.connect('vehicles');
  const { rows } = await client.query<{ p: string; t: string }>(
    `UPDATE vehicle SET owner_person_key = $1, quality_flag = NULL
     WHERE record_id = (SELECT min(record_id) FROM vehicle
                        WHERE recorded_to IS NULL AND valid_to IS NULL AND status = 'NORMAL')
     RETURNING plate AS p, plate_type AS t`,
    [personKey],
  );
  await client.end();
  return rows[0]!;
}
