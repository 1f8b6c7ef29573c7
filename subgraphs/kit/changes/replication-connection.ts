import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { PgoutputPlugin, type Pgoutput } from 'pg-logical-replication';
import { hasEnded } from './has-ended.ts';
import { logSequenceNumber, lsnNumber } from './log-position.ts';

export interface ReplicationLogin {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

/** What the source tells, in its order. */
export interface ReplicationListener {
  onMessage(message: Pgoutput.Message): void;
  /** Everything before this place of the log has been told. */
  onHeartbeat(upTo: bigint): void;
}

const AT_LEAST = 5_000;
const FETCH = `FETCH ${AT_LEAST} FROM told`;
/**
 * How long one does not look again: a look decodes all that the server wrote, for whichever database, since the slot's
 * last mark. Longer and longer where there was nothing.
 */
const PAUSE_MS = { least: 100, most: 300 };
/** The source's log is marked at such intervals while it tells changes, so that the next look need not begin far back. */
const MARK_MS = 500;
/** What concerns nobody may be forgotten at such intervals: each time the source writes it down. */
const HEARTBEAT_MS = 1_000;

/**
 * One connection that follows the log of changes through a slot. WHY: not by the replication protocol, for a role that
 * may speak it can copy the whole server; the functions of `capture-functions.sql` tell the same messages when asked.
 */
export class ReplicationConnection {
  private readonly client: pg.Client;
  private isPaused = false;
  /** The last look found changes. */
  private isTelling = false;
  private markedAt = 0;
  private readonly end = new AbortController();
  private confirmed = 0n;

  constructor(login: ReplicationLogin) {
    this.client = new pg.Client({ ...login, application_name: 'sluice-capture' });
    // WHY: also after the end: a connection that breaks while it is being closed must not end the process.
    this.client.on('error', () => undefined);
  }

  /** Resolves when the connection is closed, rejects when it breaks. */
  async follow(slot: string, publication: string, listener: ReplicationListener): Promise<void> {
    const { signal } = this.end;
    // WHY: a connection that is ended while it is being made says neither that it stands nor that it failed.
    await Promise.race([this.client.connect(), once(signal, 'abort')]);
    const plugin = new PgoutputPlugin({ protoVersion: 1, publicationNames: [publication] });
    let told = 0n;
    let kept = 0n;
    let seen = 0n;
    let heartbeatAt = 0;
    let pause = PAUSE_MS.least;
    while (!hasEnded(signal)) {
      if (this.confirmed > kept) {
        kept = this.confirmed;
        await this.client.query('SELECT sluice_capture.confirm($1, $2)', [slot, logSequenceNumber(kept)]);
      }
      // What was told and is not confirmed would be told again.
      if (kept < told) {
        await sleep(5);
        continue;
      }
      const upTo = await this.logEnd();
      // Asking where the log ends is cheap; decoding is not, and a log that has not grown has nothing to tell.
      if (upTo > seen) {
        await this.mark();
        const { last, count } = await this.tell(slot, publication, (data) => {
          const message = plugin.parse(data);
          listener.onMessage(message);
          return message.tag === 'commit' ? lsnNumber(message.commitEndLsn ?? '0/0') : null;
        });
        told = last ?? told;
        this.isTelling = last !== null;
        if (count >= AT_LEAST) continue;
        seen = upTo;
        if (last === null && Date.now() - heartbeatAt >= HEARTBEAT_MS) {
          heartbeatAt = Date.now();
          listener.onHeartbeat(upTo);
        }
      }
      pause = this.isTelling ? PAUSE_MS.least : Math.min(pause * 2, PAUSE_MS.most);
      await sleep(pause);
    }
  }

  /** The source may forget what comes before this place of the log. */
  confirm(upTo: bigint): void {
    if (upTo > this.confirmed) this.confirmed = upTo;
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  async close(): Promise<void> {
    this.end.abort();
    await this.client.end().catch(() => undefined);
  }

  private async logEnd(): Promise<bigint> {
    const { rows } = await this.client.query<{ lsn: string }>(
      'SELECT pg_current_wal_flush_lsn()::text AS lsn',
    );
    return lsnNumber(rows[0]?.lsn ?? '0/0');
  }

  private async mark(): Promise<void> {
    if (!this.isTelling || Date.now() - this.markedAt < MARK_MS) return;
    this.markedAt = Date.now();
    await this.client.query('SELECT sluice_capture.mark()');
  }

  /** Answers where the last transaction that was told ends, null where there was none, and how many messages there were. */
  private async tell(
    slot: string,
    publication: string,
    take: (data: Buffer) => bigint | null,
  ): Promise<{ readonly last: bigint | null; readonly count: number }> {
    let last: bigint | null = null;
    let count = 0;
    await this.client.query('BEGIN READ ONLY');
    await this.client.query(
      `DECLARE told NO SCROLL CURSOR FOR SELECT data FROM sluice_capture.peek(
         ${this.client.escapeLiteral(slot)}, ${this.client.escapeLiteral(publication)}, ${AT_LEAST}) AS data`,
    );
    for (;;) {
      while (this.isPaused && !hasEnded(this.end.signal)) await sleep(5);
      if (hasEnded(this.end.signal)) break;
      const { rows } = await this.client.query<{ data: Buffer }>(FETCH);
      count += rows.length;
      for (const { data } of rows) last = take(data) ?? last;
      if (rows.length < AT_LEAST) break;
    }
    await this.client.query('COMMIT');
    return { last, count };
  }
}
