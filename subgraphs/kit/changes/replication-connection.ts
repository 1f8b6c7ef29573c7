import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { PgoutputPlugin, type Pgoutput } from 'pg-logical-replication';
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
const LOOK_AGAIN_MS = 50;
/** What concerns nobody may be forgotten at such intervals: each time the source writes it down. */
const HEARTBEAT_MS = 1_000;

/**
 * One connection that follows the log of changes through a slot. WHY: not by the replication protocol, for a role that
 * may speak it can copy the whole server; the functions of `capture-functions.sql` tell the same messages when asked.
 */
export class ReplicationConnection {
  private readonly client: pg.Client;
  private isPaused = false;
  private isClosed = false;
  private confirmed = 0n;

  constructor(login: ReplicationLogin) {
    this.client = new pg.Client({ ...login, application_name: 'sluice-capture' });
    // WHY: also after the end: a connection that breaks while it is being closed must not end the process.
    this.client.on('error', () => undefined);
  }

  /** Resolves when the connection is closed, rejects when it breaks. */
  async follow(slot: string, publication: string, listener: ReplicationListener): Promise<void> {
    await this.client.connect();
    const plugin = new PgoutputPlugin({ protoVersion: 1, publicationNames: [publication] });
    let told = 0n;
    let kept = 0n;
    let seen = 0n;
    let heartbeatAt = 0;
    while (!this.isClosed) {
      if (this.confirmed > kept) {
        kept = this.confirmed;
        await this.client.query('SELECT sluice_capture.confirm($1, $2)', [slot, logSequenceNumber(kept)]);
      }
      // What was told and is not confirmed would be told again.
      const upTo = kept >= told ? await this.logEnd() : seen;
      // Asking where the log ends is cheap; decoding is not, and a log that has not grown has nothing to tell.
      if (upTo > seen) {
        const last = await this.tell(slot, publication, (data) => {
          const message = plugin.parse(data);
          listener.onMessage(message);
          return message.tag === 'commit' ? lsnNumber(message.commitEndLsn ?? '0/0') : null;
        });
        told = last ?? told;
        if (last !== null) continue;
        seen = upTo;
        if (Date.now() - heartbeatAt >= HEARTBEAT_MS) {
          heartbeatAt = Date.now();
          listener.onHeartbeat(upTo);
        }
      }
      await sleep(kept < told ? 5 : LOOK_AGAIN_MS);
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
    this.isClosed = true;
    await this.client.end().catch(() => undefined);
  }

  private async logEnd(): Promise<bigint> {
    const { rows } = await this.client.query<{ lsn: string }>(
      'SELECT pg_current_wal_flush_lsn()::text AS lsn',
    );
    return lsnNumber(rows[0]?.lsn ?? '0/0');
  }

  /** Answers where the last transaction that was told ends; null where there was none. */
  private async tell(
    slot: string,
    publication: string,
    take: (data: Buffer) => bigint | null,
  ): Promise<bigint | null> {
    let end: bigint | null = null;
    await this.client.query('BEGIN READ ONLY');
    await this.client.query(
      `DECLARE told NO SCROLL CURSOR FOR SELECT data FROM sluice_capture.peek(
         ${this.client.escapeLiteral(slot)}, ${this.client.escapeLiteral(publication)}, ${AT_LEAST}) AS data`,
    );
    for (;;) {
      while (this.isPaused && !this.isEnding()) await sleep(5);
      if (this.isEnding()) break;
      const { rows } = await this.client.query<{ data: Buffer }>(FETCH);
      for (const { data } of rows) end = take(data) ?? end;
      if (rows.length < AT_LEAST) break;
    }
    await this.client.query('COMMIT');
    return end;
  }

  private isEnding(): boolean {
    return this.isClosed;
  }
}
