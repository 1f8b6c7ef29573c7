import { expect, test } from '@jest/globals';
import { bindRow, MOST_PEOPLE_OF_A_GRANT, type RowParameters } from './bind-rows.ts';

const known: RowParameters = {
  regionPrefixes: ['2301'],
  organisation: '91239900DEMFRM015E',
  self: 'RID:23999919780615998X',
  casePeople: ['HOSP:2399H001-0000001'],
  consenting: ['HOSP:2399H001-0000002'],
};

test('a condition becomes a filter of what the exchange knows of it', () => {
  expect(bindRow('region', known)).toEqual({ kind: 'region', prefixes: ['2301'] });
  expect(bindRow('organisation', known)).toEqual({ kind: 'organisation', name: '91239900DEMFRM015E' });
  expect(bindRow('self', known)).toEqual({ kind: 'subjects', keys: ['RID:23999919780615998X'] });
  expect(bindRow('case', known)).toEqual({ kind: 'subjects', keys: ['HOSP:2399H001-0000001'] });
  expect(bindRow('consent', known)).toEqual({ kind: 'subjects', keys: ['HOSP:2399H001-0000002'] });
});

test('what it does not know is nothing, and never everything', () => {
  const unknown = { ...known, organisation: null, self: null, casePeople: null, consenting: null };
  for (const condition of ['organisation', 'self', 'case', 'consent'] as const)
    expect(bindRow(condition, unknown)).toEqual({ kind: 'nothing' });
  const many = Array.from({ length: MOST_PEOPLE_OF_A_GRANT + 1 }, (_, index) => `HOSP:TEST-${index}`);
  expect(bindRow('consent', { ...known, consenting: many })).toEqual({ kind: 'nothing' });
});
