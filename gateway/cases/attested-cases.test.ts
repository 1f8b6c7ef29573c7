import { beforeAll, describe, expect, test } from '@jest/globals';
import { createLocalJWKSet } from 'jose';
import { type AttestedCases, createAttestedCases } from './attested-cases.ts';
import {
  CLOSED,
  describeCaseRegistry,
  FAMILY,
  type KeptCase,
  OPENED,
} from './testing/describe-case-registry.ts';
import { type AttestationKey, makeAttestationKey, seconds } from './testing/sign-attestation.ts';

const NOW = new Date(OPENED.getTime() + 60_000);
let key: AttestationKey;
let cases: AttestedCases;

beforeAll(async () => {
  [key, cases] = await open();
});

async function open(): Promise<[AttestationKey, AttestedCases]> {
  const made = await makeAttestationKey();
  const keys = new Map([[FAMILY.department, createLocalJWKSet(made.publicKeys)]]);
  return [made, createAttestedCases(keys, 'sluice')];
}

const claimsOf = ({ caseNumber, department, officials, people, openedAt, closedAt }: KeptCase) => ({
  case: caseNumber,
  department,
  official: officials[0],
  people,
  aud: 'sluice',
  iat: seconds(openedAt),
  exp: seconds(closedAt ?? openedAt),
});

describeCaseRegistry(
  'a signed attestation',
  async () => {
    const [signing, attested] = await open();
    return {
      registryFor: async (kept) => attested.by(kept.department, await signing.sign(claimsOf(kept))),
      close: () => Promise.resolve(),
    };
  },
  null,
);

const find = async (claims: Readonly<Record<string, unknown>>, header?: Readonly<Record<string, unknown>>) =>
  cases
    .by('civil-affairs', await key.sign({ ...claimsOf(FAMILY), ...claims }, header))
    .find(FAMILY.caseNumber, NOW);

const REFUSED = { code: 'CASE_REFUSED', detail: {} };

describe('an attestation is refused', () => {
  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['of more than eight hours', { exp: seconds(OPENED) + 8 * 3600 + 1 }],
    ['without an end', { exp: undefined }],
    ['without a beginning', { iat: undefined }],
    ['for another audience', { aud: 'elsewhere' }],
    ['without an audience', { aud: undefined }],
    ['of a department other than its signer', { department: 'housing' }],
    ['without an official', { official: undefined }],
    ['without people', { people: undefined }],
    ['with people who are no list', { people: FAMILY.people[0] }],
    ['with somebody who is no person key', { people: [...FAMILY.people, 'RID:1'] }],
    ['of a case that is a number', { case: 7 }],
    ['that is of the future', { iat: seconds(CLOSED), exp: seconds(CLOSED) + 60 }],
  ])('%s', async (_, claims) => {
    await expect(find(claims)).rejects.toMatchObject(REFUSED);
  });

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['a token of another type', { typ: 'JWT' }],
    ['a key that the department does not have', { kid: 'k9' }],
  ])('that is %s', async (_, header) => {
    await expect(find({}, header)).rejects.toMatchObject(REFUSED);
  });

  test('that a stranger signed, that was changed, or that is none', async () => {
    const sound = await key.sign(claimsOf(FAMILY));
    const [head = '', , signature = ''] = sound.split('.');
    const other = Buffer.from(JSON.stringify({ ...claimsOf(FAMILY), official: 'clerk-2' }));
    const stranger = await (await makeAttestationKey()).sign(claimsOf(FAMILY));
    for (const text of [
      stranger,
      `${head}.${other.toString('base64url')}.${signature}`,
      'a.b.c',
      `${head}..`,
    ])
      await expect(cases.by('civil-affairs', text).find(FAMILY.caseNumber, NOW)).rejects.toMatchObject(
        REFUSED,
      );
  });

  test('of a department that has no keys here', async () => {
    const text = await key.sign({ ...claimsOf(FAMILY), department: 'housing' });
    await expect(cases.by('housing', text).find(FAMILY.caseNumber, NOW)).rejects.toMatchObject(REFUSED);
  });
});

test('somebody who is named twice is one person', async () => {
  const [first = ''] = FAMILY.people;
  expect((await find({ people: [first, first] }))?.people).toEqual([first]);
});
