import { beforeEach, describe, expect, test } from '@jest/globals';
import { createLocalJWKSet } from 'jose';
import { SluiceError } from '../../errors/sluice-error.ts';
import { MOST_PEOPLE_OF_A_GRANT } from '../../policies/bind-rows.ts';
import type { PurposeId, Subject } from '../../policies/vocabulary.ts';
import { describeFailure } from '../note-exchange.ts';
import type { Declaration } from '../stages/stage-types.ts';
import { desk } from '../testing/small-graph.ts';
import { createAttestedCases } from './attested-cases.ts';
import { type CaseChecks, checkCase } from './check-case.ts';
import type { EmergencyAccess } from './emergency-store.ts';
import { FAMILY, type KeptCase, OPENED, peopleOf } from './testing/describe-case-registry.ts';
import { memoryCaseRegistry } from './testing/memory-case-registry.ts';
import { makeAttestationKey, seconds } from './testing/sign-attestation.ts';

const clerk: Subject = { ...desk, department: 'civil-affairs', official: 'clerk-1' };
const doctor: Subject = { ...desk, department: 'hospital', official: 'doctor-1' };
const ordinary = 'assistance-eligibility' as PurposeId;
const emergency = 'emergency-care' as PurposeId;
const [PATIENT = ''] = peopleOf(1);
const ACCESS: EmergencyAccess = {
  application: doctor.application,
  department: 'hospital',
  official: 'doctor-1',
  purpose: emergency,
  patient: PATIENT,
  openedAt: OPENED,
  expiresAt: new Date(OPENED.getTime() + 4 * 3_600_000),
  isSuspended: false,
};
let now: Date;

beforeEach(() => {
  now = new Date(OPENED.getTime() + 60_000);
});

const checksOf = (kept: readonly KeptCase[], access: EmergencyAccess | null = null): CaseChecks => ({
  registry: memoryCaseRegistry(kept),
  attested: createAttestedCases(new Map(), 'sluice'),
  emergencies: { open: () => Promise.resolve(false), find: () => Promise.resolve(access) },
  isEmergency: (purpose) => purpose === emergency,
  now: () => now,
});

const declare = (caseNumber: string | null, more: Partial<Declaration> = {}): Declaration => ({
  purpose: ordinary,
  caseNumber,
  caseAttestation: null,
  asOf: null,
  ...more,
});

/** The public half of a refusal, and the reason that goes to the log. */
async function refusalOf(checked: Promise<unknown>): Promise<[string, string]> {
  const error: unknown = await checked.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof SluiceError)) throw new Error('it was not refused');
  expect(error.detail).toEqual({});
  return [error.code, describeFailure(error.cause).kind];
}

test('no case declared is no case', async () => {
  expect(await checkCase(declare(null), clerk, checksOf([FAMILY]))).toBeNull();
});

test('a case that is open, of the department and assigned to the official is checked', async () => {
  const checked = await checkCase(declare(FAMILY.caseNumber), clerk, checksOf([FAMILY]));
  expect(checked).toEqual({ kind: 'case', people: FAMILY.people.toSorted() });
});

describe('every fault is one code outside and a reason inside', () => {
  test.each<[string, Partial<KeptCase>, Partial<Subject>]>([
    ['no-official', {}, { official: null }],
    ['unknown', { caseNumber: 'SA-2026-0009' }, {}],
    ['not-open', { closedAt: new Date(OPENED.getTime() + 60_000) }, {}],
    ['not-open', { openedAt: new Date(OPENED.getTime() + 60_001) }, {}],
    ['other-department', { department: 'housing' }, {}],
    ['other-department', {}, { department: 'housing' }],
    ['not-assigned', { officials: ['clerk-2'] }, {}],
    ['not-assigned', { officials: [] }, {}],
    ['too-many-people', { people: peopleOf(MOST_PEOPLE_OF_A_GRANT + 1) }, {}],
  ])('%s', async (reason, change, who) => {
    const checks = checksOf([{ ...FAMILY, ...change }]);
    const checked = checkCase(declare(FAMILY.caseNumber), { ...clerk, ...who }, checks);
    expect(await refusalOf(checked)).toEqual(['CASE_REFUSED', `CaseRefusal ${reason}`]);
  });

  test('as many people as a grant may name are not too many', async () => {
    const people = peopleOf(MOST_PEOPLE_OF_A_GRANT);
    const checked = await checkCase(declare(FAMILY.caseNumber), clerk, checksOf([{ ...FAMILY, people }]));
    expect(checked?.people).toHaveLength(MOST_PEOPLE_OF_A_GRANT);
  });

  test('a case that is closed carries nothing from that moment on', async () => {
    const checks = checksOf([{ ...FAMILY, closedAt: new Date(now.getTime() + 1) }]);
    await checkCase(declare(FAMILY.caseNumber), clerk, checks);
    now = new Date(now.getTime() + 1);
    const [code] = await refusalOf(checkCase(declare(FAMILY.caseNumber), clerk, checks));
    expect(code).toBe('CASE_REFUSED');
  });
});

