import { setTimeout as sleep } from 'node:timers/promises';
import type { ChangeEvent } from '../../../stream/change-event.ts';
import type { Connector, Selection, SourceRow } from '../../../connectors/contract.ts';
import { RECORD_COLUMNS, SUPERSEDED_AT } from '../record-columns.ts';
import type { Capture, CaptureParts } from './capture.ts';
import { keysOfRows, type RelationKeys } from './relation-keys.ts';
import { hasEnded } from './has-ended.ts';

export interface PollingSource {
  readonly connector: Connector;
  /** Relation → the column that numbers its records. */
  readonly recordColumns: ReadonlyMap<string, string>;
  readonly everyMs: number;
  /**
   * How much later than the time that a record bears it may be committed. Records so old are read again and again, each
   * published once.
   */
  readonly overlapMs: number;
}

const DEADLINE_MS = 60_000;
const BATCH = 1_000;

/**
 * Captures changes by asking, for a source whose log can not be followed: records written or superseded since the last
 * time. A source that overwrites or deletes records in place, instead of superseding them, can not be captured so.
 */
export function startPolling(source: PollingSource, parts: CaptureParts): Capture {
  const end = new AbortController();
  const done = keepPolling(source, parts, end.signal);
  return {
    stop: async () => {
      end.abort();
      await done;
    },
  };
}

async function keepPolling(source: PollingSource, parts: CaptureParts, signal: AbortSignal): Promise<void> {
  const polling = new Polling(source, parts, signal);
  let isAway = false;
  while (!signal.aborted) {
    try {
      await polling.poll();
      isAway = false;
    } catch {
      if (!isAway && !hasEnded(signal))
        parts.say('warn', 'CaptureWaits', 'the source or the stream does not answer; it is asked again');
      isAway = true;
    }
    await sleep(source.everyMs, undefined, { signal }).catch(() => undefined);
  }
}

class Polling {
  private readonly source: PollingSource;
  private readonly parts: CaptureParts;
  private readonly signal: AbortSignal;
  /** The latest time of a published change; null before the first look. */
  private watermark: number | null = null;
  /** Positions that are published and lie in the overlap, with their times. */
  private readonly published = new Map<string, number>();

  constructor(source: PollingSource, parts: CaptureParts, signal: AbortSignal) {
    this.source = source;
    this.parts = parts;
    this.signal = signal;
  }

  async poll(): Promise<void> {
    this.watermark ??= await this.whereWeStood();
    const since = this.watermark - this.source.overlapMs;
    const found: ChangeEvent[] = [];
    for (const [relation, keys] of this.parts.relations)
      found.push(...(await this.changesOf(relation, keys, since)));
    found.sort((one, other) => (one.position < other.position ? -1 : 1));
    for (let from = 0; from < found.length; from += BATCH)
      await this.publish(found.slice(from, from + BATCH));
    for (const [position, time] of this.published)
      if (time < this.watermark - 2 * this.source.overlapMs) this.published.delete(position);
  }

  private async publish(events: readonly ChangeEvent[]): Promise<void> {
    await this.parts.stream.publish(events);
    // WHY: a clock of the source that ran ahead must not carry us past what it writes when it is right again.
    const latest = Math.min(Date.now(), ...events.slice(-1).map(timeOf));
    for (const event of events) this.published.set(event.position, timeOf(event));
    this.watermark = Math.max(this.watermark ?? 0, latest);
  }

  /** What the stream has from us says where we stood; without it nobody knows what was missed. */
  private async whereWeStood(): Promise<number> {
    const { agency, stream, say } = this.parts;
    const last = Date.parse((await stream.lastPosition(agency))?.split(' ', 1)[0] ?? '');
    if (!Number.isNaN(last)) return Math.min(last, Date.now());
    say('info', 'CaptureBegins', 'changes are captured from here on; what rests on the agency is looked at');
    const now = new Date();
    const committedAt = now.toISOString();
    const position = `${committedAt} `;
    await stream.publish([
      { agency, position, kind: 'RESYNC', relation: null, types: [], keys: [], committedAt },
    ]);
    return now.getTime();
  }

  private async changesOf(
    relation: string,
    keys: RelationKeys,
    since: number,
  ): Promise<readonly ChangeEvent[]> {
    const recordColumn = this.source.recordColumns.get(relation);
    if (recordColumn === undefined) return [];
    const after = new Date(since).toISOString();
    const events: ChangeEvent[] = [];
    const options = { signal: this.signal, deadlineMs: DEADLINE_MS };
    const selection = changedSince(relation, recordColumn, keys, after);
    for await (const rows of this.source.connector.stream(selection, options)) {
      for (const row of rows) {
        const event = this.eventOf(row, { relation, recordColumn, keys });
        if (event.keys.length > 0 && !this.published.has(event.position)) events.push(event);
      }
    }
    return events;
  }

  private eventOf(
    row: SourceRow,
    {
      relation,
      recordColumn,
      keys,
    }: { readonly relation: string; readonly recordColumn: string; readonly keys: RelationKeys },
  ): ChangeEvent {
    const supersededAt = row[SUPERSEDED_AT];
    const committedAt = String(supersededAt ?? row[RECORD_COLUMNS.recordedAt]);
    const version = supersededAt === null ? 'written' : 'superseded';
    return {
      agency: this.parts.agency,
      position: `${committedAt} ${relation} ${String(row[recordColumn])} ${version}`,
      kind: 'CHANGE',
      relation,
      types: keys.types,
      keys: keysOfRows(keys, [row]),
      committedAt,
    };
  }
}

function changedSince(
  relation: string,
  recordColumn: string,
  { keys }: RelationKeys,
  after: string,
): Selection {
  const keyColumns = keys.flatMap(({ columns }) => Object.values(columns));
  return {
    relation,
    columns: [...new Set([recordColumn, RECORD_COLUMNS.recordedAt, SUPERSEDED_AT, ...keyColumns])],
    where: {
      kind: 'any',
      of: [RECORD_COLUMNS.recordedAt, SUPERSEDED_AT].map((column) => ({
        kind: 'compare',
        column,
        op: '>',
        value: after,
      })),
    },
    orderBy: [],
  };
}

function timeOf({ committedAt }: ChangeEvent): number {
  return Date.parse(committedAt);
}
