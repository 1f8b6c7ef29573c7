import { expect, test } from '@jest/globals';
import { registerPage, type RegisteredRule } from './rule-register.ts';

const RULE: RegisteredRule = {
  audit: 'barred-vehicle',
  auditTitle: 'Barred vehicle',
  auditTitleChinese: '不应持有的机动车',
  id: 'barred-vehicle.owned',
  version: 3,
  ruleHash: 'ab'.repeat(32),
  stage: 'LIVE',
  nature: 'ADVERSE',
  owner: '审计厅',
  statute: '社会救助暂行办法 第九条',
  statement: 'A member owns a motor vehicle.',
  statementChinese: '成员名下有机动车。',
  inForceFrom: '2014-05-01',
  inForceTo: null,
  when: 'vehicle.price < 5 && vehicle.use != "<script>"',
  findingsJudged: 30,
  findingsConfirmed: 27,
  controlsJudged: 20,
  controlsConfirmed: 1,
  exemptions: [
    {
      id: 'mobility-scooter',
      statute: '民发〔2021〕57号',
      statement: 'A mobility scooter does not count.',
      statementChinese: '残疾人代步车不计入。',
      when: 'vehicle.vehicleKind == "MOBILITY_SCOOTER"',
    },
  ],
};

test('T11 the page says text, version, time in force, statute, exemptions, stage, rates with their n, and the hash', () => {
  const page = registerPage([RULE]);
  for (const shown of [
    RULE.statement,
    RULE.statementChinese,
    RULE.statute,
    RULE.owner,
    RULE.ruleHash,
    '2014-05-01',
    '正式启用',
    '90.0 % (n = 30)',
    '5.0 % (n = 20)',
    '残疾人代步车不计入。',
    'A mobility scooter does not count.',
    '<dd>3</dd>',
  ])
    expect(page).toContain(shown);
});

test('a rate without judgements is none', () => {
  const page = registerPage([{ ...RULE, findingsJudged: null, controlsJudged: 0 }]);
  expect(page.match(/\(n = 0\)/gu)).toHaveLength(2);
});

test('what an author wrote is text, never markup', () => {
  const page = registerPage([RULE]);
  expect(page).not.toContain('<script>');
  expect(page).toContain('&#60;script&#62;');
});
