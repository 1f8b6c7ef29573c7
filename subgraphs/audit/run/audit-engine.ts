import { dayInChina } from '../../../identifiers/calendar-day.ts';
import { SluiceError } from '../../../errors/sluice-error.ts';
import { parameterInvalid } from '../definition/parameter-invalid.ts';
import type { AuditDefinition, ParameterValue } from '../definition/audit-definition.ts';
import { checkAudit } from '../definition/check-audit.ts';
import { compileAudit, type CompiledAudit } from '../definition/compile-audit.ts';
import { AS_OF } from '../definition/parameter-values.ts';
import type { SavedVersion } from '../store/saved-audit-store.ts';
import type { CreatedRound, RunRequest } from '../store/run-store.ts';
import type { Slot, StandingSchedule } from '../store/schedule-store.ts';
import type { RunMode } from '../store/stored-run.ts';
import { ownerKeysOf, type Viewer } from '../store/viewer.ts';
import type { AskDecision } from './ask-decision.ts';
import { carryOutRound, type RoundSettings } from './carry-out-round.ts';
import { refuseUnfitList } from './list-cases.ts';
import { assertPermitted, type PermittedFor } from './permit-audit.ts';
import { WorkQueue } from './work-queue.ts';

export interface EngineParts extends Omit<RoundSettings, 'compile' | 'signal'> {
  readonly askDecision: AskDecision;
  /** How many rounds go on at a time; the others wait in order. */
  readonly concurrency: number;
  /** Told when a round could neither go on nor be marked as failed: it stays as it is until the next start. */
  readonly onStuck: (roundId: string, error: unknown) => void;
  /** Ends a standing run, which is not the engine's to carry out. */
  readonly endStanding: (runId: string) => Promise<void>;
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

const USUAL_MANNER: RunManner = { mode: USUAL_MODE, asOf: null, listId: null };

/** As many audits as anybody has at a time. */
const MAX_RUNS_OF_A_ROUND = 50;

interface QueuedRound {
  readonly id: string;
  /** By run id, what ends it alone. */
  readonly ends: ReadonlyMap<string, AbortController>;
}

/** Saves audits and runs them, by rounds. A run outlives the process: what was left behind goes on at `resume`. */
export class AuditEngine {
  private readonly parts: EngineParts;
  private readonly queue: WorkQueue<QueuedRound>;

  constructor(parts: EngineParts) {
    this.parts = parts;
    const { concurrency, onStuck } = parts;
    const compile: RoundSettings['compile'] = (definition, given) => this.compile(definition, given);
    this.queue = new WorkQueue({
      concurrency,
      onStuck,
      carryOut: ({ ends }, signal) =>
        carryOutRound(
          [...ends].map(([runId, end]) => ({ runId, signal: end.signal })),
          { ...parts, compile, signal },
        ),
    });
  }

  /**
   * Checks, has policy decide, and saves; answers with the version.
   * @param author who saves it; null for an audit that ships, which policy decides when it is run: no gateway may be there
   * yet, and a test holds those that ship beside the policies that ship
   * @throws SluiceError AUDIT_INVALID, AUDIT_TOO_COSTLY, AUDIT_POLICY_DENIED, AUDIT_POLICY_UNKNOWN
   */
  async save(definition: AuditDefinition, author: Requester | null): Promise<number> {
    const { graph, thresholds, store } = this.parts;
    const { audit, plan, estimatedCost } = checkAudit(definition, graph, thresholds);
    const { savedAudits } = store;
    if (author === null)
      return savedAudits.save({ definition, origin: 'shipped', official: null, estimatedCost });
    await assertPermitted(audit, plan, author, this.parts);
    return savedAudits.save({ definition, origin: 'author', official: author.official, estimatedCost });
  }

  /**
   * Starts a run of the latest version that the requester may run, and answers with its id at once; an unfinished run of
   * the requester's own, of the same version with the same parameters, mode, time and list is answered instead of another.
   * @throws SluiceError AUDIT_UNKNOWN, AUDIT_PARAMETER_INVALID (also for a sweep over a list), AUDIT_BUSY;
   * AUDIT_LIST_UNKNOWN, AUDIT_LIST_UNFIT; AUDIT_POLICY_DENIED, AUDIT_POLICY_UNKNOWN
   */
  async start(
    name: string,
    given: ReadonlyMap<string, ParameterValue>,
    requester: Requester,
    how: RunManner = USUAL_MANNER,
  ): Promise<string> {
    const { runIds } = await this.startRound([name], given, requester, how);
    return runIds[0] ?? '';
  }

