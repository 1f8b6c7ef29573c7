import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openGatewayInProcess } from '../testing/gateway-in-process.ts';
import { type OwnHub, startOwnHub } from '../testing/own-hub.ts';
import { giveConsent, withdrawConsent } from './consents.ts';
import { withCaseKeeper } from './with-case-keeper.ts';

/** What needs consent is shown of who consented, while that stands; what needs the own organisation, of that alone. */

const QUERY = `query ($id: ID!) { person(id: $id) { assistanceMemberships { relation } } }`;
const TERMS = { department: 'hospital', purpose: 'settlement' };
let hub: OwnHub;
let member: string;
let another: string;

beforeAll(async () => {
  hub = await startOwnHub();
  const client = await hub.connect('civil_affairs');
  const { rows } = await client.query<{ person_key: string }>(
    `SELECT DISTINCT person_key FROM assistance_member WHERE recorded_to IS NULL AND person_key LIKE 'RID:%'
      ORDER BY 1 LIMIT 2`,
  );
  await client.end();
  [member, another] = rows.map(({ person_key: key }) => key) as [string, string];
});
afterAll(() => hub.stop());

const ask = (id: string, query = QUERY) =>
  hub.ask(query, { as: 'hospital', purpose: 'settlement', variables: { id } });
const codesOf = ({ body }: Awaited<ReturnType<typeof ask>>) =>
  (body.errors ?? []).map(({ extensions }) => extensions.code);
const relations = ({ body }: Awaited<ReturnType<typeof ask>>) =>
  (
    body.data as { person: { assistanceMemberships: { relation: string | null }[] } }
  ).person.assistanceMemberships.flatMap(({ relation }) => relation ?? []);

test('consent shows, its withdrawal hides from the next request on, and nobody else’s consent counts', async () => {
  const before = await ask(member);
  expect([codesOf(before), relations(before)]).toEqual([['CONSENT_REQUIRED'], []]);
  await withCaseKeeper(hub.state, (client) => giveConsent(client, { ...TERMS, person: member }, new Date()));
  const given = await ask(member);
  expect(codesOf(given)).toEqual([]);
  expect(relations(given).length).toBeGreaterThan(0);
  expect(relations(await ask(another))).toEqual([]);
  await withCaseKeeper(hub.state, (client) =>
    withdrawConsent(client, { ...TERMS, person: member }, new Date()),
  );
  const after = await ask(member);
  expect([codesOf(after), relations(after)]).toEqual([['CONSENT_REQUIRED'], []]);
});

test('consent to another purpose or department is none', async () => {
  await withCaseKeeper(hub.state, (client) =>
    giveConsent(client, { ...TERMS, purpose: 'diagnosis', person: another }, new Date()),
  );
  await withCaseKeeper(hub.state, (client) =>
    giveConsent(client, { ...TERMS, department: 'clinic', person: another }, new Date()),
  );
  expect(codesOf(await ask(another))).toEqual(['CONSENT_REQUIRED']);
});

test('more who consented than a grant may name: those must be named', async () => {
  const client = await hub.connect('hub');
  await client.query(
    `INSERT INTO cases.consent SELECT 'HOSP:TEST-' || n, 'hospital', 'settlement', now() FROM generate_series(1, 1001) n`,
  );
  const list = await ask(member, '{ medicalClaims(first: 5) { nodes { hospital } } }');
  expect([list.status, codesOf(list)]).toEqual([422, ['CONSENT_TOO_WIDE']]);
  const named = await ask(member);
  expect([named.status, codesOf(named)]).toEqual([200, ['CONSENT_REQUIRED']]);
  await client.query(`DELETE FROM cases.consent WHERE person_key LIKE 'HOSP:TEST-%'`);
  await client.end();
});

test('consent that can not be asked about is not guessed', async () => {
  const down = await openGatewayInProcess(hub.state, { isRegistryDown: true });
  const headers = {
    authorization: `Bearer ${hub.tokens['hospital'] ?? ''}`,
    'sluice-purpose': 'settlement',
  };
  const { status, body } = await down.ask(QUERY, headers, { id: member });
  await down.gateway.close();
  expect([status, body.errors?.[0]?.extensions.code]).toEqual([503, 'CASE_UNAVAILABLE']);
});

test('a hospital settles its own bills and no other’s', async () => {
  const { body } = await ask(member, '{ medicalClaims(first: 100) { nodes { hospital } } }');
  const { nodes } = (body.data as { medicalClaims: { nodes: { hospital: string }[] } }).medicalClaims;
  expect(nodes.length).toBeGreaterThan(0);
  expect(new Set(nodes.map(({ hospital }) => hospital))).toEqual(new Set(['道里区合成第一医院']));
  const other = await ask(
    member,
    '{ medicalClaims(first: 5, filter: { hospital: { eq: "南岗区合成第一医院" } }) { nodes { hospital } } }',
  );
  expect(other.body.data).toEqual({ medicalClaims: { nodes: [] } });
});
