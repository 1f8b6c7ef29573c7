import { expect, test } from '@jest/globals';
import { parseAnswer } from './parse-answer.ts';

function detailOf(extensions: Readonly<Record<string, unknown>>): unknown {
  const answer = parseAnswer(JSON.stringify({ data: null, errors: [{ message: 'x', extensions }] }));
  return answer?.errors[0]?.detail;
}

test.each([
  { code: 'AUDIT_TOO_COSTLY', cost: 30_000, limit: 20_000 },
  { code: 'AUDIT_BUSY', limit: 5 },
  { code: 'AUDIT_STATE_CONFLICT', state: 'PROPOSED' },
  { code: 'ELIGIBILITY_PART_CHANGED', part: 3 },
  { code: 'ELIGIBILITY_JOB_CLOSED', state: 'CANCELLED' },
  { code: 'IMAGE_UNKNOWN', state: 'FINAL' },
  { code: 'AUDIT_PARAMETER_INVALID', parameter: 'entries', reason: 'not sound', row: 7 },
  { code: 'SERVICE_STATE', state: 'OFFER' },
  { code: 'SERVICE_INPUT_INVALID', reason: 'half of it', reasonChinese: '低于当地最低工资标准 1850 元' },
  {
    ...{ code: 'REFERRAL_BARRED', constraint: 'LICENCE', askedBy: 'LAW', statute: '安全生产法 第三十条' },
    ...{
      wouldChange: 'obtaining: a (large) licence',
      wouldChangeChinese: '取得特种作业操作证（电工作业）、驾驶证',
    },
  },
])(
  'who is refused by an audit, for the state of a report or by a service hears why: $code',
  ({ code, ...detail }) => {
    expect(detailOf({ code, ...detail })).toEqual(detail);
  },
);

test('where a number or a fixed word is expected, no other value passes', () => {
  const number = '239901198001010011';
  expect(detailOf({ code: 'AUDIT_STATE_CONFLICT', state: number, row: number, cost: number })).toEqual({});
  expect(detailOf({ code: 'AUDIT_LIST_UNKNOWN', key: number })).toEqual({});
  expect(detailOf({ code: 'IMAGE_UNKNOWN', state: number, reason: number, row: 3 })).toEqual({});
  const barred = { constraint: number, askedBy: number, person: number, reason: '{"name":"x"}' };
  expect(detailOf({ code: 'REFERRAL_BARRED', ...barred })).toEqual({});
  expect(detailOf({ code: 'SOURCE_ERROR', reason: number, row: 3 })).toEqual({});
});
