import { describe, expect, test } from '@jest/globals';
import { agencyGateway } from '../hub/testing/agency-gateway.ts';
import { testHub } from '../hub/testing/test-hub.ts';
import { FETCH_HEADER, GRANT_HEADER, type GrantClaims } from '../policies/grant-claims.ts';
import { TestGateway, type SubgraphAnswer } from './kit/testing/test-gateway.ts';

/** An agency's subgraph of the running hub, asked behind the gateway's back: by somebody who has even stolen keys. */

const hub = testHub();
const { url, gateway } = agencyGateway(hub, 'vehicles');
const QUERY = '{ vehicles(first: 1) { nodes { vehicleKind } } }';
const USES = ['Query.vehicles', 'VehicleConnection.nodes', 'Vehicle.vehicleKind'].map(
  (field) => `${field}:project`,
);

function expectRefusal(answer: SubgraphAnswer, code: string): void {
  expect(answer.errors.map(({ extensions }) => extensions['code'])).toEqual([code]);
  expect(answer.data ?? null).toBeNull();
}

test('with a sound grant and a bound fetch it answers, so the refusals below are for what they say', async () => {
  const answer = await gateway.fetch(url, { grant: gateway.grant(USES), query: QUERY });
  expect(answer).toMatchObject({ errors: [], data: { vehicles: { nodes: [{}] } } });
});

describe('refuses', () => {
  const grant = gateway.grant(USES);

  test.each([QUERY, '{ __typename }', '{ _service { sdl } }', '{ __schema { types { name } } }'])(
    '%s without a grant',
    async (query) => {
      const headers = { [GRANT_HEADER]: undefined, [FETCH_HEADER]: undefined };
      expectRefusal(await gateway.fetch(url, { grant, query, headers }), 'GRANT_MISSING');
    },
  );

  test('a grant for another audience', async () => {
    const foreign = agencyGateway(hub, 'vehicles', 'housing').gateway.grant(USES);
    expectRefusal(await gateway.fetch(url, { grant: foreign, query: QUERY }), 'GRANT_AUDIENCE');
  });

  test('a grant whose time is over', async () => {
    const past = Math.floor(Date.now() / 1_000) - 600;
    const expired = gateway.grant(USES, { issuedAt: past, expiresAt: past + 60 });
    expectRefusal(await gateway.fetch(url, { grant: expired, query: QUERY }), 'GRANT_EXPIRED');
  });

  test('a grant for fewer fields than are asked', async () => {
    const query = '{ vehicles(first: 1) { nodes { vehicleKind plate } } }';
    expectRefusal(await gateway.fetch(url, { grant, query }), 'GRANT_EXCEEDED');
  });

  test('a filter by a field that the grant lets it show, not filter by', async () => {
    const query = '{ vehicles(first: 1, filter: { vehicleKind: { eq: "CAR" } }) { nodes { vehicleKind } } }';
    expectRefusal(await gateway.fetch(url, { grant, query }), 'GRANT_EXCEEDED');
  });

  test('entities of a type that the grant does not name', async () => {
    const query =
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Person { vehicles { plate } } } }';
    const variables = { r: [{ __typename: 'Person', id: 'RID:239901195001010016' }] };
    expectRefusal(await gateway.fetch(url, { grant, query, variables }), 'GRANT_EXCEEDED');
  });

  test('a grant that somebody else signed', async () => {
    const { gateway: forger } = TestGateway.withKeys('vehicles');
    const { keyId } = JSON.parse(Buffer.from(grant.split('.')[0]!, 'base64url').toString()) as GrantClaims;
    const forged = forger.grant(USES, { keyId });
    const body = JSON.stringify({ query: QUERY, variables: undefined });
    const headers = { [FETCH_HEADER]: gateway.binding(forged, body) };
    expectRefusal(await gateway.fetch(url, { grant: forged, query: QUERY, headers }), 'GRANT_INVALID');
  });

  test('a fetch bound to another body', async () => {
    const headers = { [FETCH_HEADER]: gateway.binding(grant, JSON.stringify({ query: '{ __typename }' })) };
    expectRefusal(await gateway.fetch(url, { grant, query: QUERY, headers }), 'FETCH_UNBOUND');
  });

  test('the same fetch a second time', async () => {
    const body = JSON.stringify({ query: QUERY });
    const headers = { [FETCH_HEADER]: gateway.binding(grant, body) };
    expect((await gateway.fetch(url, { grant, query: QUERY, headers })).errors).toEqual([]);
    expectRefusal(await gateway.fetch(url, { grant, query: QUERY, headers }), 'FETCH_REPLAYED');
  });

  test('a fetch from an hour ago', async () => {
    const body = JSON.stringify({ query: QUERY });
    const headers = { [FETCH_HEADER]: gateway.binding(grant, body, { issuedAtMs: Date.now() - 3_600_000 }) };
    expectRefusal(await gateway.fetch(url, { grant, query: QUERY, headers }), 'FETCH_REPLAYED');
  });
});

test('says nothing of its insides when it refuses', async () => {
  const headers = { [GRANT_HEADER]: 'nonsense.nonsense' };
  const answer = await gateway.fetch(url, { grant: gateway.grant(USES), query: QUERY, headers });
  expect(answer.errors).toHaveLength(1);
  expect(JSON.stringify(answer)).not.toMatch(/\bat |\.ts|select|postgres|stack/i);
});
