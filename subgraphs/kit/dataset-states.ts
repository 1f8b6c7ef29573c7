import { type Connector, ConnectorError } from '../../connectors/contract.ts';
import { isDivisionCode, withinRegion } from '../../identifiers/division.ts';
import type { Completeness } from './source-mapping.ts';

/** The table in which an agency says of each of its relations up to when it is complete, and where. */
export const DATASET_STATE = 'dataset_state';

/** What a relation is good for when it holds no record of somebody. */
export interface DatasetState {
  /** Up to when it is complete; null where the source does not say so of all that the mapping promises. */
  readonly asOf: string | null;
  /** Whether that is recent enough for what the relation describes. */
  readonly isFresh: boolean;
}

const KEPT_MS = 60_000;
const DEADLINE_MS = 5_000;
const HOUR_MS = 3_600_000;
/** Two clocks differ by a little; a source that is complete beyond that says what it can not know. */
export const CLOCK_TOLERANCE_MS = 300_000;

const UNKNOWN: DatasetState = { asOf: null, isFresh: false };

/** What a source says of its relations, read once a minute at most however many ask. */
export class DatasetStates {
  private readonly connector: Connector;
  private read: { readonly at: number; readonly states: Promise<readonly StateRow[]> } | null = null;

  constructor(connector: Connector) {
    this.connector = connector;
  }

  /**
   * The state of a relation for the whole of what its mapping promises: a part of the area is not enough.
   * @param now milliseconds since the epoch, as
   * @param at the instant that is asked about, where it is not now
   * @throws ConnectorError where the source can not be asked
   */
  async of(
    relation: string,
    promised: Completeness | undefined,
    now: number,
    at: number | null = null,
  ): Promise<DatasetState> {
    if (!promised) return UNKNOWN;
    const covering = (await this.states(now)).filter(
      ({ relation: name, division }) =>
        name === relation && isDivisionCode(division) && withinRegion(promised.within, division),
    );
    const latest = Math.max(...covering.map(instantOf).filter(Number.isFinite));
    if (!Number.isFinite(latest)) return UNKNOWN;
    // What is complete up to now was so at an earlier instant up to that one.
    const completeTo = at === null ? latest : Math.min(latest, at);
    const age = (at ?? now) - completeTo;
    return {
      asOf: new Date(completeTo).toISOString(),
      isFresh: age >= -CLOCK_TOLERANCE_MS && age <= promised.freshForHours * HOUR_MS,
    };
  }

  /**
   * As `of`, and where the mapping promises nothing what the source says by itself of a whole province. How long that is good
   * for nobody has said then, so it counts as not fresh.
   */
  async whole(
    relation: string,
    promised: Completeness | undefined,
    now: number,
    at: number | null = null,
  ): Promise<DatasetState> {
    if (promised) return this.of(relation, promised, now, at);
    const own = (await this.states(now)).filter(({ relation: name }) => name === relation);
    const provinces = Map.groupBy(
      own.filter(({ division }) => isProvince(division)),
      ({ division }) => division,
    );
    const latest = [...provinces.values()].map((rows) => Math.max(...rows.map(instantOf)));
    const completeTo = Math.min(...latest, ...(at === null ? [] : [at]));
    const isKnown = latest.length > 0 && Number.isFinite(completeTo);
    return isKnown ? { asOf: new Date(completeTo).toISOString(), isFresh: false } : UNKNOWN;
  }

  private states(now: number): Promise<readonly StateRow[]> {
    if (this.read && Math.abs(now - this.read.at) < KEPT_MS) return this.read.states;
    const states = readStates(this.connector);
    const read = (this.read = { at: now, states });
    states.catch(() => {
      if (this.read === read) this.read = null;
    });
    return states;
  }
}

/** WHY: a source that names a district alone says nothing of who lives elsewhere, whatever is asked of it. */
const isProvince = (division: string): boolean => isDivisionCode(division) && division.endsWith('0000');

const instantOf = ({ completeTo }: StateRow): number => Date.parse(completeTo);

interface StateRow {
  readonly relation: string;
  /** A division of which the relation holds every record up to `completeTo`. */
  readonly division: string;
  readonly completeTo: string;
}

async function readStates(connector: Connector): Promise<readonly StateRow[]> {
  try {
    const rows = await connector.select(
      {
        relation: DATASET_STATE,
        columns: ['relation', 'division', 'complete_to'],
        where: { kind: 'all', of: [] },
        orderBy: [],
      },
      // Its own end, not that of the fetch which happens to ask first: others wait for it too.
      { signal: new AbortController().signal, deadlineMs: DEADLINE_MS },
    );
    return rows.map(({ relation, division, complete_to: completeTo }) => ({
      relation: String(relation),
      division: String(division),
      completeTo: String(completeTo),
    }));
  } catch (error) {
    // A source without the table says nothing of itself; then no conclusion of it is a no.
    if (error instanceof ConnectorError && error.reason === 'bad-selection') return [];
    throw error;
  }
}
