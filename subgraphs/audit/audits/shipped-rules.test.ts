import { expect, test } from '@jest/globals';
import type { RuleDefinition } from '../definition/audit-definition.ts';
import { compileAudit } from '../definition/compile-audit.ts';
import { readAuditDocument } from '../definition/read-audit-document.ts';
import { conclusionsOf, testGraph, testThresholds } from '../testing/audit-fixtures.ts';
import {
  answerOf,
  expectedOutcomes,
  readRuleCases,
  refusedPaths,
  type RuleCase,
  type RuleCases,
} from '../testing/rule-cases.ts';
import { ruleCaseTexts, shippedAuditTexts } from '../testing/shipped-files.ts';

/** A law and its article, or a document with its number. */
const STATUTE =
  /法第.+条|（国务院令第\d+号）第.+条|民法典第.+条|（.发〔\d{4}〕\d+号）|（国办发〔\d{4}〕\d+号）|（财教〔\d{4}〕\d+号）|公告\d{4}年第\d+号/u;
const graph = testGraph();
const thresholds = testThresholds();
const audits = new Map(
  [...shippedAuditTexts()].map(([name, text]) => [name, readAuditDocument(text)] as const),
);
const caseFiles = [...ruleCaseTexts()].map(([name, text]) => ({ name, cases: readRuleCases(text) }));
const everyCase = caseFiles.flatMap(({ cases }) =>
  cases.cases.map((ruleCase) => ({ title: titleOf(cases, ruleCase), cases, ruleCase })),
);

function titleOf({ audit }: RuleCases, { name, exemption }: RuleCase): string {
  const safeguard = exemption === null ? (/^(T\d+) /u.exec(name)?.[1] ?? null) : 'T15';
  return [safeguard, `${audit}:`, name.replace(/^T\d+ /u, ''), exemption && `(${exemption})`]
    .filter((part) => part !== null)
    .join(' ');
}

/** What the rules say of a case; `without` is an exemption that is taken for one that never holds. */
function outcomesOf(cases: RuleCases, ruleCase: RuleCase, without: string | null = null): readonly string[] {
  const shipped = audits.get(cases.audit)!;
  const rules = shipped.rules.map((rule) => ({
    ...rule,
    exempt: rule.exempt.map((exemption) =>
      exemption.id === without ? { ...exemption, when: `(${exemption.when}) && false` } : exemption,
    ),
  }));
  const audit = compileAudit({ ...shipped, rules }, new Map([['asOf', cases.asOf]]), graph, thresholds);
  const answer = answerOf(cases, ruleCase, audit.operation.node);
  const errors = refusedPaths(ruleCase, audit.operation.population);
  return conclusionsOf(audit, graph, answer, errors)
    .map(({ rule, outcome, missing }) => [rule.definition.id, outcome, missing].filter(Boolean).join(' '))
    .sort();
}

test.each(everyCase)('$title', ({ cases, ruleCase }) => {
  expect(outcomesOf(cases, ruleCase)).toEqual(expectedOutcomes(ruleCase));
});

const exempted = everyCase.filter(({ ruleCase }) => ruleCase.exemption !== null);

test.each(exempted)('$title: a finding but for the exemption', ({ cases, ruleCase }) => {
  const otherwise = outcomesOf(cases, ruleCase, ruleCase.exemption);
  expect(otherwise).not.toEqual([]);
});

const everyRule = [...audits.values()].flatMap(({ name, rules }) =>
  rules.map((rule) => ({ id: rule.id, audit: name, rule })),
);

function casesOf(audit: string): readonly RuleCase[] {
  return caseFiles.find(({ cases }) => cases.audit === audit)?.cases.cases ?? [];
}

test.each(everyRule)(
  '$id has a case that it finds, one that it does not, and one that it can not tell',
  ({ id, audit }) => {
    const said = casesOf(audit).map(({ expect: expected }) => [expected[id] ?? 'NO'].flat().join(' '));
    expect(said.some((one) => one.startsWith('YES'))).toBe(true);
    expect(said).toContain('NO');
    expect(said.some((one) => one.startsWith('CANNOT_TELL'))).toBe(true);
  },
);

test.each(everyRule)('T15 $id: each of its exemptions has a case that it alone saves', ({ audit, rule }) => {
  const shown = new Set(casesOf(audit).map(({ exemption }) => exemption));
  expect(rule.exempt.map(({ id }) => id).filter((id) => !shown.has(id))).toEqual([]);
});

test.each(everyRule)('$id names a statute, in full, for itself and each exemption', ({ rule }) => {
  for (const { statute } of [rule, ...rule.exempt]) expect(statute).toMatch(STATUTE);
});

test('every audit has cases, and every file of cases an audit', () => {
  expect(caseFiles.map(({ cases }) => cases.audit).sort()).toEqual([...audits.keys()].sort());
  for (const { name, cases } of caseFiles) expect(cases.audit).toBe(name);
  for (const [name, audit] of audits) expect(audit.name).toBe(name);
});

test('no condition has a number of its own but nought, one and a hundred per cent', () => {
  const conditions = everyRule.flatMap(({ rule }) => conditionsOf(rule));
  const numbers = conditions.flatMap((text) =>
    [...withoutText(text).matchAll(/(?<![\w.])\d[\d.]*/gu)].map(([one]) => one),
  );
  expect([...new Set(numbers)].sort()).toEqual(['0', '1', '100']);
});

function conditionsOf(rule: RuleDefinition): readonly string[] {
  return [
    rule.when,
    ...rule.exempt.map(({ when }) => when),
    ...rule.collect.flatMap(({ where, of }) => [where ?? '', of ?? '']),
    ...rule.define.flatMap(({ expression, table }) => [
      expression ?? '',
      ...(table?.rows.flatMap(({ cells, then }) => [...cells, then]) ?? []),
      table?.otherwise ?? '',
    ]),
  ];
}

function withoutText(expression: string): string {
  return expression.replaceAll(/"[^"]*"/gu, '""');
}

test('every threshold is read by a rule, and names a statute for each of its values', () => {
  const read = new Set(
    everyRule
      .flatMap(({ rule }) => conditionsOf(rule))
      .flatMap((text) => [...text.matchAll(/thresholds\.(\w+)/gu)].map(([, name]) => name)),
  );
  expect(thresholds.definitions.map(({ name }) => name).sort()).toEqual([...read].sort());
  for (const { statute } of thresholds.definitions.flatMap(({ values }) => values))
    expect(statute).toMatch(STATUTE);
});

test('every threshold is in force everywhere in the province', () => {
  for (const { name } of thresholds.definitions)
    expect([name, thresholds.valueOf(name, '230000', '2026-11-01')]).toEqual([name, expect.any(BigInt)]);
});

test('T10 wherever the rules look for people paid wrongly, they look for people wrongly not paid', () => {
  const populationsOf = (nature: RuleDefinition['nature']): ReadonlySet<string> =>
    new Set(
      [...audits.values()]
        .filter(({ rules }) => rules.some((rule) => rule.nature === nature))
        .map((audit) => compileAudit(audit, new Map(), graph, thresholds).operation.population),
    );
  const underEntitled = populationsOf('UNDER_ENTITLEMENT');
  for (const population of populationsOf('ADVERSE')) expect(underEntitled).toContain(population);
  // Who was never enrolled is in no case: only households show them.
  expect(underEntitled).toContain('households');
});
