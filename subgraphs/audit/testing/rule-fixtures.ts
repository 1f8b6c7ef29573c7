import { SluiceError } from '../../../errors/sluice-error.ts';
import type { AuditDefinition, ParameterValue, RuleDefinition } from '../definition/audit-definition.ts';
import { compileAudit, type CompiledAudit } from '../definition/compile-audit.ts';
import { populationSteps } from '../rules/binding-step.ts';
import { RuleNames } from '../rules/rule-names.ts';
import { testGraph, testThresholds } from './audit-fixtures.ts';

const RECORD = 'recordKey recordedAt qualityFlag';

/** Families with all that rules about income, homes and schooling read. */
const OPERATION = `query Families($first: Int, $after: Cursor) {
  assistanceFamilies(first: $first, after: $after) {
    nodes {
      ${RECORD} caseNumber division status monthlyAmount incomePerHead memberCount appliedOn
      payments { ${RECORD} payMonth status approvedAmount paidAmount }
      head { id ${RECORD} bornOn sex name address ethnicity phone addressDivision division }
      members {
        ${RECORD} validTo relation name division
        person {
          id
          enrolments { ${RECORD} annualFee boarding enrolledOn }
          studentGrants { ${RECORD} amount }
          publicPayroll { ${RECORD} payMonth gross }
          benefits { ${RECORD} kind monthlyAmount fromMonth toMonth }
          homes { ${RECORD} areaSquareMetres sharePercent contractPrice registeredOn }
          medicalClaims { ${RECORD} selfPaid visitedOn }
        }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

const AUDIT: AuditDefinition = {
  name: 'test',
  title: 'Test',
  titleChinese: '测试',
  owner: 'auditor',
  purpose: 'assistance-audit',
  parameters: [
    { name: 'share', type: 'Float', default: 0.6 },
    { name: 'fromMonth', type: 'Month', default: '2026-01' },
    { name: 'nothing', type: 'Int', default: null },
  ],
  operation: OPERATION,
  rules: [],
};

const RULE: RuleDefinition = {
  id: 'test.rule',
  version: 1,
  statute: '社会救助暂行办法 第十条',
  statement: 'A test.',
  statementChinese: '测试。',
  nature: 'REVIEW',
  owner: 'audit-office',
  validFrom: '2014-05-01',
  validTo: null,
  maxAgeHours: { AssistanceFamily: 960 },
  forEach: [{ binding: 'family', path: 'nodes' }],
  collect: [],
  define: [],
  about: 'family.head',
  when: 'family.status == "ACTIVE"',
  exempt: [],
  evidence: ['family.status'],
};

/** Every type that a rule over these families may read; a test of a rule names those that it does read. */
export const AGES: Readonly<Record<string, number>> = Object.fromEntries(
  [
    'AssistanceFamily',
    'AssistanceMember',
    'Payment',
    'Person',
    'Enrolment',
    'StudentGrant',
    'PublicPayroll',
    'BenefitInterval',
    'Home',
    'MedicalClaim',
  ].map((type) => [type, 960]),
);

export const MEMBERS = { binding: 'member', path: 'family.members' } as const;

/** The same of everybody: a population of people. */
export const PERSONS = `query Persons($first: Int, $after: Cursor) {
  persons(first: $first, after: $after) {
    nodes {
      id ${RECORD} division bornOn status
      vehicles { ${RECORD} vehicleKind }
      medicalClaims { ${RECORD} selfPaid visitedOn }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

const graph = testGraph();
const thresholds = testThresholds();

/**
 * An audit with one rule over families, changed so. `maxAgeHours` is completed: what the rule reads is another test's
 * matter.
 * @throws SluiceError AUDIT_INVALID
 */
export function auditWith(
  change: Partial<RuleDefinition>,
  values: Readonly<Record<string, ParameterValue>> = {},
  operation = OPERATION,
): CompiledAudit {
  const types = new Set<string>();
  for (;;) {
    const maxAgeHours = Object.fromEntries([...types].map((type) => [type, AGES[type] ?? 960]));
    const rule = { ...RULE, maxAgeHours, ...change };
    try {
      return compileAudit(
        { ...AUDIT, operation, rules: [rule] },
        new Map(Object.entries(values)),
        graph,
        thresholds,
      );
    } catch (error) {
      const reason = error instanceof SluiceError ? String(error.detail['reason']) : '';
      const type = /does not say how old `(\w+)`/u.exec(reason)?.[1];
      if (type === undefined || types.has(type)) throw error;
      types.add(type);
    }
  }
}

/** Why such a rule can not be saved. */
export function refusalOf(
  change: Partial<RuleDefinition>,
  operation = OPERATION,
): {
  readonly part: string;
  readonly reason: string;
  readonly line: number;
  readonly column: number;
} {
  try {
    auditWith(change, {}, operation);
  } catch (error) {
    if (error instanceof SluiceError && error.code === 'AUDIT_INVALID')
      return error.detail as ReturnType<typeof refusalOf>;
    throw error;
  }
  throw new Error('was not refused');
}

/** The scope in which the expressions of a rule with these bindings are read. */
export function scopeWith(forEach: RuleDefinition['forEach']): RuleNames['scope'] {
  const { operation } = auditWith({});
  const steps = populationSteps(forEach, operation.node, 'test');
  return new RuleNames({ ...RULE, forEach }, AUDIT.parameters, steps, { graph, thresholds }).scope;
}
