import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startOwnHub, type OwnHub } from '../hub/testing/own-hub.ts';

/** One agency down costs its own fields and nobody else's; the ledger down costs every answer. */

const QUESTION = `{
  assistanceFamilies(first: 3) {
    nodes { caseNumber members { relation person {
      vehicles { vehicleKind } hasVehicle { answer reasons source asOf } legalRepresentativeOf { status } } } }
  }
}`;

interface Family {
  readonly caseNumber: string | null;
  readonly members: readonly { readonly person: Readonly<Record<string, unknown>> | null }[];
}

interface Conclusion {
  readonly answer: string;
}

let hub: OwnHub;
beforeAll(async () => {
  hub = await startOwnHub();
}, 120_000);
afterAll(() => hub.stop());

async function ask() {
  const { status, body } = await hub.ask(QUESTION);
  const { nodes } = (body.data as { assistanceFamilies: { nodes: readonly Family[] } }).assistanceFamilies;
  const people = nodes.flatMap(({ members }) => members.flatMap(({ person }) => (person ? [person] : [])));
  return { status, nodes, people, errors: body.errors ?? [] };
}

test('an agency that is down: its fields are null with an error, the rest is answered', async () => {
  const before = await ask();
  expect(before.errors).toEqual([]);
  expect(before.people.length).toBeGreaterThan(0);

  const answers = before.people.map(({ hasVehicle }) => (hasVehicle as Conclusion).answer);
  expect(answers.every((answer) => answer === 'YES' || answer === 'NO')).toBe(true);

  await hub.stopProcess('vehicles');
  const down = await ask();
  expect(down.status).toBe(200);
  expect(down.nodes.map(({ caseNumber }) => caseNumber)).toEqual(
    before.nodes.map(({ caseNumber }) => caseNumber),
  );
  expect(down.people.map((person) => person['legalRepresentativeOf'])).toEqual(
    before.people.map((person) => person['legalRepresentativeOf']),
  );
  expect(down.people.every((person) => person['vehicles'] === null)).toBe(true);
  const silence = { answer: 'CANNOT_TELL', reasons: ['SOURCE_DOWN'], source: 'vehicles', asOf: null };
  expect(down.people.map((person) => person['hasVehicle'])).toEqual(down.people.map(() => silence));
  expect(new Set(down.errors.map(({ extensions }) => extensions.code))).toEqual(new Set(['SOURCE_DOWN']));
  expect(down.errors.every(({ path }) => path?.at(-1) === 'vehicles')).toBe(true);

  await hub.startProcess('vehicles');
  // The circuit breaker lets a trial through again after a moment.
  let again = await ask();
  for (let tries = 0; tries < 40 && again.errors.length > 0; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    again = await ask();
  }
  expect(again.errors).toEqual([]);
  expect(again.people).toEqual(before.people);
}, 90_000);

test('without a ledger nothing is disclosed', async () => {
  const client = await hub.connect('hub');
  await client.query('ALTER TABLE ledger.entry RENAME TO entry_out_of_reach');
  const refused = await hub.ask('{ assistanceFamilies(first: 1) { nodes { caseNumber } } }');
  expect(refused.status).toBe(503);
  expect(refused.body.errors?.map(({ extensions }) => extensions.code)).toEqual(['LEDGER_UNAVAILABLE']);
  expect(refused.body.data ?? null).toBeNull();
  await client.query('ALTER TABLE ledger.entry_out_of_reach RENAME TO entry');
  await client.end();
  expect((await ask()).errors).toEqual([]);
}, 60_000);
