import { readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { planSweep } from '../sweep/plan/plan-sweep.ts';
import { shippedAudit, testGraph, testThresholds } from '../testing/audit-fixtures.ts';
import type { AuditDefinition } from './audit-definition.ts';
import { checkSelections } from './check-selections.ts';
import { compileAudit } from './compile-audit.ts';

const graph = testGraph();
const names = readdirSync(new URL('../audits/', import.meta.url))
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replace('.yaml', ''));

function check(definition: AuditDefinition): void {
  const audit = compileAudit(definition, new Map(), graph, testThresholds());
  checkSelections(audit.operation, planSweep(audit.operation, audit.rules, audit.caseKind, graph), graph);
}

test.each(names)('T16 %s selects nothing sensitive that its rules do not use', (name) => {
  check(shippedAudit(name));
});

test.each(['ethnicity', 'name', 'address'])(
  'T16 an audit that selects `%s` beside its rules is refused',
  (field) => {
    const audit = shippedAudit('dead-and-paid');
    const operation = audit.operation.replace(/\bperson \{/u, `person { ${field}`);
    expect(operation).not.toBe(audit.operation);
    expect(() => check({ ...audit, operation })).toThrow(
      expect.objectContaining({
        code: 'AUDIT_INVALID',
        detail: expect.objectContaining({
          reason: expect.stringContaining(`.${field}\``) as unknown,
        }) as unknown,
      }),
    );
  },
);
