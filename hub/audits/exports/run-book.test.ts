import { expect, test } from '@jest/globals';
import type { AskGraph } from '../../ask-graph.ts';
import type { AuditRun } from '../audit-client.ts';
import { bookOfRun } from './run-book.ts';

const RUN: AuditRun = {
  runId: 'r-1',
  status: 'RUNNING',
  audit: { name: 'a', title: 'A', titleChinese: '甲' },
  auditVersion: 1,
  parameters: '{}',
  policyVersion: 'p-1',
  startedAt: '2026-11-01T00:00:00Z',
  finishedAt: null,
  mode: 'SUPERVISION',
  asOf: null,
  populationSeen: 4,
  findingCount: 1,
  shadowFindingCount: 1,
  cannotTellCount: 1,
  withdrawnCount: 1,
  progressStep: 'CURRENT',
  progressDone: 4,
  progressTotal: null,
  ruleStates: [],
  errorCode: null,
  errorDetail: null,
};

const finding = (findingId: string, fields: object) => ({
  findingId,
  ruleId: 'a.rule',
  division: '239901',
  stage: 'LIVE',
  outcome: 'YES',
  withdrawnAt: null,
  person: null,
  evidence: [{ path: 'family.status' }],
  ...fields,
});

/** A hub that holds these findings, a page each. */
function hubOf(findings: readonly object[]): AskGraph {
  let page = 0;
  return () => {
    const node = findings[page];
    page += 1;
    const pageInfo = { hasNextPage: page < findings.length, endCursor: String(page) };
    const data = { findings: { nodes: [node], pageInfo } } as never;
    return Promise.resolve({ data, receipt: `{"page":${page}}` });
  };
}

const FOUND = [
  finding('stands', {}),
  finding('gone', { withdrawnAt: '2026-11-02T00:00:00Z' }),
  finding('in-shadow', { stage: 'SHADOW' }),
  finding('unsure', { outcome: 'CANNOT_TELL' }),
];

test('what was withdrawn is in an export with its time, and counted apart from what stands', async () => {
  const { about, receipts, tables } = await bookOfRun(hubOf(FOUND), RUN, null);
  expect(Object.fromEntries(about.map(({ key, value }) => [key, value]))).toMatchObject({
    ...{ findings: 1, inShadow: 1, cannotTell: 1, withdrawn: 1, exported: 4 },
    ...{ runId: 'r-1', policyVersion: 'p-1', asOf: '2026-11-01T00:00:00Z' },
  });
  expect(receipts).toHaveLength(4);
  const at = tables[0].columns.indexOf('withdrawnAt');
  expect(tables[0].rows.map((row) => [row[0], row[at]])).toEqual([
    ['stands', null],
    ['gone', '2026-11-02T00:00:00Z'],
    ['in-shadow', null],
    ['unsure', null],
  ]);
  expect(tables[1]?.rows.map(([of]) => of)).toEqual(['stands', 'gone', 'in-shadow', 'unsure']);
});

test('a sample is drawn of what stands alone', async () => {
  const { tables } = await bookOfRun(hubOf(FOUND), RUN, { size: 10, seed: 's' });
  expect(tables[0].rows.map(([id]) => id).sort()).toEqual(['in-shadow', 'stands']);
});
