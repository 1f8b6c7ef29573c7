import type { CompiledAudit } from '../definition/compile-audit.ts';
import { rulesInForce } from '../definition/rules-in-force.ts';
import type { EvaluatedPage } from '../store/keep-page.ts';
import type { RunStore } from '../store/run-store.ts';
import type { StoredRun } from '../store/stored-run.ts';
import { unverifiableRules, type StateSettings } from './unverifiable-rules.ts';

/** An audit with those of its rules that are in force and can be verified now; of the others the run keeps why not. */
export async function verifiableAudit(
  audit: CompiledAudit,
  run: StoredRun,
  settings: StateSettings & { readonly runs: RunStore },
): Promise<CompiledAudit> {
  const missing = await unverifiableRules(audit, run, settings);
  for (const [ruleId, dataset] of missing) await settings.runs.markUnverifiable(run.runId, ruleId, dataset);
  const rules = rulesInForce(audit).filter(({ definition }) => !missing.has(definition.id));
  return { ...audit, rules };
}

/** What ends a run that has no rule to ask anybody about. */
export function nobody(index: number): EvaluatedPage {
  return {
    index,
    nextCursor: null,
    cases: [],
    conclusions: [],
    exchangeId: '',
    fetchedAt: new Date(),
  };
}
