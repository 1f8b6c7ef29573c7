import { ERROR_TABLE } from '../../../errors/error-table.ts';
import type { CompiledAudit } from '../definition/compile-audit.ts';
import { RunFailure } from '../store/run-failure.ts';
import { askDatasets, type AskedDataset, type StateSettings } from '../run/unverifiable-rules.ts';
import { isTooOld } from '../sweep/read/is-too-old.ts';
import { Away } from '../../kit/following/away.ts';

/**
 * The rules that can not be verified now, each with a dataset that is older than the rule bears. A source that does not
 * answer is waited for, as supervision waits for it when it asks about cases.
 * @throws Away where one does not answer; RunFailure where policy refuses it
 */
export async function staleRules(
  audit: CompiledAudit,
  parentExchange: string,
  settings: Omit<StateSettings, 'backoffMs'>,
): Promise<ReadonlyMap<string, string>> {
  const stale = new Map<string, string>();
  for (const { relation, answered, rules } of await askOnce(audit, parentExchange, settings)) {
    if ('failed' in answered) throw new Away();
    for (const rule of rules)
      if (isTooOld(answered.answer, rule.definition.maxAgeHours[relation.typeName], null))
        stale.set(rule.definition.id, relation.typeName);
  }
  return stale;
}

async function askOnce(
  audit: CompiledAudit,
  parentExchange: string,
  settings: Omit<StateSettings, 'backoffMs'>,
): Promise<readonly AskedDataset[]> {
  try {
    return await askDatasets(audit, { parentExchange, asOf: null }, { ...settings, backoffMs: [] });
  } catch (error) {
    if (error instanceof RunFailure && ERROR_TABLE[error.code].retry) throw new Away();
    throw error;
  }
}