describe('an attestation takes the place of the registry', () => {
  async function attested(official: string): Promise<readonly [CaseChecks, string]> {
    const key = await makeAttestationKey();
    const keys = new Map([['civil-affairs', createLocalJWKSet(key.publicKeys)]]);
    const text = await key.sign({
      case: 'X-1',
      department: 'civil-affairs',
      official,
      people: FAMILY.people,
      aud: 'sluice',
      iat: seconds(now),
      exp: seconds(now) + 3600,
    });
    return [{ ...checksOf([]), attested: createAttestedCases(keys, 'sluice') }, text];
  }

  test('for the official whom it names', async () => {
    const [checks, caseAttestation] = await attested('clerk-1');
    const checked = await checkCase(declare('X-1', { caseAttestation }), clerk, checks);
    expect(checked).toEqual({ kind: 'case', people: FAMILY.people.toSorted() });
  });

  test.each([
    ['another official shows it', 'X-1', 'clerk-2', 'not-assigned'],
    ['another case is declared with it', 'X-2', 'clerk-1', 'unknown'],
  ])('and for nothing else: %s', async (_, caseNumber, official, reason) => {
    const [checks, caseAttestation] = await attested(official);
    const checked = checkCase(declare(caseNumber, { caseAttestation }), clerk, checks);
    expect(await refusalOf(checked)).toEqual(['CASE_REFUSED', `CaseRefusal ${reason}`]);
  });
});

describe('an emergency access', () => {
  const declared = (more: Partial<Declaration> = {}) => declare('EMG-ABC', { purpose: emergency, ...more });

  test('is checked for its official, patient and time', async () => {
    const checked = await checkCase(declared(), doctor, checksOf([], ACCESS));
    expect(checked).toEqual({ kind: 'emergency', people: [PATIENT] });
  });

  test.each<[string, Partial<EmergencyAccess>, Partial<Subject>]>([
    ['emergency-of-another', {}, { official: 'doctor-2' }],
    ['emergency-of-another', {}, { official: null }],
    ['emergency-of-another', { department: 'clinic' }, {}],
    ['emergency-of-another', { application: 'other' }, {}],
    ['emergency-of-another', { purpose: 'other-emergency' }, {}],
    ['emergency-over', { expiresAt: new Date(OPENED.getTime() + 60_000) }, {}],
    ['emergency-over', { openedAt: new Date(OPENED.getTime() + 60_001) }, {}],
  ])('carries nothing else: %s', async (reason, change, who) => {
    const checked = checkCase(declared(), { ...doctor, ...who }, checksOf([], { ...ACCESS, ...change }));
    expect(await refusalOf(checked)).toEqual(['CASE_REFUSED', `CaseRefusal ${reason}`]);
  });

  test('that nobody opened is unknown', async () => {
    const checked = checkCase(declared(), doctor, checksOf([], null));
    expect(await refusalOf(checked)).toEqual(['CASE_REFUSED', 'CaseRefusal unknown']);
  });

  test('of an official whose right is suspended is refused by that name', async () => {
    const checked = checkCase(declared(), doctor, checksOf([], { ...ACCESS, isSuspended: true }));
    await expect(checked).rejects.toMatchObject({ code: 'EMERGENCY_SUSPENDED' });
  });

  test.each<[string, Declaration, string]>([
    [
      'an ordinary purpose takes no emergency',
      declared({ purpose: ordinary }),
      'emergency-for-ordinary-purpose',
    ],
    ['nor in small letters', declare('emg-ABC'), 'emergency-for-ordinary-purpose'],
    [
      'an emergency purpose takes no case',
      declare(FAMILY.caseNumber, { purpose: emergency }),
      'case-for-emergency-purpose',
    ],
    [
      'an emergency purpose takes no attestation',
      declared({ caseAttestation: 'a.b.c' }),
      'case-for-emergency-purpose',
    ],
  ])('%s', async (_, declaration, reason) => {
    const checked = checkCase(declaration, clerk, checksOf([FAMILY], ACCESS));
    expect(await refusalOf(checked)).toEqual(['CASE_REFUSED', `CaseRefusal ${reason}`]);
  });

  test('an emergency purpose without any access asks for one', async () => {
    const checked = checkCase(declare(null, { purpose: emergency }), doctor, checksOf([], ACCESS));
    await expect(checked).rejects.toMatchObject({
      code: 'CASE_REQUIRED',
      detail: { request: expect.stringContaining('POST /emergency') },
    });
  });
});
