import { expect, test } from '@jest/globals';
import { SluiceError } from '../../../errors/sluice-error.ts';
import {
  comingDay,
  comingInstant,
  givenAmount,
  givenCounty,
  givenText,
  idsOf,
  oneOf,
  optionalText,
} from './read-given.ts';

const NOW = new Date('2026-11-01T02:00:00Z');

function detailOf(read: () => unknown): SluiceError['detail'] {
  try {
    read();
  } catch (error) {
    if (error instanceof SluiceError && error.code === 'SERVICE_INPUT_INVALID') return error.detail;
    throw error;
  }
  throw new Error('nothing was refused');
}

test.each<[string, () => unknown, string, string]>([
  ['a missing text', () => givenText(null, 'goal'), 'goal is empty', 'goal 不能为空'],
  [
    'a text that is too long',
    () => optionalText('焊'.repeat(2_001), 'words'),
    'words is longer than 2000 characters',
    'words 超过 2000 个字符',
  ],
  [
    'a day that is over',
    () => comingDay('2026-10-31', 'startsOn', '2026-11-01'),
    'startsOn is no day to come',
    'startsOn 不是今日或以后的日期',
  ],
  [
    'a time that is over',
    () => comingInstant('2026-11-01T01:59:59Z', 'at', NOW),
    'at is no time to come',
    'at 不是将来的时间',
  ],
  [
    'a day of another year than was meant',
    () => comingDay('9999-12-31', 'startsOn', '2026-11-01'),
    'startsOn is after 2027-11-01',
    'startsOn 不应晚于 2027-11-01',
  ],
  [
    'a time after that',
    () => comingInstant('2027-11-01T16:00:00Z', 'at', NOW),
    'at is after 2027-11-01',
    'at 不应晚于 2027-11-01',
  ],
  [
    'half a character',
    () => optionalText('车间\ud83d', 'words'),
    'words ends in half a character, or holds one: write it anew',
    'words 含有不完整的字符，请重新输入',
  ],
  [
    'a county of another province',
    () => givenCounty('110101'),
    'county is no county of the province: six digits such as 230102',
    'county 不是本省县级行政区划代码（六位数字，例如 230102）',
  ],
  ['a wage of nothing', () => givenAmount(0, 'wage'), 'wage is no amount', 'wage 不是有效金额'],
  [
    'a skill that is none',
    () => idsOf(new Set(['arc-welding']), ['=1+1'], 'skills'),
    'skills are not all of the classification',
    'skills 含有目录以外的代码',
  ],
  [
    'a cause that is none',
    () => oneOf(['WAGE', 'OTHER'], 'MOOD', 'cause'),
    'cause is none of WAGE, OTHER',
    'cause 应为下列之一：WAGE、OTHER',
  ],
])('it is said which argument is wrong and what is expected, in both languages: %s', (_, read, en, zh) => {
  expect(detailOf(read)).toEqual({ reason: en, reasonChinese: zh });
});

test('what is given as it should be is taken as it is, without blanks around it', () => {
  expect(givenText(' 离家近 ', 'reason')).toBe('离家近');
  expect(comingDay('2026-11-01', 'startsOn', '2026-11-01')).toBe('2026-11-01');
  expect(comingDay('2027-11-01', 'startsOn', '2026-11-01')).toBe('2027-11-01');
  expect(givenCounty('230102')).toBe('230102');
});
