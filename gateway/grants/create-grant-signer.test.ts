import { createHash, createHmac, createSecretKey, generateKeyPairSync, verify } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { fetchBinding, type GrantClaims } from '../../policies/grant-claims.ts';
import type { PolicyVersion, PurposeId } from '../../policies/vocabulary.ts';
import { SUBJECT, PERMIT_ALL, scopeOf } from '../executor/testing/allowed-operation.ts';
import { bindFetch } from './bind-fetch.ts';
import { createGrantSigner, type GrantRequest } from './create-grant-signer.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const REQUEST: GrantRequest = {
  subject: SUBJECT,
  purpose: 'diagnosis' as PurposeId,
  policyVersion: 'v1' as PolicyVersion,
  planId: 'plan-1',
  validUntil: null,
  permit: {
    subgraph: 'health',
    uses: ['Person.births:project', 'Person.id:join-key'],
    masks: {},
    rows: { Person: ['region'] },
    smallestGroup: null,
    limits: [],
    legalBasis: ['a law'],
  },
  scope: scopeOf(PERMIT_ALL),
};

function claimsOf(text: string): GrantClaims {
  const [body = '', signature = ''] = text.split('.');
  expect(verify(null, Buffer.from(body), publicKey, Buffer.from(signature, 'base64url'))).toBe(true);
  return JSON.parse(Buffer.from(body, 'base64url').toString()) as GrantClaims;
}

test('a grant says what was permitted, under a signature that verifies', () => {
  const now = Date.UTC(2026, 10, 1, 8, 30, 59);
  const signer = createGrantSigner(privateKey, () => now);
  const { grantId, text } = signer.grantFor(REQUEST);
  expect(claimsOf(text)).toEqual({
    grantId,
    keyId: signer.keyId,
    audience: 'health',
    subject: SUBJECT,
    purpose: 'diagnosis',
    legalBasis: ['a law'],
    policyVersion: 'v1',
    uses: REQUEST.permit.uses,
    masks: {},
    rows: { Person: [{ kind: 'region', prefixes: ['23'] }] },
    smallestGroup: 5,
    asOf: null,
    issuedAt: now / 1000,
    expiresAt: Date.UTC(2026, 10, 1, 8, 32) / 1000,
  });
});

test('a changed claim does not verify', () => {
  const { text } = createGrantSigner(privateKey).grantFor(REQUEST);
  const [body = '', signature = ''] = text.split('.');
  const claims = {
    ...(JSON.parse(Buffer.from(body, 'base64url').toString()) as GrantClaims),
    audience: 'housing',
  };
  const forged = Buffer.from(JSON.stringify(claims)).toString('base64url');
  expect(verify(null, Buffer.from(forged), publicKey, Buffer.from(signature, 'base64url'))).toBe(false);
});

test('one grant serves a minute and is signed anew in the next, and never lives beyond two', () => {
  let now = Date.UTC(2026, 10, 1, 8, 30, 1);
  const signer = createGrantSigner(privateKey, () => now);
  const first = signer.grantFor(REQUEST);
  now += 58_000;
  expect(signer.grantFor(REQUEST)).toBe(first);
  now += 1_000;
  const second = signer.grantFor(REQUEST);
  expect(second.grantId).not.toBe(first.grantId);
  for (const { text } of [first, second]) {
    const { issuedAt, expiresAt } = claimsOf(text);
    expect(expiresAt - issuedAt).toBeGreaterThan(60);
    expect(expiresAt - issuedAt).toBeLessThanOrEqual(120);
  }
});

test('a grant never outlives the table that it was decided by', () => {
  const now = Date.UTC(2026, 10, 1, 8, 30, 30);
  const validUntil = new Date(now + 10_900);
  const { expiresAt } = claimsOf(
    createGrantSigner(privateKey, () => now).grantFor({ ...REQUEST, validUntil }).text,
  );
  expect(expiresAt).toBe(now / 1000 + 10);
  const later = claimsOf(
    createGrantSigner(privateKey, () => now).grantFor({ ...REQUEST, validUntil: new Date(now + 3_600_000) })
      .text,
  );
  expect(later.expiresAt).toBe(Date.UTC(2026, 10, 1, 8, 32) / 1000);
});

test('each subject, purpose, plan, policy, subgraph and earlier time has a grant of its own', () => {
  const signer = createGrantSigner(privateKey, () => 0);
  const requests: readonly GrantRequest[] = [
    REQUEST,
    { ...REQUEST, planId: 'plan-2' },
    { ...REQUEST, purpose: 'data-quality' as PurposeId },
    { ...REQUEST, policyVersion: 'v2' as PolicyVersion },
    { ...REQUEST, subject: { ...SUBJECT, official: 'someone' } },
    { ...REQUEST, permit: { ...REQUEST.permit, subgraph: 'housing' } },
    { ...REQUEST, scope: { ...REQUEST.scope, asOf: '2026-10-01T00:00:00Z' } },
  ];
  const grants = requests.map((request) => signer.grantFor(request).grantId);
  expect(new Set(grants).size).toBe(requests.length);
});

test('a fetch is bound to its grant and body by a nonce of its own', () => {
  const key = createSecretKey(Buffer.alloc(32, 7));
  const fetch = { key, grantId: 'g', exchangeId: 'e', body: '{"query":"{a}"}' };
  const headers = [bindFetch(fetch, 1_000), bindFetch(fetch, 1_000)];
  const [first, second] = headers.map((header) => header.split('.'));
  expect(first![0]).not.toBe(second![0]);
  const [nonce = '', exchangeId = '', issuedAtMs, bodyHash = '', mac] = first!;
  expect(bodyHash).toBe(createHash('sha256').update(fetch.body).digest('base64url'));
  const text = fetchBinding({ grantId: 'g', nonce, exchangeId, issuedAtMs: Number(issuedAtMs), bodyHash });
  expect(mac).toBe(createHmac('sha256', key).update(text).digest('base64url'));
  expect(Buffer.from(nonce, 'base64url')).toHaveLength(16);
});
