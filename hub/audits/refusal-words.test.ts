import { expect, test } from '@jest/globals';
import { refusalLine } from './refusal-words.ts';

test('a refusal says its code, what it is about and why', () => {
  const message = 'the audit is outside the checked subset';
  expect(
    refusalLine({
      message,
      code: 'AUDIT_INVALID',
      detail: { part: 'rule x when', line: 1, column: 18, reason: 'no such field', source: 'audit' },
    }),
  ).toBe('AUDIT_INVALID line 1, column 18 of rule x when: no such field');
  expect(
    refusalLine({
      message: 'too many',
      code: 'AUDIT_BUSY',
      detail: { limit: 5, source: 'audit' },
    }),
  ).toBe('AUDIT_BUSY limit 5: too many');
  expect(refusalLine({ message: 'no official', code: 'AUDIT_OFFICIAL_REQUIRED', detail: {} })).toContain(
    '`--official ID`',
  );
  expect(refusalLine({ message, code: 'AUDIT_INVALID', detail: {} })).toBe(`AUDIT_INVALID ${message}`);
});
