import pg from 'pg';
import type { ChangeEvent } from '../change-event.ts';
import type { ChangeStream, StreamRead } from '../change-stream.ts';
import { parseEvent } from '../parse-event.ts';
import { WakeUp } from '../wake-up.ts';

/** How to reach the hub database, as a publisher or as a reader. */
export interface PostgresStreamLogin {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

/** How long a reader that hears nothing waits before it looks by itself. */
const LOOK_AGAIN_MS = 500;
/** A connection for hints that broke is made anew after this pause. */
const LISTEN_AGAIN_MS = 1_000;

const READ = `
SELECT sequence::float8 AS sequence, agency, position, kind, relation, types, keys,
  to_char(committed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS committed_at,
  (SELECT forgotten_to FROM stream.state) > $1::bigint AS is_gap
FROM stream.event WHERE sequence > $1::bigint ORDER BY sequence LIMIT $2`;

interface EventRow {
  readonly sequence: number;
  readonly agency: string;
  readonly position: string;
  readonly kind: string;
  readonly relation: string | null;
  readonly types: readonly string[];
  readonly keys: unknown;
  readonly committed_at: string;
  readonly is_gap: boolean;
}

/** The stream as a table of the hub database. Connects when it is first used. */
export class PostgresStream implements ChangeStream {
  private readonly pool: pg.Pool;
  private readonly login: PostgresStreamLogin;
  private readonly wakeUp = new WakeUp();
  private listener: pg.Client | null = null;
  private isListening = false;
  private isClosed = false;

  constructor(login: PostgresStreamLogin) {
    this.login = login;
    this.pool = new pg.Pool({ ...login, max: 2 });
    // WHY: an idle connection that the server closes must not end the process; the pool opens another.
    this.pool.on('error', () => undefined);
  }

  async publish(events: readonly ChangeEvent[]): Promise<void> {
    if (events.length === 0) return;
    await this.pool.query('SELECT stream.publish($1::jsonb)', [JSON.stringify(events)]);
  }

  async lastPosition(agency: string): Promise<string | null> {
    const { rows } = await this.pool.query<{ position: string | null }>(
      'SELECT stream.last_position($1) AS position',
      [agency],
    );
    return rows[0]?.position ?? null;
  }

  async end(): Promise<number> {
    const { rows } = await this.pool.query<{ sequence: number }>(
      'SELECT last_sequence::float8 AS sequence FROM stream.state',
    );
    return rows[0]?.sequence ?? 0;
  }

  async read(after: number, limit: number): Promise<StreamRead> {
    const { rows } = await this.pool.query<EventRow>(READ, [after, limit]);
    const [first] = rows;
    const read = rows.map((row) => ({ row, event: eventOf(row) }));
    return {
      events: read.flatMap(({ row, event }) => (event ? [{ sequence: row.sequence, event }] : [])),
      unreadable: read
        .flatMap(({ row, event }) => (event ? [] : [row]))
        .map(({ agency, position }) => ({
          agency,
          position,
        })),
      upTo: rows.at(-1)?.sequence ?? after,
      isGap: first?.is_gap ?? (await this.hasForgotten(after)),
    };
  }

  async wait(after: number, atMostMs: number, signal: AbortSignal): Promise<void> {
    if (!this.isListening) this.listen();
    await this.wakeUp.wait(after, Math.min(atMostMs, LOOK_AGAIN_MS), signal);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.listener?.end().catch(() => undefined);
    await this.pool.end();
  }

  private async hasForgotten(after: number): Promise<boolean> {
    const { rows } = await this.pool.query<{ gap: boolean }>(
      'SELECT forgotten_to > $1::bigint AS gap FROM stream.state',
      [after],
    );
    return rows[0]?.gap ?? false;
  }

  private listen(): void {
    this.isListening = true;
    const client = new pg.Client(this.login);
    let isOver = false;
    const again = (): void => {
      if (isOver) return;
      isOver = true;
      this.listener = null;
      if (!this.isClosed) setTimeout(() => (this.isListening = false), LISTEN_AGAIN_MS).unref();
    };
    client.on('error', again);
    client.on('end', again);
    client.on('notification', ({ payload }) => this.wakeUp.tell(Number(payload)));
    this.listener = client;
    client
      .connect()
      .then(() => client.query('LISTEN stream_event'))
      .catch(again);
  }
}

function eventOf(row: EventRow): ChangeEvent | null {
  const { agency, position, kind, relation, types, keys, committed_at: committedAt } = row;
  return parseEvent({ agency, position, kind, relation, types, keys, committedAt });
}
