import { expect, test } from '@jest/globals';
import { compilePolicies, type PolicySource } from '../compile-policy.ts';
import { shippedPolicies, shippedSchema, TODAY } from '../testing/shipped-policies.ts';
import type { FieldCoordinate, RuleId } from '../vocabulary.ts';
import { betrayingDates, permittedRecordDates } from './betraying-dates.ts';
import { type Analysed, tableOf, tablesOf } from './cells.ts';
import { domainOf } from './domain.ts';

const source = shippedPolicies(shippedSchema());
const analysed = (policies: PolicySource): Analysed => ({
  source: policies,
  domain: domainOf(policies),
  policies: compilePolicies(policies),
});

/** The shipped policies, in which a rule also speaks of some fields of a type. */
function speakingAlsoOf(id: string, type: string, fields: readonly string[]): PolicySource {
  const documents = source.documents.map((document) => ({
    ...document,
    rules: document.rules.map((rule) =>
      rule.id === id ? { ...rule, resources: [...rule.resources, { type, fields }] } : rule,
    ),
  }));
  return { ...source, documents };
}

test('a date of the record beside a masked date is named with the rule that permits it', () => {
  const altered = speakingAlsoOf('health/eligibility', 'MedicalClaim', ['validFrom', 'qualityFlag']);
  expect(betrayingDates(analysed(altered), TODAY)).toEqual([
    {
      recordDate: 'MedicalClaim.validFrom',
      rule: 'health/eligibility' as RuleId,
      hidden: 'MedicalClaim.visitedOn',
    },
  ]);
});

test('no mask of a date that ships is betrayed by a date of the record', () => {
  expect(betrayingDates(analysed(source), TODAY)).toEqual([]);
});

const BORN_ON = 'Person.bornOn' as FieldCoordinate;

/** Who is told no day of birth and may yet use a date of a person's record. */
function toldByTheRecord(policies: PolicySource): readonly string[] {
  const all = analysed(policies);
  return [...tablesOf(all, TODAY)].flatMap((owner) => {
    const table = tableOf(all.policies, owner);
    if (table.decide(BORN_ON, 'project').effect === 'permit') return [];
    return permittedRecordDates(table, 'Person').map(({ recordDate, rule }) => `${rule}: ${recordDate}`);
  });
}

test('nobody who is not told the day of birth is told when the record of a person begins', () => {
  expect(toldByTheRecord(source)).toEqual([]);
  const altered = speakingAlsoOf('household-registration/eligibility', 'Person', ['validFrom']);
  expect(new Set(toldByTheRecord(altered))).toEqual(
    new Set(['household-registration/eligibility: Person.validFrom']),
  );
});
