import { expect, test } from '@jest/globals';
import { caseLines, type ListedCase } from './cases.ts';

const CASE: ListedCase = {
  caseId: 'c-1',
  kind: 'ZERO_EMPLOYMENT',
  county: '230102',
  state: 'OPEN',
  deadline: '2026-12-07',
  outcome: null,
  reason: null,
  rule: 'zero-employment',
  evidence: 'household up to 2026-11-23',
  people: [{ step: 'PLAN', person: { pseudonym: 'PSN:A' } }],
};
const ABOUT = ['  zero-employment: household up to 2026-11-23', '  PSN:A · how far 进度 PLAN'];

test('of a case that stands is shown by when there is to be work', () => {
  expect(caseLines(CASE)).toEqual([
    'c-1 ZERO_EMPLOYMENT 230102 OPEN · work to be offered by 帮扶就业期限 2026-12-07',
    ...ABOUT,
  ]);
});

test('of one that ended, how and why', () => {
  const ended = { ...CASE, state: 'CLOSED', outcome: 'EMPLOYED', reason: '一人已就业' };
  expect(caseLines(ended)).toEqual(['c-1 ZERO_EMPLOYMENT 230102 CLOSED EMPLOYED', '  一人已就业', ...ABOUT]);
});
