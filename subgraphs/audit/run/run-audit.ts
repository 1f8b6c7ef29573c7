import type { CompiledAudit } from '../definition/compile-audit.ts';
import type { Thresholds } from '../definition/thresholds.ts';
import type { RunStore } from '../store/run-store.ts';
import type { StoredRun } from '../store/stored-run.ts';
import { evaluatePage } from './evaluate-page.ts';
import { fetchPage, type PageSettings } from './fetch-page.ts';
import type { StateSettings } from './unverifiable-rules.ts';
import { nobody, verifiableAudit } from './verifiable-audit.ts';

export interface RunSettings extends PageSettings, StateSettings {
  readonly runs: RunStore;
  readonly thresholds: Thresholds;
}

/**
 * Runs an audit from where its run stands to the end of the population, a page at a time. A page's findings and the
 * place of the next one are kept together, so a run that is ended anywhere goes on without losing or doubling any. Whether
 * the sources are there, and recent enough for each rule, is asked first, and again where a page came with errors.
 * Answers `superseded` where the run was cancelled or another process went on with it.
 * @throws RunFailure, and the signal's reason when it is ended
 */
export async function runAudit(
  run: StoredRun,
  audit: CompiledAudit,
  settings: RunSettings,
): Promise<'finished' | 'superseded'> {
  let asked = await verifiableAudit(audit, run, settings);
  let index = run.pages;
  if (asked.rules.length === 0)
    return (await settings.runs.keepPage(run, nobody(index))) ? 'finished' : 'superseded';
  let fetching = fetchPage(audit, run, settings);
  for (;;) {
    const page = await fetching;
    if (page.errorPaths.length > 0) asked = await verifiableAudit(asked, run, settings);
    const evaluated = await evaluatePage(asked, page, settings);
    const nextCursor = asked.rules.length === 0 ? null : page.nextCursor;
    // The next page is on its way while this one is written.
    const next = nextCursor === null ? null : fetchPage(audit, { ...run, cursor: nextCursor }, settings);
    next?.catch(() => undefined);
    settings.signal.throwIfAborted();
    if (!(await settings.runs.keepPage(run, { ...evaluated, index, nextCursor }))) return 'superseded';
    if (next === null) return 'finished';
    fetching = next;
    index += 1;
  }
}
