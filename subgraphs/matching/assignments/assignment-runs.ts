import type pg from 'pg';
import { SluiceError } from '../../../errors/sluice-error.ts';
import { actingAs, serves, type Actor } from '../service/party.ts';
import { givenDivision } from '../service/read-given.ts';
import type { MarketMirror } from '../suggestions/market-mirror.ts';
import { assignCounty } from './assign-county.ts';
import { countyOf, endLeftBehind, keepEnd, keepProgress, keepRun, keepStart } from './keep-run.ts';

/** Each holds indexes of its own over all vacancies, in threads that want a core. */
const AT_ONCE = 2;

interface GoingOn {
  readonly runId: Promise<string>;
  readonly end: AbortController;
  /** Never fails. */
  readonly done: Promise<void>;
}

export interface RunsParts {
  readonly pool: pg.Pool;
  readonly mirror: Pick<MarketMirror, 'market'>;
  readonly onStuck: (error: unknown) => void;
}

/**
 * Runs of the assignment of a county: each is begun, goes on by itself, and is done, given up or failed. Of a county one goes
 * on at a time, of all of them two (`decisions/2026-11-22-runs-of-a-county.md`).
 */
export class AssignmentRuns {
  readonly #parts: RunsParts;
  readonly #byCounty = new Map<string, GoingOn>();

  constructor(parts: RunsParts) {
    this.#parts = parts;
  }

  /** Says of what was left behind that it failed. */
  begin(): Promise<void> {
    return endLeftBehind(this.#parts.pool);
  }

  /**
   * Of an adviser. While a run of this county goes on it is that one, whoever began it.
   * @returns the run's id
   * @throws SluiceError SERVICE_NOT_YOURS, SERVICE_INPUT_INVALID, ASSIGNMENT_BUSY
   */
  async start(county: string, actor: Actor): Promise<string> {
    const by = actingAs(actor, 'ADVISER');
    givenDivision(county);
    if (!serves(by, county)) throw new SluiceError('SERVICE_NOT_YOURS');
    const goingOn = this.#byCounty.get(county);
    if (goingOn !== undefined) return goingOn.runId;
    if (this.#byCounty.size >= AT_ONCE) throw new SluiceError('ASSIGNMENT_BUSY');
    const begun = this.#begin(county, by.official);
    this.#byCounty.set(county, begun);
    return begun.runId;
  }

  /**
   * Gives up a run that goes on; of one that has ended nothing happens.
   * @returns the run's id
   * @throws SluiceError SERVICE_NOT_YOURS, SERVICE_UNKNOWN also of one of elsewhere
   */
  async cancel(runId: string, actor: Actor): Promise<string> {
    const by = actingAs(actor, 'ADVISER');
    const county = await countyOf(this.#parts.pool, runId);
    if (county === null || !serves(by, county)) throw new SluiceError('SERVICE_UNKNOWN');
    const goingOn = this.#byCounty.get(county);
    if (goingOn === undefined || (await goingOn.runId) !== runId) return runId;
    goingOn.end.abort();
    await goingOn.done;
    return runId;
  }

  async stop(): Promise<void> {
    const all = [...this.#byCounty.values()];
    for (const { end } of all) end.abort();
    await Promise.all(all.map(({ done }) => done));
  }

  #begin(county: string, requestedBy: string): GoingOn {
    const end = new AbortController();
    const runId = keepStart(this.#parts.pool, { county, requestedBy });
    const done = runId
      .then(
        (id) => this.#run(id, county, end.signal),
        // Whoever asked is told.
        () => undefined,
      )
      .finally(() => this.#byCounty.delete(county));
    return { runId, end, done };
  }

  async #run(runId: string, county: string, signal: AbortSignal): Promise<void> {
    const { pool, mirror, onStuck } = this.#parts;
    const onProgress = (progress: Parameters<typeof keepProgress>[2]) => keepProgress(pool, runId, progress);
    try {
      const made = await assignCounty(mirror, county, { signal, onProgress });
      signal.throwIfAborted();
      await keepRun(pool, runId, made);
    } catch (error) {
      if (!signal.aborted) onStuck(error);
      await keepEnd(pool, runId, signal.aborted ? 'CANCELLED' : 'FAILED').catch(onStuck);
    }
  }
}
