import type { CompiledAudit } from '../definition/compile-audit.ts';
import { CASE_KEYS_VARIABLE, restrictPopulation } from '../operation/restrict-population.ts';
import type { CaseListStore } from '../store/case-list-store.ts';
import type { StoredRun } from '../store/stored-run.ts';
import { fetchPage } from './fetch-page.ts';
import { casesOfList } from './list-cases.ts';
import { evaluatePage } from './evaluate-page.ts';
import type { RunSettings } from './run-audit.ts';
import { RunFailure } from '../store/run-failure.ts';
import { nobody, verifiableAudit } from './verifiable-audit.ts';

export interface ListRunSettings extends RunSettings {
  readonly lists: CaseListStore;
}

const CASES_AT_A_TIME = 100;

/** How far a run over a list has come: cases before this part, and where the next page of the part begins. */
interface Place {
  readonly from: number;
  readonly after: string | null;
}

/**
 * Runs an audit over the cases that a list leads to, and over nobody else: as `runAudit`, part by part. Which cases these
 * are is kept when the run begins, so that it goes on with the same after a restart.
 * @throws RunFailure, and the signal's reason when it is ended
 */
export async function runList(
  run: StoredRun,
  audit: CompiledAudit,
  settings: ListRunSettings,
): Promise<'finished' | 'superseded'> {
  const keys = await caseKeysOf(run, audit, settings);
  const text = restrictPopulation(audit.operation, settings.graph);
  const restricted = { ...audit, operation: { ...audit.operation, text } };
  let asked = await verifiableAudit(audit, run, settings);
  if (asked.rules.length === 0)
    return (await settings.runs.keepPage(run, nobody(run.pages))) ? 'finished' : 'superseded';
  let place: Place = run.cursor === null ? { from: 0, after: null } : (JSON.parse(run.cursor) as Place);
  for (let index = run.pages; ; index += 1) {
    const part = keys.slice(place.from, place.from + CASES_AT_A_TIME);
    const page = await fetchPage(
      restricted,
      { ...run, cursor: place.after },
      {
        ...settings,
        pageSize: CASES_AT_A_TIME,
        variables: { [CASE_KEYS_VARIABLE]: part },
      },
    );
    place =
      page.nextCursor === null
        ? { from: place.from + CASES_AT_A_TIME, after: null }
        : { ...place, after: page.nextCursor };
    if (page.errorPaths.length > 0) asked = await verifiableAudit(asked, run, settings);
    const isLast = asked.rules.length === 0 || (place.from >= keys.length && place.after === null);
    const evaluated = await evaluatePage({ ...restricted, rules: asked.rules }, page, settings);
    settings.signal.throwIfAborted();
    const kept = { ...evaluated, index, nextCursor: isLast ? null : JSON.stringify(place) };
    if (!(await settings.runs.keepPage(run, kept))) return 'superseded';
    if (isLast) return 'finished';
  }
}

async function caseKeysOf(
  run: StoredRun,
  audit: CompiledAudit,
  settings: ListRunSettings,
): Promise<readonly string[]> {
  const { runId, listId } = run;
  const list = listId === null ? null : await settings.lists.ofRun(listId);
  if (list === null) throw new RunFailure('AUDIT_LIST_UNKNOWN', 'the list of the run has expired');
  const before = await settings.lists.caseKeys(runId);
  if (before !== null) return before;
  const entries = await settings.lists.entries(list.listId);
  await settings.lists.keepCases(run, await casesOfList(audit, list.kind, entries, { ...settings, ...run }));
  return (await settings.lists.caseKeys(runId)) ?? [];
}
