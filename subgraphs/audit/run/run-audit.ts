import { setImmediate } from 'node:timers/promises';
import type { CompiledAudit } from '../definition/compile-audit.ts';
import type { Thresholds } from '../definition/thresholds.ts';
import { caseIdentityOf } from './case-identity.ts';
import { errorPathsOf } from './error-paths.ts';
import { evaluateCase, type CaseConclusion } from './evaluate-case.ts';
import { ruleParameters } from '../definition/parameter-values.ts';
import type { EvaluatedPage } from '../store/keep-page.ts';
import type { RunStore } from '../store/run-store.ts';
import type { StoredRun } from '../store/stored-run.ts';
import { fetchPage, type FetchedPage, type PageSettings } from './fetch-page.ts';
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
    const evaluated = await evaluatePage(asked, page, index, settings);
    const nextCursor = asked.rules.length === 0 ? null : page.nextCursor;
    // The next page is on its way while this one is written.
    const next = nextCursor === null ? null : fetchPage(audit, { ...run, cursor: nextCursor }, settings);
    next?.catch(() => undefined);
    settings.signal.throwIfAborted();
    if (!(await settings.runs.keepPage(run, { ...evaluated, nextCursor, isLast: next === null })))
      return 'superseded';
    if (next === null) return 'finished';
    fetching = next;
    index += 1;
  }
}

/** Asks every rule about every case of a page; `isLast` where the answer has no next page. */
export async function evaluatePage(
  audit: CompiledAudit,
  page: FetchedPage,
  index: number,
  { graph, thresholds }: Pick<RunSettings, 'graph' | 'thresholds'>,
): Promise<EvaluatedPage> {
  const { operation, rules, definition, values } = audit;
  const facts = {
    graph,
    thresholds,
    errors: errorPathsOf(page.errorPaths),
    parameters: ruleParameters(definition.parameters, values),
  };
  const conclusions: CaseConclusion[] = [];
  for (const { position, values: node } of page.cases) {
    // WHY: the thread serves callers too; between two cases they have their turn.
    await setImmediate();
    const path = [operation.population, 'nodes', position];
    for (const rule of rules)
      conclusions.push(...evaluateCase(rule, { values: node, object: operation.node, path }, facts));
  }
  return {
    index,
    nextCursor: page.nextCursor,
    isLast: page.nextCursor === null,
    cases: page.cases.map((one) => caseIdentityOf(operation.node.typeName, one.values, graph)),
    conclusions,
    exchangeId: page.exchangeId,
    fetchedAt: page.fetchedAt,
  };
}
