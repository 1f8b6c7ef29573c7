import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { authenticate } from '../stages/authenticate.ts';
import { createTokenVerifier, type TokenVerifier } from './token-verifier.ts';

const issuer = 'https://issuer.sluice.invalid';
type Claims = Readonly<Record<string, unknown>>;
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
let verify: TokenVerifier;
let sign: (claims?: Claims, kid?: string) => Promise<string>;
let jwksFile: string;

beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
  jwksFile = join(mkdtempSync(join(tmpdir(), 'sluice-')), 'jwks.json');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'EdDSA', use: 'sig' };
  writeFileSync(jwksFile, JSON.stringify({ keys: [jwk] }));
  verify = await createTokenVerifier({ issuer, audience: 'sluice', keys: { jwksFile } });
  sign = (claims = {}, kid = 'k1') =>
    new SignJWT({
      iss: issuer,
      aud: 'sluice',
      sub: 'social-assistance',
      exp: inSeconds(600),
      department: 'civil-affairs',
      region: '230000',
      roles: ['application'],
      ...claims,
    })
      .setProtectedHeader({ alg: 'EdDSA', kid })
      .sign(privateKey);
});

test('a sound token says who asks, and nothing else does', async () => {
  expect(await verify(await sign({ official: 'clerk-7', roles: ['b', 'a', 'b'], purposes: ['x'] }))).toEqual({
    application: 'social-assistance',
    department: 'civil-affairs',
    region: '230000',
    roles: ['a', 'b'],
    organisation: null,
    person: null,
    clearance: 0,
    official: 'clerk-7',
  });
  expect((await verify(await sign())).official).toBeNull();
  const person = 'RID:23999919780615998X';
  expect((await verify(await sign({ person }))).person).toBe(person);
});

describe('a token is refused', () => {
  test.each<[string, Claims, string]>([
    ['after its time', { exp: inSeconds(-60) }, 'TOKEN_EXPIRED'],
    ['before its time', { nbf: inSeconds(600) }, 'TOKEN_INVALID'],
    ['for another audience', { aud: 'elsewhere' }, 'TOKEN_AUDIENCE'],
    ['of another issuer', { iss: 'https://elsewhere.invalid' }, 'TOKEN_INVALID'],
    ['without an end', { exp: undefined }, 'TOKEN_INVALID'],
    ['without a subject', { sub: undefined }, 'TOKEN_INVALID'],
    ['with a subject of another form', { sub: 'Somebody Else' }, 'TOKEN_INVALID'],
    ['with half a region', { region: '23' }, 'TOKEN_INVALID'],
    ['with a region that is a number', { region: 230000 }, 'TOKEN_INVALID'],
    ['with a role that is no list', { roles: 'application' }, 'TOKEN_INVALID'],
    ['with a role of another form', { roles: ['Application!'] }, 'TOKEN_INVALID'],
    ['without a department', { department: undefined }, 'TOKEN_INVALID'],
    ['with an empty department', { department: '' }, 'TOKEN_INVALID'],
    ['with an official who is a number', { official: 7 }, 'TOKEN_INVALID'],
    ['with a person of an unsound number', { person: 'RID:239999197806159980' }, 'TOKEN_INVALID'],
    ['with a person that is no key', { person: '23999919780615998X' }, 'TOKEN_INVALID'],
    ['with several people', { person: ['RID:23999919780615998X'] }, 'TOKEN_INVALID'],
  ])('%s', async (_, claims, code) => {
    await expect(sign(claims).then(verify)).rejects.toMatchObject({ code });
  });

  test('under an unknown key', async () => {
    await expect(sign({}, 'k2').then(verify)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
  });

  test('when its claims were changed, or it is no token', async () => {
    const [head = '', body = '', signature = ''] = (await sign()).split('.');
    const forged = Buffer.from(
      Buffer.from(body, 'base64url').toString('utf8').replace('civil-affairs', 'audit-office'),
    ).toString('base64url');
    for (const token of [`${head}.${forged}.${signature}`, `${head}.${body}.`, 'x', 'x'.repeat(10_000)])
      await expect(verify(token)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
  });
});

describe('a key set over HTTP', () => {
  let server: Server;
  let reply: { readonly status: number; readonly body: string };
  let verifyRemotely: TokenVerifier;

  beforeEach(async () => {
    server = createServer((_, response) => {
      response.writeHead(reply.status, { 'content-type': 'application/json' }).end(reply.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const keys = { jwksUrl: `http://127.0.0.1:${port}/jwks` };
    verifyRemotely = await createTokenVerifier({ issuer, audience: 'sluice', keys });
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test.each([
    ['that answers 500', { status: 500, body: '{"keys":[]}' }],
    ['that is no JSON', { status: 200, body: '<html>' }],
    ['that is no key set', { status: 200, body: '{"keys":7}' }],
  ])('%s is the hub’s fault, and the token is good once it is well again', async (_, outage) => {
    reply = outage;
    await expect(verifyRemotely(await sign())).rejects.toMatchObject({ code: 'INTERNAL' });
    reply = { status: 200, body: readFileSync(jwksFile, 'utf8') };
    expect((await verifyRemotely(await sign())).application).toBe('social-assistance');
  });

  test('that can not be reached is the hub’s fault', async () => {
    const keys = { jwksUrl: 'http://127.0.0.1:1/jwks' };
    const unreachable = await createTokenVerifier({ issuer, audience: 'sluice', keys });
    await expect(unreachable(await sign())).rejects.toMatchObject({ code: 'INTERNAL' });
  });

  test('that does not have the token’s key leaves the fault with the token', async () => {
    reply = { status: 200, body: readFileSync(jwksFile, 'utf8') };
    await expect(verifyRemotely(await sign({}, 'k2'))).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
  });
});

test.each([undefined, '', 'Bearer', 'Bearer ', 'Basic abc', 'Bearer a b'])(
  'the header %j carries no token',
  async (authorization) => {
    const request = { body: {}, headers: { authorization }, signal: new AbortController().signal };
    await expect(authenticate(request, verify)).rejects.toMatchObject({ code: 'TOKEN_MISSING' });
  },
);