  /**
   * Starts a run of each of several audits, all of them or none: as `start`, and as one round. A round of sweeps reads each
   * relation once. A parameter is given to all of them.
   * @throws SluiceError as `start`; AUDIT_PARAMETER_INVALID also for no name, one twice, or too many
   */
  async startRound(
    names: readonly string[],
    given: ReadonlyMap<string, ParameterValue>,
    requester: Requester,
    how: RunManner = USUAL_MANNER,
  ): Promise<CreatedRound> {
    const round = await this.create(names, given, requester, how, null);
    if (round === null) throw new Error('a round without a slot is always queued');
    return round;
  }

  /**
   * Starts the run of a schedule's slot, unless another process has.
   * @throws SluiceError as `start`
   */
  async startScheduled(schedule: StandingSchedule, slot: Date): Promise<void> {
    const { auditName, parameters, requester, mode, scheduleId } = schedule;
    await this.create(
      [auditName],
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
    names: readonly string[],
    given: ReadonlyMap<string, ParameterValue>,
    requester: Requester,
    how: RunManner,
    slot: Slot | null,
  ): Promise<CreatedRound | null> {
    checkNames(names);
    const requests: RunRequest[] = [];
    for (const name of names) {
      const { saved, audit } = await this.check(name, given, requester, how.asOf);
      await this.checkList(how, audit, requester);
      requests.push({
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
    }
    const round = await this.parts.store.runs.create(requests);
    if (round?.isNew === true) this.enqueue(round.roundId, round.runIds);
    return round;
  }

  /** What a run over a list could not do is said when it is asked for, and not when it is begun. */
  private async checkList(
    { listId, mode }: RunManner,
    { caseKind }: CompiledAudit,
    requester: Requester,
  ): Promise<void> {
    if (listId === null) return;
    if (mode !== 'CASES') throw parameterInvalid('mode', 'a run over a list goes case by case');
    const { kind } = await this.parts.store.lists.list(listId, requester);
    refuseUnfitList(kind, caseKind);
  }

  /**
   * Ends a run where it stands, and no other of its round; one that has ended stays as it is.
   * @throws SluiceError AUDIT_RUN_UNKNOWN, also for a run that somebody else asked for
   */
  async cancel(runId: string, viewer: Viewer): Promise<void> {
    const run = await this.parts.store.runs.run(runId);
    if (run === null || !ownerKeysOf(viewer).includes(run.requester))
      throw new SluiceError('AUDIT_RUN_UNKNOWN');
    if (run.mode === 'SUPERVISION') await this.parts.endStanding(runId);
    await this.parts.store.runs.end(runId, { status: 'CANCELLED' });
    this.queue.find(run.roundId)?.ends.get(runId)?.abort();
  }

  /**
   * The same for all runs of a round.
   * @throws SluiceError AUDIT_RUN_UNKNOWN, also for a round that somebody else asked for
   */
  async cancelRound(roundId: string, viewer: Viewer): Promise<void> {
    const runs = await this.parts.store.runs.round(roundId);
    if (runs.length === 0) throw new SluiceError('AUDIT_RUN_UNKNOWN');
    for (const { runId } of runs) await this.cancel(runId, viewer);
  }

  /** Goes on with what a former process left behind. */
  async resume(): Promise<void> {
    const rounds = Map.groupBy(await this.parts.store.runs.unfinished(), ({ roundId }) => roundId);
    for (const [roundId, runs] of rounds)
      this.enqueue(
        roundId,
        runs.map(({ runId }) => runId),
      );
  }

  /** Ends the work, not the runs: they go on at the next `resume`. */
  stop(): Promise<void> {
    return this.queue.stop();
  }

  private compile(definition: AuditDefinition, given: ReadonlyMap<string, ParameterValue>): CompiledAudit {
    return compileAudit(definition, given, this.parts.graph, this.parts.thresholds);
  }

  private enqueue(roundId: string, runIds: readonly string[]): void {
    this.queue.add({ id: roundId, ends: new Map(runIds.map((runId) => [runId, new AbortController()])) });
  }
}

/** @throws SluiceError AUDIT_PARAMETER_INVALID */
function checkNames(names: readonly string[]): void {
  const reason =
    names.length === 0 || names.length > MAX_RUNS_OF_A_ROUND
      ? `between 1 and ${MAX_RUNS_OF_A_ROUND} audits are run together`
      : new Set(names).size < names.length
        ? 'an audit is named twice'
        : null;
  if (reason !== null) throw parameterInvalid('names', reason);
}
