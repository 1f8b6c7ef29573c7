import { dayInChina } from '../../../identifiers/calendar-day.ts';
import { SluiceError } from '../../../errors/sluice-error.ts';
import type { AuditDefinition, ParameterValue } from '../definition/audit-definition.ts';
import { compileAudit } from '../definition/compile-audit.ts';
import { AS_OF } from '../definition/parameter-values.ts';
import type { Thresholds } from '../definition/thresholds.ts';
import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import type { AuditStore } from '../store/audit-store.ts';
import type { AuditOrigin } from '../store/saved-audit-store.ts';
import type { RunMode } from '../store/stored-run.ts';
import type { AskHub } from './ask-hub.ts';
import { runAudit } from './run-audit.ts';
import { isErrorCode, RunFailure } from './run-failure.ts';

export interface EngineParts {
  readonly store: AuditStore;
  readonly graph: GraphCatalogue;
  readonly thresholds: Thresholds;
  readonly ask: AskHub;
  /** How many runs go on at a time; the others wait in order. */
  readonly concurrency: number;
  readonly pageSize: number;
  readonly backoffMs: readonly number[];
  /** Told when a run could neither go on nor be marked as failed: it stays as it is until the next start. */
  readonly onStuck: (runId: string, error: unknown) => void;
}

/** Who asked for a run, and in which exchange. */
export interface Requester {
  readonly application: string;
  /** The official acting through the application, where one does. */
  readonly official: string | null;
  readonly exchangeId: string;
  readonly policyVersion: string;
}

/** How a run goes about it, and as of when. */
export interface RunManner {
  readonly mode: RunMode;
  /** RFC 3339; null: as the sources are. */
  readonly asOf: string | null;
}

const USUAL_MANNER: RunManner = { mode: 'CASES', asOf: null };

/** A run that ends its process would do so for ever: after these many without a page it is given up. */
const MAX_ATTEMPTS = 3;

/** Saves audits and runs them. A run outlives the process: what was left behind goes on at `resume`. */
export class AuditEngine {
  private readonly parts: EngineParts;
  private readonly waiting: string[] = [];
  private readonly going = new Map<string, { readonly end: AbortController; readonly done: Promise<void> }>();
  private isStopped = false;

  constructor(parts: EngineParts) {
    this.parts = parts;
  }

  /**
   * Checks and saves; answers with the version.
   * @throws SluiceError AUDIT_INVALID
   */
  async save(
    definition: AuditDefinition,
    origin: AuditOrigin,
    official: string | null = null,
  ): Promise<number> {
    this.compile(definition, new Map());
    return this.parts.store.savedAudits.save(definition, origin, official);
  }

  /**
   * Starts a run of the latest version and answers with its id at once; an unfinished run of the same version with the
   * same parameters is answered instead of another.
   * @throws SluiceError AUDIT_UNKNOWN, AUDIT_PARAMETER_INVALID, AUDIT_BUSY
   */
  async start(
    name: string,
    given: ReadonlyMap<string, ParameterValue>,
    requester: Requester,
    how: RunManner = USUAL_MANNER,
  ): Promise<string> {
    const saved = await this.parts.store.savedAudits.version(name);
    if (saved === null) throw new SluiceError('AUDIT_UNKNOWN');
    const day = dayInChina(how.asOf === null ? new Date() : new Date(how.asOf));
    const { values } = this.compile(saved.definition, new Map([[AS_OF, day], ...given]));
    const { runId, isNew } = await this.parts.store.runs.create({
      definition: saved.definition,
      auditVersion: saved.version,
      mode: how.mode,
      asOf: how.asOf,
      requestedBy: requester.application,
      official: requester.official,
      parentExchange: requester.exchangeId,
      policyVersion: requester.policyVersion,
      parameters: values,
    });
    if (isNew) this.enqueue(runId);
    return runId;
  }

  /**
   * Ends a run where it stands; one that has ended stays as it is.
   * @throws SluiceError AUDIT_RUN_UNKNOWN, also for a run that another application asked for
   */
  async cancel(runId: string, application: string): Promise<void> {
    const run = await this.parts.store.runs.run(runId);
    if (run?.requestedBy !== application) throw new SluiceError('AUDIT_RUN_UNKNOWN');
    await this.parts.store.runs.end(runId, { status: 'CANCELLED' });
    this.going.get(runId)?.end.abort();
  }

  /** Goes on with what a former process left behind. */
  async resume(): Promise<void> {
    for (const { runId } of await this.parts.store.runs.unfinished()) this.enqueue(runId);
  }

  /** Ends the work, not the runs: they go on at the next `resume`. */
  async stop(): Promise<void> {
    this.isStopped = true;
    for (const { end } of this.going.values()) end.abort();
    await Promise.all([...this.going.values()].map(({ done }) => done));
  }

  private compile(
    definition: AuditDefinition,
    given: ReadonlyMap<string, ParameterValue>,
  ): ReturnType<typeof compileAudit> {
    return compileAudit(definition, given, this.parts.graph, this.parts.thresholds);
  }

  private enqueue(runId: string): void {
    this.waiting.push(runId);
    this.startNext();
  }

  private startNext(): void {
    if (this.isStopped || this.going.size >= this.parts.concurrency) return;
    const runId = this.waiting.shift();
    if (runId === undefined) return;
    const end = new AbortController();
    const done = this.carryOut(runId, end.signal)
      .catch((error: unknown) => this.parts.onStuck(runId, error))
      .finally(() => {
        this.going.delete(runId);
        this.startNext();
      });
    this.going.set(runId, { end, done });
    this.startNext();
  }

  private async carryOut(runId: string, signal: AbortSignal): Promise<void> {
    const { runs, savedAudits } = this.parts.store;
    const attempts = await runs.takeUp(runId);
    if (attempts === null) return;
    try {
      if (attempts > MAX_ATTEMPTS)
        throw new RunFailure('AUDIT_RUN_ABANDONED', `begun ${MAX_ATTEMPTS} times without keeping a page`);
      const run = await runs.run(runId);
      if (run === null) return;
      const saved = await savedAudits.version(run.auditName, run.auditVersion);
      if (saved === null) throw new RunFailure('AUDIT_UNKNOWN', 'the version that the run names is gone');
      const audit = this.compile(saved.definition, run.parameters);
      await runAudit(run, audit, { ...this.parts, runs, signal });
    } catch (error) {
      if (signal.aborted) {
        await runs.layDown(runId);
        return;
      }
      await runs.end(runId, { status: 'FAILED', ...failureOf(error) });
      if (!(error instanceof RunFailure)) throw error;
    }
  }
}

function failureOf(error: unknown): Pick<RunFailure, 'code' | 'detail'> {
  if (error instanceof RunFailure) return error;
  if (error instanceof SluiceError && isErrorCode(error.code))
    return { code: error.code, detail: String(error.detail['reason'] ?? error.message) };
  return { code: 'INTERNAL', detail: 'the engine failed; nothing that was found is lost' };
}
