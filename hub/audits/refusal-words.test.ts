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
  ).toBe('AUDIT_INVALID line 1, column 18 of rule x when: no such field 审计方案超出可核查的范围');
  expect(
    refusalLine({
      message: 'too many',
      code: 'AUDIT_BUSY',
      detail: { limit: 5, source: 'audit' },
    }),
  ).toBe(
    'AUDIT_BUSY limit 5: whoever asks has as many unfinished audit runs as one may have 申请人未完成的审计运行已达上限; wait for one to end, or `audit cancel` 请等待其结束或取消',
  );
  expect(
    refusalLine({ message: '', code: 'AUDIT_SCHEDULE_INVALID', detail: { reason: 'it never comes' } }),
  ).toMatch(/^AUDIT_SCHEDULE_INVALID it never comes 定时任务无法执行; such as .*例如每月1日2时/u);
  expect(refusalLine({ message: 'no official', code: 'AUDIT_OFFICIAL_REQUIRED', detail: {} })).toContain(
    '`--official ID`',
  );
  const detail = { reason: 'years is no amount', reasonChinese: 'years 不是有效金额' };
  expect(refusalLine({ message, code: 'SERVICE_INPUT_INVALID', detail })).toBe(
    'SERVICE_INPUT_INVALID years is no amount years 不是有效金额',
  );
  expect(refusalLine({ message, code: 'AUDIT_INVALID', detail: {} })).toBe(
    `AUDIT_INVALID ${message} 审计方案超出可核查的范围`,
  );
  expect(refusalLine({ message: 'no such host', code: '', detail: {} })).toBe('no such host');
});
