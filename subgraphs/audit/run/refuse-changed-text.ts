import { definitionHash, ruleHash } from '../definition/definition-hash.ts';
import type { SavedVersion } from '../store/saved-audit-store.ts';
import type { StoredRun } from '../store/stored-run.ts';
import { RunFailure } from '../store/run-failure.ts';

/**
 * What runs is what was saved, and each of its rules what stands in the register: their hashes say so.
 * @throws RunFailure AUDIT_TEXT_CHANGED
 */
export function refuseChangedText({ definition, definitionHash: hash }: SavedVersion, run: StoredRun): void {
  if (definitionHash(definition) !== hash)
    throw new RunFailure(
      'AUDIT_TEXT_CHANGED',
      'the saved text does not have the hash under which it was saved',
    );
  for (const rule of definition.rules) {
    if (run.rules.get(rule.id)?.hash !== ruleHash(definition, rule))
      throw new RunFailure(
        'AUDIT_TEXT_CHANGED',
        `rule ${rule.id} is not the one for which the run was asked`,
      );
  }
}
