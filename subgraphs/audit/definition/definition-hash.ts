import { createHash } from 'node:crypto';
import type { AuditDefinition, RuleDefinition } from './audit-definition.ts';

/** SHA-256 in hex over everything that decides what a run finds and says. */
export function definitionHash(definition: AuditDefinition): string {
  return hashOf(definition);
}

/**
 * SHA-256 in hex over everything that decides what one rule of an audit finds: its own text, and the operation with its
 * parameters and purpose. What is released, run and shown in the register is known by it.
 */
export function ruleHash(audit: AuditDefinition, rule: RuleDefinition): string {
  const { purpose, parameters, operation } = audit;
  return hashOf({ purpose, parameters, operation, rule });
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/** Keys in order: a database that keeps an object in an order of its own gives back the same text. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([one], [other]) => (one < other ? -1 : 1)))
      : item,
  );
}
