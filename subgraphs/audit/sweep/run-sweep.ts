import type { CompiledAudit } from '../definition/compile-audit.ts';
import { AS_OF, ruleParameters } from '../definition/parameter-values.ts';
import type { Thresholds } from '../definition/thresholds.ts';
import { DIVISION_FIELD } from '../operation/case-kind.ts';
import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import { isInForce } from '../rules/is-in-force.ts';
import { caseIdentityOf, type CaseIdentity } from '../run/case-identity.ts';
import { RunFailure } from '../run/run-failure.ts';
import { CONTROLS_KEPT } from '../store/control-cases.ts';
import type { RunStore } from '../store/run-store.ts';
import type { StoredRun } from '../store/stored-run.ts';
import { keepSweep } from './keep/keep-sweep.ts';
import { planSweep } from './plan/plan-sweep.ts';
import type { AskRelation } from './read/ask-relation.ts';
import { loadRelations } from './read/load-relations.ts';
import type { RuleCounts, SweepEngine, SweepSession } from './sweep-engine.ts';

export interface SweepSettings {
  readonly runs: RunStore;
  readonly graph: GraphCatalogue;
  readonly thresholds: Thresholds;
  readonly engine: SweepEngine;
  readonly askRelation: AskRelation;
  /** Waiting times before the second, third, … attempt to read a relation, in milliseconds. */
  readonly backoffMs: readonly number[];
  readonly signal: AbortSignal;
}

/**
 * Runs an audit over everybody at once: reads each relation whole, asks the rules of all of them together, and keeps what
 * they found in one transaction. What it finds is what the same run case by case would. A rule whose source can not be had
 * is marked as one that can not be verified, and finds nothing.
 * @throws RunFailure, and the signal's reason when it is ended: then nothing is kept, and the run can begin again
 */
export async function runSweep(
  run: StoredRun,
  given: CompiledAudit,
  settings: SweepSettings,
): Promise<'finished' | 'superseded'> {
  const { graph, thresholds, engine, runs, signal } = settings;
  const parameters = ruleParameters(given.definition.parameters, given.values);
  const audit = { ...given, rules: given.rules.filter((rule) => isInForce(rule, parameters.get(AS_OF))) };
  const plan = planSweep(audit.operation, audit.rules, audit.caseKind, graph);
  const session = await engine.open({
    runId: run.runId,
    plan,
    caseKind: audit.caseKind,
    graph,
    parameters,
    thresholds: thresholds.definitions,
  });
  const interrupt = (): void => session.interrupt();
  signal.addEventListener('abort', interrupt);
  try {
    let done = 0;
    const missing = await loadRelations({
      ...settings,
      audit,
      plan,
      session,
      parameters,
      ask: settings.askRelation,
      parentExchange: run.parentExchange,
      asOf: run.asOf,
      onLoaded: async ({ relation }) => {
        done += 1;
        const step = `read ${relation.typeName} of ${relation.agency}`;
        await runs.progress(run.runId, { step, done, total: plan.relations.length });
      },
    });
    const counts = await evaluateRules(run, audit, session, missing, signal);
    const population = counts.size === 0 ? 0 : await populationOf(session);
    const offered = await controlsOf(run, audit, session, counts, graph);
    signal.throwIfAborted();
    const kept = await runs.inTransaction((client) =>
      keepSweep(client, run, session, { population, counts, missing, offered }),
    );
    return kept ? 'finished' : 'superseded';
  } finally {
    signal.removeEventListener('abort', interrupt);
    await session.close();
  }
}

async function evaluateRules(
  run: StoredRun,
  { rules }: Pick<CompiledAudit, 'rules'>,
  session: SweepSession,
  missing: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, RuleCounts>> {
  const counts = new Map<string, RuleCounts>();
  const foundAt = new Date();
  for (const rule of rules) {
    const { id } = rule.definition;
    if (missing.has(id)) continue;
    signal.throwIfAborted();
    counts.set(id, await session.evaluate(rule, run.rules.get(id)?.stage ?? 'SHADOW', foundAt));
  }
  return counts;
}

/** A case that does not say which one it is, or where, could be lost: such a population is not whole. */
async function populationOf(session: SweepSession): Promise<number> {
  const { cases, nameless } = await session.population();
  if (nameless > 0) throw new RunFailure('INTERNAL', 'the population is not whole');
  return cases;
}

/**
 * Cases to keep some of as controls: for each rule in its shadow, by chance, as many as are kept beside all that it may
 * have flagged. Among more there would be none that is chosen instead.
 */
async function controlsOf(
  run: StoredRun,
  { operation }: CompiledAudit,
  session: SweepSession,
  counts: ReadonlyMap<string, RuleCounts>,
  graph: GraphCatalogue,
): Promise<readonly CaseIdentity[]> {
  const flagged = [...counts]
    .filter(([ruleId]) => run.rules.get(ruleId)?.stage !== 'LIVE')
    .map(([, { findings, cannotTell }]) => findings + cannotTell);
  if (flagged.length === 0) return [];
  const cases = await session.cases(run.seed, Math.max(...flagged) + CONTROLS_KEPT);
  const { typeName } = operation.node;
  const keyField = graph.keyFieldOf(typeName) ?? '';
  return cases.map(({ caseKey, division }) =>
    caseIdentityOf(typeName, { [keyField]: caseKey, [DIVISION_FIELD]: division }, graph),
  );
}
