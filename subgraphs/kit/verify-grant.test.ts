import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { FETCH_HEADER, FETCH_WINDOW_MS, GRANT_HEADER } from '../../policies/grant-claims.ts';
import { keyIdOf } from '../../secrets/key-id.ts';
import { TestGateway } from './testing/test-gateway.ts';
import { GrantVerifier } from './verify-grant.ts';

const body = '{"query":"{ pets { nodes { tag } } }"}';

function setUp() {
  const { gateway, keys } = TestGateway.withKeys('pets');
  let now = Date.now();
  const verifier = new GrantVerifier({ audience: 'pets', ...keys, now: () => now });
  return {
    gateway,
    keyId: keyIdOf(keys.grantPublicKey),
    verifier,
    later: (ms: number) => (now += ms),
    verify: (grant: string, binding: string, bytes = body) =>
      verifier.verify({ [GRANT_HEADER]: grant, [FETCH_HEADER]: binding }, Buffer.from(bytes)),
  };
}
const code = (expected: string) => expect.objectContaining({ code: expected });

test('a sound fetch is verified, and one grant is one object however often it comes', () => {
  const { gateway, verify } = setUp();
  const grant = gateway.grant(['Pet.tag:project']);
  const first = verify(grant, gateway.binding(grant, body));
  const second = verify(grant, gateway.binding(grant, body));
  expect(first.claims.uses).toEqual(['Pet.tag:project']);
  expect(second.claims).toBe(first.claims);
  expect(second.exchangeId).not.toBe(first.exchangeId);
});

test('a fetch without a grant, or with an empty one, is refused', () => {
  const { verifier } = setUp();
  for (const headers of [{}, { [GRANT_HEADER]: '' }])
    expect(() => verifier.verify(headers, Buffer.from(body))).toThrow(code('GRANT_MISSING'));
});

test.each([
  ['of one part', 'abc'],
  ['of three parts', 'a.b.c'],
  ['that is no JSON', 'AAAA.AAAA'],
  ['of claims with an unknown member', null],
])('a grant %s is refused', (_, text) => {
  const { gateway, verify } = setUp();
  const strange = text ?? gateway.grant([], { scope: 'everything' } as object);
  const sound = gateway.grant([]);
  expect(() => verify(strange, gateway.binding(sound, body))).toThrow(code('GRANT_INVALID'));
});

test('a row filter of an unknown kind is a limit that nobody could keep: refused', () => {
  const { gateway, verify } = setUp();
  const grant = gateway.grant([], { rows: { Pet: [{ kind: 'consent', prefix: '23' }] } } as object);
  expect(() => verify(grant, gateway.binding(grant, body))).toThrow(code('GRANT_INVALID'));
});

test('a grant signed by somebody else is refused although its fetch is bound', () => {
  const { gateway, keyId, verify } = setUp();
  const forged = TestGateway.withKeys('pets').gateway.grant(['Pet.tag:project'], { keyId });
  expect(() => verify(forged, gateway.binding(forged, body))).toThrow(code('GRANT_INVALID'));
});

test('a grant under the name of another key is refused', () => {
  const { gateway, verify } = setUp();
  const grant = gateway.grant(['Pet.tag:project'], { keyId: '0123456789abcdef' });
  expect(() => verify(grant, gateway.binding(grant, body))).toThrow(code('GRANT_INVALID'));
});

test('a grant whose claims were widened is refused, also after the sound one was seen', () => {
  const { gateway, verify } = setUp();
  const grant = gateway.grant(['Pet.tag:project'], { grantId: 'g' });
  verify(grant, gateway.binding(grant, body));
  const [claims] = gateway.grant(['Pet.tag:project', 'Pet.name:project'], { grantId: 'g' }).split('.');
  const widened = `${claims ?? ''}.${grant.split('.')[1] ?? ''}`;
  expect(() => verify(widened, gateway.binding(widened, body))).toThrow(code('GRANT_INVALID'));
});

test('a grant for another audience is refused', () => {
  const { gateway, verify } = setUp();
  const grant = gateway.grant([], { audience: 'vehicles' });
  expect(() => verify(grant, gateway.binding(grant, body))).toThrow(code('GRANT_AUDIENCE'));
});

test('a grant that expires is refused from then on, also when it was verified before', () => {
  const { gateway, verify, later } = setUp();
  const grant = gateway.grant([], { expiresAt: Math.floor(Date.now() / 1_000) + 10 });
  verify(grant, gateway.binding(grant, body));
  later(10_000);
  expect(() => verify(grant, gateway.binding(grant, body))).toThrow(code('GRANT_EXPIRED'));
});

test.each([
  ['none', undefined],
  ['four parts', 'a.b.1.c'],
  ['six parts', 'a.b.1.c.d.e'],
  ['a time that is none', 'a.b.now.c.d'],
  ['no hash', 'a.b.1..d'],
  ['an empty MAC', 'a.b.1.c.'],
])('a binding of %s is refused', (_, binding) => {
  const { gateway, verifier } = setUp();
  const headers = { [GRANT_HEADER]: gateway.grant([]), [FETCH_HEADER]: binding };
  expect(() => verifier.verify(headers, Buffer.from(body))).toThrow(code('FETCH_UNBOUND'));
});

test('a binding holds for its own body, grant and key, and for no other', () => {
  const { gateway, verify } = setUp();
  const grant = gateway.grant([]);
  const other = gateway.grant([]);
  const stranger = TestGateway.withKeys('pets').gateway;
  expect(() => verify(grant, gateway.binding(grant, body), `${body} `)).toThrow(code('FETCH_UNBOUND'));
  expect(() => verify(grant, gateway.binding(other, body))).toThrow(code('FETCH_UNBOUND'));
  expect(() => verify(grant, stranger.binding(grant, body))).toThrow(code('FETCH_UNBOUND'));
});

test.each([0, 1, 2, 3, 4])('changing part %d of a binding unbinds it', (part) => {
  const { gateway, verify } = setUp();
  const grant = gateway.grant([]);
  const parts = gateway.binding(grant, body).split('.');
  parts[part] = part === 2 ? String(Number(parts[2]) + 1) : randomUUID();
  expect(() => verify(grant, parts.join('.'))).toThrow(code('FETCH_UNBOUND'));
});

test('a fetch is taken once', () => {
  const { gateway, verify, later } = setUp();
  const grant = gateway.grant([]);
  const binding = gateway.binding(grant, body);
  verify(grant, binding);
  expect(() => verify(grant, binding)).toThrow(code('FETCH_REPLAYED'));
  later(FETCH_WINDOW_MS - 1_000);
  expect(() => verify(grant, binding)).toThrow(code('FETCH_REPLAYED'));
});

test.each([-1, 1])('a fetch from outside the window (%d) is refused', (side) => {
  const { gateway, verify } = setUp();
  const grant = gateway.grant([]);
  const issuedAtMs = Date.now() + side * (FETCH_WINDOW_MS + 5_000);
  expect(() => verify(grant, gateway.binding(grant, body, { issuedAtMs }))).toThrow(code('FETCH_REPLAYED'));
});
