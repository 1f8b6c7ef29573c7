import { isErrorCode } from '../../../errors/error-table.ts';
import { SluiceError } from '../../../errors/sluice-error.ts';
import type { AuditDefinition, ParameterValue } from '../definition/audit-definition.ts';
import type { CompiledAudit } from '../definition/compile-audit.ts';
import type { AuditStore } from '../store/audit-store.ts';
import { runSweep, type RunToSweep, type SweepSettings } from '../sweep/run-sweep.ts';
import { refuseChangedText } from './refuse-changed-text.ts';
import { runAudit, type RunSettings } from './run-audit.ts';
import { RunFailure } from '../store/run-failure.ts';
import { runList } from './run-list.ts';

/** What carrying out a round takes, beside what each way of running takes. */
export interface RoundSettings
  extends Omit<RunSettings, 'runs' | 'signal'>, Omit<SweepSettings, 'runs' | 'signal'> {
  readonly store: AuditStore;
  readonly compile: (
    definition: AuditDefinition,
    given: ReadonlyMap<string, ParameterValue>,
  ) => CompiledAudit;
  /** Ends the work, not the runs. */
  readonly signal: AbortSignal;
}

/** A run of a round, and what ends it alone. */
export interface RoundRun {
  readonly runId: string;
  readonly signal: AbortSignal;
}

/** A run that ends its process would do so for ever: after these many without a page it is given up. */
const MAX_ATTEMPTS = 3;

/**
 * Carries out the runs of a round: sweeps of one purpose together, all else one after the other. Each ends as it would alone;
 * one that can not go on is marked as failed, and the others go on.
 * @throws what is the fault of no run, when all that can be done is done; the runs that it met are marked as failed
 */
export async function carryOutRound(runs: readonly RoundRun[], settings: RoundSettings): Promise<void> {
  const round = new RoundWork(settings);
  try {
    const taken: TakenRun[] = [];
    for (const run of runs) taken.push(...(await round.takeUp(run)));
    const sweeps = taken.filter(({ run }) => run.mode === 'SWEEP');
    // What ended its process once may do it again: it goes alone, and takes no other with it.
    const together = Map.groupBy(sweeps, ({ attempts, audit, run }) =>
      attempts > 1 ? run.runId : audit.definition.purpose,
    );
    for (const group of together.values()) await round.sweep(group);
    for (const each of taken) if (!sweeps.includes(each)) await round.goThrough(each);
    round.throwUnexpected();
  } finally {
    if (settings.signal.aborted) for (const { runId } of runs) await settings.store.runs.layDown(runId);
  }
}

interface TakenRun extends RunToSweep {
  /** How often it was taken up since a page of it was last kept. */
  readonly attempts: number;
}

class RoundWork {
  private readonly settings: RoundSettings;
  private readonly unexpected: unknown[] = [];

  constructor(settings: RoundSettings) {
    this.settings = settings;
  }

  /** Nothing where it has ended, or can not be run. */
  async takeUp({ runId, signal }: RoundRun): Promise<readonly TakenRun[]> {
    const { store, compile } = this.settings;
    const taken: TakenRun[] = [];
    await this.guarded([runId], signal, async () => {
      const attempts = await store.runs.takeUp(runId);
      if (attempts === null) return;
      if (attempts > MAX_ATTEMPTS)
        throw new RunFailure('AUDIT_RUN_ABANDONED', `begun ${MAX_ATTEMPTS} times without keeping a page`);
      const run = await store.runs.run(runId);
      if (run === null) return;
      const saved = await store.savedAudits.version(run.auditName, run.auditVersion);
      if (saved === null) throw new RunFailure('AUDIT_UNKNOWN', 'the version that the run names is gone');
      refuseChangedText(saved, run);
      taken.push({ run, audit: compile(saved.definition, run.parameters), signal, attempts });
    });
    return taken;
  }

  async sweep(group: readonly TakenRun[]): Promise<void> {
    const signal = this.untilAllEnd(group);
    await this.guarded(
      group.map(({ run }) => run.runId),
      signal,
      () =>
        runSweep(group, { ...this.settings, runs: this.settings.store.runs, signal }, (runId, error) =>
          this.fail([runId], error),
        ),
    );
  }

  async goThrough(one: TakenRun): Promise<void> {
    const { runs, lists } = this.settings.store;
    const signal = this.untilAllEnd([one]);
    const settings = { ...this.settings, runs, lists, signal };
    await this.guarded([one.run.runId], signal, async () => {
      await (one.run.listId === null
        ? runAudit(one.run, one.audit, settings)
        : runList(one.run, one.audit, settings));
    });
  }

  throwUnexpected(): void {
    if (this.unexpected.length > 0) throw new AggregateError(this.unexpected, 'runs failed unexpectedly');
  }

  /** Ends with the work, or when each of these runs was ended. */
  private untilAllEnd(group: readonly TakenRun[]): AbortSignal {
    const all = new AbortController();
    const check = (): void => {
      if (group.every(({ signal }) => signal.aborted)) all.abort();
    };
    for (const { signal } of group) signal.addEventListener('abort', check, { once: true });
    check();
    return AbortSignal.any([this.settings.signal, all.signal]);
  }

  private async guarded(
    runIds: readonly string[],
    signal: AbortSignal,
    work: () => Promise<void>,
  ): Promise<void> {
    if (this.settings.signal.aborted) return;
    try {
      await work();
    } catch (error) {
      const isEnded = [signal, this.settings.signal].some(({ aborted }) => aborted);
      if (!isEnded) await this.fail(runIds, error);
    }
  }

  private async fail(runIds: readonly string[], error: unknown): Promise<void> {
    for (const runId of runIds)
      await this.settings.store.runs.end(runId, { status: 'FAILED', ...failureOf(error) });
    if (!(error instanceof RunFailure)) this.unexpected.push(error);
  }
}

function failureOf(error: unknown): Pick<RunFailure, 'code' | 'detail'> {
  if (error instanceof RunFailure) return error;
  if (error instanceof SluiceError && isErrorCode(error.code))
    return { code: error.code, detail: String(error.detail['reason'] ?? error.message) };
  return { code: 'INTERNAL', detail: 'the engine failed; nothing that was found is lost' };
}
