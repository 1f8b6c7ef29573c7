import { readFileSync } from 'node:fs';
import { didYouMean } from '../../policies/language/nearest-name.ts';
import type { AuditDefinition } from '../../subgraphs/audit/definition/audit-definition.ts';
import { auditInvalid } from '../../subgraphs/audit/definition/audit-invalid.ts';
import { checkAudit, type CheckedAudit } from '../../subgraphs/audit/definition/check-audit.ts';
import { readAuditDocument } from '../../subgraphs/audit/definition/read-audit-document.ts';
import { readThresholds } from '../../subgraphs/audit/definition/read-thresholds.ts';
import { readGraphCatalogue } from '../../subgraphs/audit/operation/graph-catalogue.ts';
import { readKnownNames } from '../cases/known-names.ts';
import { SUPERGRAPH } from '../configuration/write-configuration.ts';

const THRESHOLDS = new URL('../../subgraphs/audit/audits/thresholds/', import.meta.url);

/**
 * Checks the text of an audit as saving it would, without a hub; what is left to be decided is what policy says of it.
 * @throws SluiceError AUDIT_INVALID, AUDIT_TOO_COSTLY
 */
export function checkAuditText(yaml: string): CheckedAudit {
  const definition = readAuditDocument(yaml);
  const graph = readGraphCatalogue(readFileSync(SUPERGRAPH, 'utf8'));
  const checked = checkAudit(definition, graph, readThresholds(THRESHOLDS));
  checkPurpose(definition);
  return checked;
}

function checkPurpose({ purpose }: AuditDefinition): void {
  const { purposes } = readKnownNames();
  if (!purposes.has(purpose))
    throw auditInvalid('purpose', `there is no purpose \`${purpose}\`${didYouMean(purpose, purposes)}`);
}
