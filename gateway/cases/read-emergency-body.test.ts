import { expect, test } from '@jest/globals';
import { SluiceError } from '../../errors/sluice-error.ts';
import type { ErrorCode } from '../../errors/error-table.ts';
import { readEmergencyBody } from './read-emergency-body.ts';
import { peopleOf } from './testing/describe-case-registry.ts';

const [patient = ''] = peopleOf(1);
const reason = '患者昏迷，无家属陪同，需立即了解既往病史';

test('one patient and one typed reason are read, whole and trimmed', () => {
  expect(readEmergencyBody({ patient, reason: `  ${reason}\n` })).toEqual({ patient, reason });
  expect(readEmergencyBody({ patient, reason: '😀'.repeat(500) }).reason).toHaveLength(1_000);
});

test.each<[string, unknown, ErrorCode]>([
  ['nothing', null, 'EMERGENCY_INVALID'],
  ['a list', [], 'EMERGENCY_INVALID'],
  ['a patient alone', { patient }, 'EMERGENCY_INVALID'],
  ['a reason of nine', { patient, reason: '一二三四五六七八九' }, 'EMERGENCY_INVALID'],
  ['a reason of blanks', { patient, reason: ' '.repeat(40) }, 'EMERGENCY_INVALID'],
  ['a reason of 501', { patient, reason: 'x'.repeat(501) }, 'EMERGENCY_INVALID'],
  ['a reason that nobody typed', { patient, reason: `${reason}\u0000` }, 'EMERGENCY_INVALID'],
  ['half a character', { patient, reason: `${reason}\uD800` }, 'EMERGENCY_INVALID'],
  ['two patients', { patient: [patient, patient], reason }, 'EMERGENCY_INVALID'],
  ['more than was asked', { patient, reason, purpose: 'emergency-care' }, 'EMERGENCY_INVALID'],
  ['a number with a slip', { patient: `${patient.slice(0, -1)}?`, reason }, 'IDENTIFIER_INVALID'],
  ['a number without its kind', { patient: patient.slice(4), reason }, 'IDENTIFIER_INVALID'],
])('%s is refused', (_, body, code) => {
  expect(() => readEmergencyBody(body)).toThrow(new SluiceError(code));
});
