import { ERROR_TABLE } from '../../../errors/error-table.ts';
import { SluiceError } from '../../../errors/sluice-error.ts';
import { dayInChina } from '../../../identifiers/calendar-day.ts';
import { compileAudit, type CompiledAudit } from '../definition/compile-audit.ts';
import { AS_OF } from '../definition/parameter-values.ts';
import type { AskDecision } from '../run/ask-decision.ts';
import type { Requester } from '../run/audit-engine.ts';
import { assertPermitted } from '../run/permit-audit.ts';
import { refuseChangedText } from '../run/refuse-changed-text.ts';
import { RunFailure } from '../store/run-failure.ts';
import type { AuditStore } from '../store/audit-store.ts';
import { ownerKeysOf, type Viewer } from '../store/viewer.ts';
import { StandingRun, type SupervisedAudit, type SupervisionParts } from './standing-run.ts';
import { superviseOperation } from './supervised-operation.ts';

export interface SupervisorParts extends SupervisionParts {
  readonly audits: AuditStore;
  readonly askDecision: AskDecision;
  /** Told when a standing run could not go on at all: it goes on at the next start. */
  readonly onStuck: (runId: string, error: unknown) => void;
}

/** Keeps the audits that were put under supervision current. They stay so over restarts of the process. */
export class Supervisor {
  private readonly parts: SupervisorParts;
  private readonly going = new Map<string, { readonly end: AbortController; readonly done: Promise<void> }>();

  constructor(parts: SupervisorParts) {
    this.parts = parts;
  }

  /** Goes on with every standing run. */
  async resume(): Promise<void> {
    for (const { runId } of await this.parts.store.standing()) this.follow(runId);
  }

  /**
   * Puts the version of an audit that the requester may run under supervision, with its default parameters, and answers with the standing
   * run; the requester's own of another version ends.
   * @throws SluiceError AUDIT_UNKNOWN; AUDIT_INVALID where its cases can not be asked for one by one; AUDIT_POLICY_DENIED,
   * AUDIT_POLICY_UNKNOWN
   */
  async supervise(name: string, requester: Requester): Promise<string> {
    const { audits, graph, thresholds, store, stream } = this.parts;
    const saved = await audits.savedAudits.runnable(name, requester);
    if (saved === null) throw new SluiceError('AUDIT_UNKNOWN');
    const audit = compileAudit(saved.definition, new Map(), graph, thresholds);
    superviseOperation(audit, graph);
    await assertPermitted(audit, null, requester, this.parts);
    const begin = { position: await stream.end(), day: dayInChina(new Date()), requester };
    const created = await audits.runs.create([
      {
        definition: saved.definition,
        auditVersion: saved.version,
        mode: 'SUPERVISION',
        asOf: null,
        listId: null,
        requestedBy: requester.application,
        official: requester.official,
        parentExchange: requester.exchangeId,
        policyVersion: requester.policyVersion,
        // The day is not among them: a standing run goes on from one to the next.
        parameters: new Map([...audit.values].filter(([parameter]) => parameter !== AS_OF)),
        slot: null,
      },
    ]);
    const [runId] = created?.runIds ?? [];
    if (created === null || runId === undefined) throw new SluiceError('INTERNAL');
    const { isNew } = created;
    if (!isNew && (await store.standingRun(runId)) !== null) return runId;
    await store.begin(runId, name, begin);
    await this.endAllBut(await this.standingIds());
    this.follow(runId);
    return runId;
  }

  /**
   * Ends the supervision of an audit and answers with its run, whose findings stay as they are.
   * @throws SluiceError AUDIT_RUN_UNKNOWN where it is not under supervision, or where somebody else asked for it
   */
  async release(name: string, viewer: Viewer): Promise<string> {
    const runId = await this.parts.store.end(name, ownerKeysOf(viewer));
    if (runId === null) throw new SluiceError('AUDIT_RUN_UNKNOWN');
    await this.endAllBut(await this.standingIds());
    return runId;
  }

  /** Ends one standing run, which somebody cancelled, and its work: once this resolves, nothing more is found. */
  async cancel(runId: string): Promise<void> {
    await this.parts.store.endRun(runId);
    await this.endAllBut(await this.standingIds());
  }

  async stop(): Promise<void> {
    await this.endAllBut(new Set());
  }

  private async standingIds(): Promise<ReadonlySet<string>> {
    return new Set((await this.parts.store.standing()).map(({ runId }) => runId));
  }

  private async endAllBut(staying: ReadonlySet<string>): Promise<void> {
    const ending = [...this.going].filter(([runId]) => !staying.has(runId));
    for (const [, { end }] of ending) end.abort();
    await Promise.all(ending.map(([, { done }]) => done));
  }

  private follow(runId: string): void {
    if (this.going.has(runId)) return;
    const end = new AbortController();
    const done = this.supervised(runId)
      .then((supervised) => new StandingRun(this.parts, supervised, runId, end.signal).follow())
      .catch(async (error: unknown) => {
        const [state, detail] =
          error instanceof RunFailure ? (['REFUSED', error.message] as const) : (['FAILED', FAILED] as const);
        await this.parts.store.say(runId, state, detail).catch(() => undefined);
        this.parts.onStuck(runId, error);
      })
      .finally(() => this.going.delete(runId));
    this.going.set(runId, { end, done });
  }

  private async supervised(runId: string): Promise<SupervisedAudit> {
    const { audits, graph, thresholds } = this.parts;
    const run = await audits.runs.run(runId);
    const saved = run === null ? null : await audits.savedAudits.version(run.auditName, run.auditVersion);
    if (run === null || saved === null) throw new SluiceError('AUDIT_UNKNOWN');
    refuseChangedText(saved, run);
    const auditOn = (day: string): CompiledAudit =>
      compileAudit(saved.definition, new Map([...run.parameters, [AS_OF, day]]), graph, thresholds);
    const operation = superviseOperation(auditOn(dayInChina(new Date())), graph);
    return {
      auditOn,
      operation,
      parentExchange: run.parentExchange,
      assertRights: async () => {
        const requester = await this.parts.store.requesterOf(runId);
        if (requester === null) return;
        const { auditName, auditVersion } = run;
        if (!(await audits.savedAudits.mayRun(auditName, auditVersion, requester)))
          throw new RunFailure(
            'AUDIT_UNKNOWN',
            'the audit is no longer shared with who put it under supervision',
          );
        await assertPermitted(auditOn(dayInChina(new Date())), null, requester, this.parts).catch(
          asRunFailure,
        );
      },
    };
  }
}

/** WHY: no more of it, for what an error says may be a value; its name is in the log. */
const FAILED = 'a mistake of the hub itself, which is in its log; it goes on at the next start';

/** A refusal is said and tried again from time to time; a hub that does not answer is waited for. */
function asRunFailure(error: unknown): never {
  if (error instanceof SluiceError && !ERROR_TABLE[error.code].retry)
    throw new RunFailure(error.code, String(error.detail['reason'] ?? error.message), { cause: error });
  throw error;
}
