import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { apiSchemaOf } from '../../policies/api-schema.ts';
import { providersOf } from '../../policies/field-providers.ts';

const file = join(import.meta.dirname, '../../gateway/supergraph/generated/supergraph.graphql');
const every = Object.values(apiSchemaOf(readFileSync(file, 'utf8')).getMutationType()?.getFields() ?? {});
/** What employment services do is about work: nobody is treated by being referred to a vacancy. */
const mutations = every.filter((field) => !providersOf(field).includes('matching'));

/** Every other mutation of the whole graph. One that is new is put here by somebody who has asked what it brings about. */
const KNOWN = [
  'acknowledgeCriticalFinding',
  'addEligibilityKeys',
  'addToCaseList',
  'approveSharing',
  'cancelAuditRound',
  'cancelAuditRun',
  'cancelEligibilityJob',
  'createCaseList',
  'createEligibilityJob',
  'decideProposal',
  'drawSample',
  'dropCaseList',
  'finaliseReport',
  'judgeSample',
  'openReport',
  'releaseRule',
  'reviewReport',
  'reviseReport',
  'runAudit',
  'runAudits',
  'saveAudit',
  'scheduleAudit',
  'shareAudit',
  'startEligibilityJob',
  'superviseAudit',
  'suspendRule',
  'unscheduleAudit',
  'withdrawAudit',
  'withdrawReport',
];

test('no mutation of the whole graph orders or prescribes (互联网诊疗监管细则（试行）第二十一条)', () => {
  expect(mutations.map(({ name }) => name).toSorted()).toEqual(KNOWN);
  const words = /order|prescri|medicat|dispens|administ|treat|refer|处方|医嘱/iu;
  const named = mutations.flatMap(({ name, args }) => [name, ...args.map((each) => `${name}.${each.name}`)]);
  expect(named.filter((name) => words.test(name))).toEqual([]);
});

test('whatever is done with a report answers with the report, so that a decision on a proposal leads nowhere else', () => {
  const ofReports = mutations.filter(({ args }) =>
    args.some(({ name }) => ['reportId', 'criticalId', 'proposalId'].includes(name)),
  );
  expect(ofReports).toHaveLength(7);
  expect(ofReports.filter(({ type }) => String(type) !== 'Report')).toEqual([]);
});
