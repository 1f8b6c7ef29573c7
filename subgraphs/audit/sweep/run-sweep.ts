import type { CompiledAudit } from '../definition/compile-audit.ts';
import type { Thresholds } from '../definition/thresholds.ts';
import { DIVISION_FIELD } from '../operation/case-kind.ts';
import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import { caseIdentityOf, type CaseIdentity } from '../operation/case-identity.ts';
import { RunFailure } from '../store/run-failure.ts';
import { CONTROLS_KEPT } from '../store/control-cases.ts';
import type { RunStore } from '../store/run-store.ts';
import type { StoredRun } from '../store/stored-run.ts';
import { keepSweep } from './keep/keep-sweep.ts';
import type { AskRelation } from './read/ask-relation.ts';
import { loadRelations } from './read/load-relations.ts';
import { roundAudit, type RoundAudit } from './round-audit.ts';
import type { RuleCounts, SweepEngine, SweepSession } from './sweep-engine.ts';
import { withSession } from './with-session.ts';

export interface SweepSettings {
  readonly runs: RunStore;
  readonly graph: GraphCatalogue;
  readonly thresholds: Thresholds;
  readonly engine: SweepEngine;
  readonly askRelation: AskRelation;
  /** Waiting times before the second, third, … attempt to read a relation, in milliseconds. */
  readonly backoffMs: readonly number[];
  /** Ends all of them. */
  readonly signal: AbortSignal;
}

/** A run that is to be swept. */
export interface RunToSweep {
  readonly run: StoredRun;
  readonly audit: CompiledAudit;
  /** Ends this one. */
  readonly signal: AbortSignal;
}

/**
 * Runs audits of one round, of one purpose and as of one time, over everybody at once: reads each relation whole and once for
 * all of them, asks the rules of an audit when all that it needs is there, and keeps what they found in one transaction for
 * each run. What a run finds is what it would alone, or case by case. A rule whose source can not be had is marked as one
 * that can not be verified, and finds nothing.
 * @param onFailed told of each run that can not go on, while the others do
 * @throws the signal's reason when all are ended: then nothing is kept of those that go on, and they can begin again
 */
export async function runSweep(
  runs: readonly RunToSweep[],
  settings: SweepSettings,
  onFailed: (runId: string, error: unknown) => Promise<void>,
): Promise<void> {
  const { engine, signal } = settings;
  const [first] = runs;
  if (first === undefined) return;
  const swept = new Map(
    runs.map((each, index) => [roundAudit(each.run.runId, index, each.audit, settings), each]),
  );
  // One after the other, while others are still read.
  let finishing = Promise.resolve();
  const afterwards = (audit: RoundAudit, work: (run: RunToSweep) => Promise<void>): void => {
    const run = swept.get(audit);
    if (run === undefined || run.signal.aborted) return;
    finishing = finishing
      .then(() => work(run))
      .catch(async (error: unknown) => {
        if (!signal.aborted) await onFailed(audit.runId, error);
      });
  };
  await withSession(engine, signal, async (session) => {
    try {
      await loadRelations({
        ...settings,
        audits: [...swept.keys()],
        session,
        ask: settings.askRelation,
        parentExchange: first.run.parentExchange,
        asOf: first.run.asOf,
        isEnded: (audit) => swept.get(audit)?.signal.aborted === true,
        onLoaded: ({ relation, done, total }) =>
          settings.runs.progress(
            runs.map(({ run }) => run.runId),
            { step: `read ${relation.typeName} of ${relation.agency}`, done, total },
          ),
        onRead: (audit, missing) =>
          afterwards(audit, (run) => finish(run, audit, session, missing, settings)),
        onFailed: (audit, failure) => afterwards(audit, () => Promise.reject(failure)),
      });
    } finally {
      await finishing;
    }
    signal.throwIfAborted();
  });
}

/** Asks the rules of an audit about everybody, and keeps what they say unless its run has ended. */
async function finish(
  { run, signal }: RunToSweep,
  audit: RoundAudit,
  session: SweepSession,
  missing: ReadonlyMap<string, string>,
  settings: SweepSettings,
): Promise<void> {
  const counts = new Map<string, RuleCounts>();
  const foundAt = new Date();
  for (const rule of audit.compiled.rules) {
    const { id } = rule.definition;
    if (missing.has(id)) continue;
    if (signal.aborted || settings.signal.aborted) return;
    counts.set(id, await session.evaluate(audit, rule, run.rules.get(id)?.stage ?? 'SHADOW', foundAt));
  }
  const population = counts.size === 0 ? 0 : await populationOf(audit, session);
  const offered = await controlsOf(run, audit, session, counts, settings.graph);
  await settings.runs.inTransaction((client) =>
    keepSweep(client, run, audit, session, { population, counts, missing, offered }),
  );
}

/** A case that does not say which one it is, or where, could be lost: such a population is not whole. */
async function populationOf(audit: RoundAudit, session: SweepSession): Promise<number> {
  const { cases, nameless } = await session.population(audit);
  if (nameless > 0) throw new RunFailure('INTERNAL', 'the population is not whole');
  return cases;
}

/**
 * Cases to keep some of as controls: for each rule in its shadow, by chance, as many as are kept beside all that it may
 * have flagged. Among more there would be none that is chosen instead.
 */
async function controlsOf(
  run: StoredRun,
  audit: RoundAudit,
  session: SweepSession,
  counts: ReadonlyMap<string, RuleCounts>,
  graph: GraphCatalogue,
): Promise<readonly CaseIdentity[]> {
  const flagged = [...counts]
    .filter(([ruleId]) => run.rules.get(ruleId)?.stage !== 'LIVE')
    .map(([, { findings, cannotTell }]) => findings + cannotTell);
  if (flagged.length === 0) return [];
  const cases = await session.cases(audit, run.seed, Math.max(...flagged) + CONTROLS_KEPT);
  const { typeName, keyField } = audit.caseKind;
  return cases.map(({ caseKey, division }) =>
    caseIdentityOf(typeName, { [keyField]: caseKey, [DIVISION_FIELD]: division }, graph),
  );
}
