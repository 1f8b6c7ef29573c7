import { expect, test } from '@jest/globals';
import type { ApplicationId, PurposeId } from '../../policies/vocabulary.ts';
import type { ExchangeId } from '../stages/stage-types.ts';
import { type Act, recordOfAct } from './record-of-act.ts';

const ACT: Act = {
  exchangeId: 'exchange-1' as ExchangeId,
  startedAt: new Date('2026-11-22T08:00:00Z'),
  subject: { application: 'hospital' as ApplicationId, department: 'hospital', official: 'dr-0042' },
  purpose: { id: 'emergency-care' as PurposeId, legalBasis: ['b', 'a'] },
  caseNumber: 'EMG-1',
  details: { reason: 'unconscious' },
  policyVersion: null,
  countedAs: 'emergencyOpenings',
};
const ledger = { keyedHash: (value: unknown) => `hash of ${JSON.stringify(value).length}` };

test('an act is recorded with who, what for and on what ground, and with hashes of what was said', () => {
  const record = recordOfAct(ACT, ledger, ['EMERGENCY_SUSPENDED']);
  expect(record).toMatchObject({
    subject: { application: 'hospital', department: 'hospital', official: 'dr-0042' },
    purpose: 'emergency-care',
    legalBasis: ['a', 'b'],
    caseHash: 'hash of 7',
    variablesHash: 'hash of 24',
    policyVersion: null,
    counts: { emergencyOpenings: 1 },
    outcomes: ['EMERGENCY_SUSPENDED'],
  });
  expect(JSON.stringify(record)).not.toMatch(/EMG-|unconscious/u);
});

test('an act that ended before anything was known is recorded all the same', () => {
  const unknown = { ...ACT, subject: null, purpose: null, caseNumber: null, details: null };
  const record = recordOfAct(unknown, ledger, ['TOKEN_INVALID']);
  expect(record).toMatchObject({ subject: null, purpose: null, caseHash: null, variablesHash: null });
});

test('an act by which data were read is recorded with the tags of those whose they were', () => {
  expect(recordOfAct(ACT, ledger, []).dataSubjects).toEqual([]);
  expect(recordOfAct({ ...ACT, dataSubjects: ['a tag'] }, ledger, []).dataSubjects).toEqual(['a tag']);
});
