import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openRelationHub, type RelationHub } from '../../gateway/testing/relation-hub.ts';
import { SUBJECTS } from '../../policies/scenarios/subjects.ts';
import { createAskDecision } from '../../subgraphs/audit/run/ask-decision.ts';
import { assertPermitted } from '../../subgraphs/audit/run/permit-audit.ts';
import { planSweep } from '../../subgraphs/audit/sweep/plan/plan-sweep.ts';
import { compileAudit, type CompiledAudit } from '../../subgraphs/audit/definition/compile-audit.ts';
import type { AuditDefinition } from '../../subgraphs/audit/definition/audit-definition.ts';
import { shippedAudit, testGraph, testThresholds } from '../../subgraphs/audit/testing/audit-fixtures.ts';

const graph = testGraph();
const tokenFile = join(mkdtempSync(join(tmpdir(), 'policy-at-save-')), 'token.jwt');
writeFileSync(tokenFile, 'audit-engine');

let hub: RelationHub;
beforeAll(async () => {
  hub = await openRelationHub();
});
afterAll(() => hub.close());

function decide(definition: AuditDefinition, as: keyof typeof SUBJECTS = 'auditor'): Promise<void> {
  const audit: CompiledAudit = compileAudit(definition, new Map(), graph, testThresholds());
  const plan = planSweep(audit.operation, audit.rules, audit.caseKind, graph);
  const askDecision = createAskDecision({ url: hub.url, tokenFile });
  return assertPermitted(audit, plan, { subject: SUBJECTS[as], exchangeId: 'x' }, { askDecision, graph });
}

const AUDITS = readdirSync(join(import.meta.dirname, '../../subgraphs/audit/audits'))
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replace('.yaml', ''));

test.each(AUDITS)(
  'T16 an auditor may save %s: policy permits it, whole, to the engine and to the auditor',
  (name) => decide(shippedAudit(name)),
);

test('a field that the engine may not read refuses the audit, by its name', async () => {
  const audit = shippedAudit('barred-vehicle');
  const wider = { ...audit, operation: audit.operation.replace('vehicleKind', 'plate vehicleKind') };
  await expect(decide(wider)).rejects.toMatchObject({
    code: 'AUDIT_POLICY_DENIED',
    detail: { reason: 'the audit engine is not permitted `Vehicle.plate`' },
  });
});

test('nobody saves an audit of what is not theirs, though the engine may read it', async () => {
  await expect(decide(shippedAudit('barred-vehicle'), 'hospital')).rejects.toMatchObject({
    code: 'AUDIT_POLICY_DENIED',
    detail: { reason: 'who asks for it may not declare the purpose' },
  });
});
