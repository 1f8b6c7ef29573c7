import { dayInChina } from '../../../identifiers/calendar-day.ts';
import { isErrorCode } from '../../../errors/error-table.ts';
import { SluiceError } from '../../../errors/sluice-error.ts';
import type { AuditDefinition, ParameterValue } from '../definition/audit-definition.ts';
import { checkSelections } from '../definition/check-selections.ts';
import { compileAudit, type CompiledAudit } from '../definition/compile-audit.ts';
import { estimateCost } from '../definition/estimate-cost.ts';
import { AS_OF } from '../definition/parameter-values.ts';
import type { Thresholds } from '../definition/thresholds.ts';
import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import type { AuditStore } from '../store/audit-store.ts';
import type { SavedVersion } from '../store/saved-audit-store.ts';
import type { Slot, StandingSchedule } from '../store/schedule-store.ts';
import type { RunMode } from '../store/stored-run.ts';
import { ownerKeysOf, type Viewer } from '../store/viewer.ts';
import type { AskDecision } from './ask-decision.ts';
import type { AskHub } from './ask-hub.ts';
import { refuseUnfitList } from './list-cases.ts';
import { assertPermitted, type PermittedFor } from './permit-audit.ts';
import { refuseChangedText } from './refuse-changed-text.ts';
import { runAudit } from './run-audit.ts';
import { runList } from './run-list.ts';
import { RunFailure } from './run-failure.ts';
import { planSweep } from '../sweep/plan/plan-sweep.ts';
import type { AskRelation } from '../sweep/read/ask-relation.ts';
import { runSweep } from '../sweep/run-sweep.ts';
import type { SweepEngine } from '../sweep/sweep-engine.ts';

export interface EngineParts {
  readonly store: AuditStore;
  readonly graph: GraphCatalogue;
  readonly thresholds: Thresholds;
  readonly ask: AskHub;
  readonly askRelation: AskRelation;
  readonly askDecision: AskDecision;
  /** What joins the relations of a sweep. */
  readonly engine: SweepEngine;
  /** How many runs go on at a time; the others wait in order. */
  readonly concurrency: number;
  readonly pageSize: number;
  readonly backoffMs: readonly number[];
  /** Told when a run could neither go on nor be marked as failed: it stays as it is until the next start. */
  readonly onStuck: (runId: string, error: unknown) => void;
}

/** Who asked for a run, and in which exchange. */
export interface Requester extends Viewer, PermittedFor {
  readonly policyVersion: string;
}

/** How a run goes about it, and as of when. */
export interface RunManner {
  readonly mode: RunMode;
  /** RFC 3339; null: as the sources are. */
  readonly asOf: string | null;
  /** Only the cases to which this list leads, which the requester owns; null: everybody. Goes case by case. */
  readonly listId: string | null;
}

