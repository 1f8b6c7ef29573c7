import { expect, test } from '@jest/globals';
import { ERROR_TABLE } from '../errors/error-table.ts';
import { refusalLine, refused } from './refusal-line.ts';

const message = ERROR_TABLE.AUDIT_INVALID.message;

test.each([
  [
    'which part it is about and why, with what the code means in Chinese where the reason has none',
    'AUDIT_INVALID',
    { part: 'rule x when', line: 1, column: 18, reason: 'no such field', source: 'audit' },
    'AUDIT_INVALID line 1, column 18 of rule x when: no such field 审计方案超出可核查的范围',
  ],
  [
    'the limit, what the code means and what would help',
    'AUDIT_BUSY',
    { limit: 5, source: 'audit' },
    'AUDIT_BUSY limit 5: whoever asks has as many unfinished audit runs as one may have 申请人未完成的审计运行已达上限; wait for one to end, or `audit cancel` 请等待其结束或取消',
  ],
  [
    'a reason in both languages',
    'SERVICE_INPUT_INVALID',
    { reason: 'years is no amount', reasonChinese: 'years 不是有效金额' },
    'SERVICE_INPUT_INVALID years is no amount years 不是有效金额',
  ],
  [
    'nothing of a list that is empty',
    'AUDIT_INVALID',
    { rules: [] },
    `AUDIT_INVALID ${message} 审计方案超出可核查的范围`,
  ],
  ['what the code means', 'AUDIT_INVALID', {}, `AUDIT_INVALID ${message} 审计方案超出可核查的范围`],
  ['what was said, of no code that is known', '', {}, 'no such host'],
])('a refusal says %s', (_, code, detail, line) => {
  expect(refusalLine({ message: 'no such host', code, detail })).toBe(line);
});

test('what the command line finds out by itself is said alike, each language once', () => {
  const reason = { en: 'nothing is read until the hub is started again', zh: '归集已停止' };
  expect(refused('INTERNAL', reason).message).toBe(
    'INTERNAL nothing is read until the hub is started again 归集已停止',
  );
  expect(refused('AUDIT_OFFICIAL_REQUIRED', reason).message).toContain('; say `--official ID` 请用');
});
