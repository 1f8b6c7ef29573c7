import { expect, test } from '@jest/globals';
import { compareWithTruth, isExact, type FoundCase, type PlantedCase } from './truth-report.ts';

const planted = (caseKey: string, exemption: string | null = null): PlantedCase => ({
  caseId: caseKey,
  exempt: exemption !== null,
  exemption,
  personKey: 'P',
  caseKeys: [caseKey],
});
const found = (caseKey: string, more: Partial<FoundCase> = {}): FoundCase => ({
  ruleId: 'r1',
  outcome: 'YES',
  personKey: 'P',
  caseKey,
  ...more,
});

test('recall counts planted persons, precision flagged ones, however many findings each has', () => {
  const { audit } = compareWithTruth(
    [found('C1'), found('C1'), found('C3')],
    [planted('C1'), planted('C2')],
    ['r1'],
  );
  expect(audit).toMatchObject({ findings: 3, flagged: 2, planted: 2, found: 1, recall: 0.5, precision: 0.5 });
});

test('another person of a planted case is no hit', () => {
  expect(compareWithTruth([found('C1', { personKey: 'Q' })], [planted('C1')], ['r1']).audit).toMatchObject({
    found: 0,
    precision: 0,
  });
});

test('a finding about a case as a whole hits it, whomever the label names', () => {
  expect(compareWithTruth([found('C1', { personKey: null })], [planted('C1')], ['r1']).audit).toMatchObject({
    found: 1,
    precision: 1,
  });
});

test('what shows in several cases is found by any of them, and each of them is right', () => {
  const shared = { ...planted('C1'), personKey: null, caseKeys: ['C1', 'C2', 'C3'] };
  const flagged = [found('C2', { personKey: null }), found('C3', { personKey: null })];
  expect(compareWithTruth(flagged, [shared], ['r1']).audit).toMatchObject({
    planted: 1,
    found: 1,
    flagged: 2,
    precision: 1,
  });
});

test('an exempt case that was flagged is counted by its exemption', () => {
  const report = compareWithTruth(
    [found('C1'), found('C2')],
    [planted('C1'), planted('C2', 'STALL')],
    ['r1'],
  );
  expect(report.audit).toMatchObject({
    recall: 1,
    precision: 0.5,
    exemptions: 1,
    flaggedExemptions: { STALL: 1 },
  });
  expect(isExact(report)).toBe(false);
});

test('a planted case about which it could not be told is not found, and said', () => {
  const { audit } = compareWithTruth([found('C1', { outcome: 'CANNOT_TELL' })], [planted('C1')], ['r1']);
  expect(audit).toMatchObject({ findings: 0, recall: 0, precision: null, plantedCannotTell: 1 });
});

test('each rule is compared by itself', () => {
  const report = compareWithTruth(
    [found('C1'), found('C2', { ruleId: 'r2' })],
    [planted('C1'), planted('C2')],
    ['r1', 'r2'],
  );
  expect([report.audit.recall, report.rules['r1']?.recall, report.rules['r2']?.recall]).toEqual([
    1, 0.5, 0.5,
  ]);
  expect(isExact(report)).toBe(true);
});

test('nothing planted and nothing flagged give no number', () => {
  expect(compareWithTruth([], [], ['r1']).audit).toMatchObject({ recall: null, precision: null });
});