/** Where nobody says. */
export const USUAL_MODE: RunMode = 'CASES';

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
   * Checks, has policy decide, and saves; answers with the version.
   * @param author who saves it; null for an audit that ships, which policy decides when it is run: no gateway may be there
   * yet, and a test holds those that ship beside the policies that ship
   * @throws SluiceError AUDIT_INVALID, AUDIT_TOO_COSTLY, AUDIT_POLICY_DENIED, AUDIT_POLICY_UNKNOWN
   */
  async save(definition: AuditDefinition, author: Requester | null): Promise<number> {
    const audit = this.compile(definition, new Map());
    // One that can not be read over everybody at once is refused now, with the reason, and not when it is run.
    const plan = planSweep(audit.operation, audit.rules, audit.caseKind, this.parts.graph);
    checkSelections(audit.operation, plan, this.parts.graph);
    const estimatedCost = estimateCost(audit);
    const { savedAudits } = this.parts.store;
    if (author === null)
      return savedAudits.save({ definition, origin: 'shipped', official: null, estimatedCost });
    await assertPermitted(audit, plan, author, this.parts);
    return savedAudits.save({ definition, origin: 'author', official: author.official, estimatedCost });
  }

  /**
   * Starts a run of the latest version that the requester may run, and answers with its id at once; an unfinished run of
   * the same version with the same parameters, mode, time and list is answered instead of another.
   * @throws SluiceError AUDIT_UNKNOWN, AUDIT_PARAMETER_INVALID (also for a sweep over a list), AUDIT_BUSY;
   * AUDIT_LIST_UNKNOWN, AUDIT_LIST_UNFIT; AUDIT_POLICY_DENIED, AUDIT_POLICY_UNKNOWN
   */
  async start(
    name: string,
    given: ReadonlyMap<string, ParameterValue>,
    requester: Requester,
    how: RunManner = { mode: USUAL_MODE, asOf: null, listId: null },
  ): Promise<string> {
    const runId = await this.create(name, given, requester, how, null);
    if (runId === null) throw new Error('a run without a slot is always queued');
    return runId;
  }

  /**
   * Starts the run of a schedule's slot, unless another process has.
   * @throws SluiceError as `start`
   */
  async startScheduled(schedule: StandingSchedule, slot: Date): Promise<void> {
    const { auditName, parameters, requester, mode, scheduleId } = schedule;
    await this.create(
      auditName,
      parameters,
      requester,
      { mode, asOf: null, listId: null },
      { scheduleId, slot },
    );
  }

  /**
   * Checks that a run of these parameters could be asked for, and that policy still permits it.
   * @throws SluiceError AUDIT_UNKNOWN, AUDIT_PARAMETER_INVALID, AUDIT_POLICY_DENIED, AUDIT_POLICY_UNKNOWN
   */
  async check(
    name: string,
    given: ReadonlyMap<string, ParameterValue>,
    requester: Requester,
    asOf: string | null = null,
  ): Promise<{ readonly saved: SavedVersion; readonly audit: CompiledAudit }> {
    const saved = await this.parts.store.savedAudits.runnable(name, requester);
    if (saved === null) throw new SluiceError('AUDIT_UNKNOWN');
    const day = dayInChina(asOf === null ? new Date() : new Date(asOf));
    const audit = this.compile(saved.definition, new Map([[AS_OF, day], ...given]));
    await assertPermitted(audit, null, requester, this.parts);
    return { saved, audit };
  }

  private async create(
    name: string,
    given: ReadonlyMap<string, ParameterValue>,
    requester: Requester,
    how: RunManner,
    slot: Slot | null,
  ): Promise<string | null> {
    const { saved, audit } = await this.check(name, given, requester, how.asOf);
    await this.checkList(how, audit, requester);
    const created = await this.parts.store.runs.create({
      ...how,
      slot,
      definition: saved.definition,
      auditVersion: saved.version,
      requestedBy: requester.application,
      official: requester.official,
      parentExchange: requester.exchangeId,
      policyVersion: requester.policyVersion,
      parameters: audit.values,
    });
    if (created?.isNew === true) this.enqueue(created.runId);
    return created?.runId ?? null;
  }

  /** What a run over a list could not do is said when it is asked for, and not when it is begun. */
  private async checkList(
    { listId, mode }: RunManner,
    { caseKind }: CompiledAudit,
    requester: Requester,
  ): Promise<void> {
    if (listId === null) return;
    if (mode !== 'CASES')
      throw new SluiceError('AUDIT_PARAMETER_INVALID', {
        parameter: 'mode',
        reason: 'a run over a list goes case by case',
      });
    const { kind } = await this.parts.store.lists.list(listId, requester);
    refuseUnfitList(kind, caseKind);
  }

  /**
   * Ends a run where it stands; one that has ended stays as it is.
   * @throws SluiceError AUDIT_RUN_UNKNOWN, also for a run that somebody else asked for
   */
  async cancel(runId: string, viewer: Viewer): Promise<void> {
    const run = await this.parts.store.runs.run(runId);
    if (run === null || !ownerKeysOf(viewer).includes(run.requester))
      throw new SluiceError('AUDIT_RUN_UNKNOWN');
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

  private compile(definition: AuditDefinition, given: ReadonlyMap<string, ParameterValue>): CompiledAudit {
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
    const { runs, savedAudits, lists } = this.parts.store;
    const attempts = await runs.takeUp(runId);
    if (attempts === null) return;
    try {
      if (attempts > MAX_ATTEMPTS)
        throw new RunFailure('AUDIT_RUN_ABANDONED', `begun ${MAX_ATTEMPTS} times without keeping a page`);
      const run = await runs.run(runId);
      if (run === null) return;
      const saved = await savedAudits.version(run.auditName, run.auditVersion);
      if (saved === null) throw new RunFailure('AUDIT_UNKNOWN', 'the version that the run names is gone');
      refuseChangedText(saved, run);
      const audit = this.compile(saved.definition, run.parameters);
      const settings = { ...this.parts, runs, lists, signal };
      if (run.listId !== null) await runList(run, audit, settings);
      else await (run.mode === 'SWEEP' ? runSweep : runAudit)(run, audit, settings);
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
