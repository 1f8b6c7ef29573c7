import type pg from 'pg';
import { SluiceError } from '../../../errors/sluice-error.ts';
import { isDivisionCode } from '../../../identifiers/division.ts';
import { actingAs, serves, type Actor } from '../service/party.ts';
import type { MarketMirror } from '../suggestions/market-mirror.ts';
import { assignCounty } from './assign-county.ts';
import { countyOf, endLeftBehind, keepEnd, keepProgress, keepRun, keepStart } from './keep-run.ts';

interface GoingOn {
  readonly county: string;
  readonly end: AbortController;
  readonly done: Promise<void>;
}

export interface RunsParts {
  readonly pool: pg.Pool;
  readonly mirror: Pick<MarketMirror, 'market'>;
  readonly onStuck: (error: unknown) => void;
}

/** Runs of the assignment of a county: each is begun, goes on by itself, and is done, given up or failed. */
export class AssignmentRuns {
  readonly #parts: RunsParts;
  readonly #goingOn = new Map<string, GoingOn>();

  constructor(parts: RunsParts) {
    this.#parts = parts;
  }

  /** Says of what was left behind that it failed. */
  begin(): Promise<void> {
    return endLeftBehind(this.#parts.pool);
  }

  /**
   * Of an adviser.
   * @returns the run's id
   * @throws SluiceError SERVICE_NOT_YOURS, SERVICE_INPUT_INVALID
   */
  async start(county: string, actor: Actor): Promise<string> {
    const by = actingAs(actor, 'ADVISER');
    if (!isDivisionCode(county))
      throw new SluiceError('SERVICE_INPUT_INVALID', { reason: 'county is no division code' });
    if (!serves(by, county)) throw new SluiceError('SERVICE_NOT_YOURS');
    const runId = await keepStart(this.#parts.pool, { county, requestedBy: by.official });
    const end = new AbortController();
    const done = this.#run(runId, county, end.signal).finally(() => this.#goingOn.delete(runId));
    this.#goingOn.set(runId, { county, end, done });
    return runId;
  }

  /**
   * Gives up a run that goes on; of one that has ended nothing happens.
   * @returns the run's id
   * @throws SluiceError SERVICE_NOT_YOURS, SERVICE_UNKNOWN also of one of elsewhere
   */
  async cancel(runId: string, actor: Actor): Promise<string> {
    const by = actingAs(actor, 'ADVISER');
    const found = this.#goingOn.get(runId);
    const county = found?.county ?? (await countyOf(this.#parts.pool, runId));
    if (county === null || !serves(by, county)) throw new SluiceError('SERVICE_UNKNOWN');
    found?.end.abort();
    await found?.done;
    return runId;
  }

  async stop(): Promise<void> {
    const all = [...this.#goingOn.values()];
    for (const { end } of all) end.abort();
    await Promise.all(all.map(({ done }) => done));
  }

  async #run(runId: string, county: string, signal: AbortSignal): Promise<void> {
    const { pool, mirror, onStuck } = this.#parts;
    const onProgress = (progress: Parameters<typeof keepProgress>[2]) => keepProgress(pool, runId, progress);
    try {
      const made = await assignCounty(pool, mirror, county, { signal, onProgress });
      signal.throwIfAborted();
      await keepRun(pool, runId, made);
    } catch (error) {
      if (!signal.aborted) onStuck(error);
      await keepEnd(pool, runId, signal.aborted ? 'CANCELLED' : 'FAILED').catch(onStuck);
    }
  }
}
