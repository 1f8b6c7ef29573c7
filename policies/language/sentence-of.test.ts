import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyRule } from '../testing/any-rule.ts';
import { shippedPolicies, shippedSchema } from '../testing/shipped-policies.ts';
import { smallRule } from '../testing/small-rules.ts';
import type { MaskKind } from '../vocabulary.ts';
import { sentenceOf } from './sentence-of.ts';

const full = smallRule('full', {
  subjects: {
    departments: ['civil-affairs'],
    roles: ['clerk', 'chief'],
    applications: ['social-assistance'],
    regions: ['230100'],
    clearance: 3,
  },
  resources: [
    { type: 'Car', fields: ['plate', 'owner'] },
    { type: 'Boat', fields: '*' },
    { grades: [1, 2], tags: ['record'] },
  ],
  uses: ['order', 'project'],
  obligations: [
    { mask: 'plate' as MaskKind, fields: ['Car.plate'] },
    { rows: 'region' },
    { perDay: { exchanges: 100, people: 20 } },
    { smallestGroup: 10 },
  ],
  needsCase: true,
  validFrom: '2026-01-01',
  validTo: '2027-01-01',
});

test('a sentence says everything that a rule says, in English', () => {
  expect(sentenceOf(full, 'en')).toBe(
    "Whoever is the application social-assistance, acts as clerk or chief, belongs to civil-affairs, serves an area within 230100 and is cleared up to grade 3 may, for “audit”, be shown and sort by Car (plate, owner), any field of Boat and any field of the agency of grade 1 or 2 tagged record; only under a checked case, and only about its people; Car.plate masked (number plate, first two and last character); only records of the asker's own region; at most 100 requests and 20 people a day for one application; no group of fewer than 10 people; from 2026-01-01 until the day before 2027-01-01; on the basis of law 1.",
  );
});

test('and in Chinese', () => {
  expect(sentenceOf(full, 'zh')).toBe(
    '部门civil-affairs、应用social-assistance、角色clerk或chief、所辖区域在230100以内、许可级别不低于3级的主体为“audit”，可查看、排序：Car (plate, owner)；Boat 的全部字段；本部门1、2级、标签为record的全部字段；须经案件核验，仅限该案件相关人员；Car.plate脱敏为号牌号码（保留前二后一位）；仅限申请方所属行政区划的记录；每个应用每日至多请求100次、涉及20人；每组不少于10人；自2026-01-01起至2027-01-01前一日止；依据：law 1。',
  );
});

test('a forbid for everybody', () => {
  const no = smallRule('no', { effect: 'forbid', purposes: 'all', subjects: 'everybody', uses: 'all' });
  expect(sentenceOf(no, 'en')).toBe(
    'Nobody may, for any purpose, use in any way any field of Car; on the basis of law 1.',
  );
  expect(sentenceOf(no, 'zh')).toBe(
    '任何主体无论出于何种目的，不得以任何方式使用：Car 的全部字段；依据：law 1。',
  );
});

test('purposes are called by their titles where these are known', () => {
  const source = shippedPolicies(shippedSchema());
  const rule = source.documents.flatMap(({ rules }) => rules).find(({ id }) => id === 'vehicles/audit')!;
  expect(sentenceOf(rule, 'en', source.purposes)).toContain('for “Auditing social assistance”');
  expect(sentenceOf(rule, 'zh', source.purposes)).toContain('为“社会救助资金审计”');
});

describe('every rule of the language has a sentence', () => {
  test.each(['en', 'zh'] as const)('%s', (language) => {
    fc.assert(
      fc.property(anyRule('vehicles'), (written) => {
        const rule = { ...written, legalBasis: ['law 1', 'law 2'] };
        const sentence = sentenceOf(rule, language);
        expect(sentence).toMatch(/[.。]$/u);
        expect(sentence).not.toMatch(/undefined|null|\[object|\s{2}|、、|,\s*,/u);
        expect(sentence).toContain(rule.legalBasis.join(language === 'en' ? ', ' : '、'));
      }),
    );
  });
});
