import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Pgoutput } from 'pg-logical-replication';
import type { Capture, CaptureParts } from './capture.ts';
import { logPosition, lsnNumber } from './log-position.ts';
import { PublishingQueue } from './publishing-queue.ts';
import { keysOfRows } from './relation-keys.ts';
import { ReplicationConnection, type ReplicationLogin } from './replication-connection.ts';
import { ensureSlot, hasPublication, PUBLICATION } from './replication-slot.ts';
import { hasEnded } from './has-ended.ts';

/** The source, by a role that may call the functions of `capture-functions.sql` and needs to read no table. */
export interface LogicalDecodingSource extends ReplicationLogin {
  /** Name of the replication slot: of its own on the whole server. */
  readonly slot: string;
}

/** More than so many changes wait in no process: the source is read no faster than the stream takes them. */
const MOST_WAITING = 20_000;
const AGAIN_MS = { first: 100, most: 5_000 };
const NO_PUBLICATION_MS = 500;

interface Transaction {
  readonly commit: bigint;
  readonly committedAt: string;
  changes: number;
}

/**
 * Captures changes from PostgreSQL's own log. The source may forget a transaction once the stream has all of it; so what
 * was captured and not published, whatever is killed, is captured again and kept once.
 */
export function startLogicalDecoding(source: LogicalDecodingSource, parts: CaptureParts): Capture {
  const end = new AbortController();
  const done = keepDecoding(source, parts, end.signal);
  return {
    stop: async () => {
      end.abort();
      await done;
    },
  };
}

async function keepDecoding(
  source: LogicalDecodingSource,
  parts: CaptureParts,
  signal: AbortSignal,
): Promise<void> {
  let pause = AGAIN_MS.first;
  while (!signal.aborted) {
    try {
      const confirmed = await prepare(source, parts);
      if (hasEnded(signal)) return;
      if (confirmed !== null) {
        await new Decoding(source, parts, confirmed).run(source.slot, signal);
        pause = AGAIN_MS.first;
      }
      await sleep(confirmed === null ? NO_PUBLICATION_MS : pause, undefined, { signal }).catch(
        () => undefined,
      );
    } catch (error) {
      if (hasEnded(signal)) return;
      const code = error instanceof pg.DatabaseError ? ` (${error.code ?? ''})` : '';
      if (pause >= 1_000) parts.say('warn', 'CaptureWaits', `the source can not be followed${code}`);
      await sleep(pause, undefined, { signal }).catch(() => undefined);
      pause = Math.min(pause * 2, AGAIN_MS.most);
    }
  }
}

/** From where the slot holds the log; null while nothing may be captured. */
async function prepare(
  { slot, ...login }: LogicalDecodingSource,
  parts: CaptureParts,
): Promise<bigint | null> {
  const client = new pg.Client(login);
  // WHY: a connection that breaks while nobody waits for it must not end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await hasPublication(client)) ? await ensureSlot(client, slot, parts) : null;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** What one connection to the source's log tells, on its way into the stream. */
class Decoding {
  private readonly parts: CaptureParts;
  private readonly connection: ReplicationConnection;
  private readonly queue: PublishingQueue;
  private readonly end = new AbortController();
  /** The source may forget what comes before this place of its log. */
  private confirmed: bigint;
  private transaction: Transaction | null = null;
  private isPaused = false;

  constructor(source: LogicalDecodingSource, parts: CaptureParts, confirmed: bigint) {
    this.parts = parts;
    this.confirmed = confirmed;
    this.connection = new ReplicationConnection(source);
    this.queue = new PublishingQueue(parts, this.end.signal, () => this.resume());
  }

  /** Follows the log until the connection or the signal ends. */
  async run(slot: string, signal: AbortSignal): Promise<void> {
    const stop = (): void => {
      this.end.abort();
      void this.connection.close();
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      await this.connection.follow(slot, PUBLICATION, {
        onMessage: (message) => this.take(message),
        onHeartbeat: (upTo) => this.reached(upTo),
      });
    } finally {
      signal.removeEventListener('abort', stop);
      this.end.abort();
      await this.queue.settled();
      await this.connection.close();
    }
  }

  private take(message: Pgoutput.Message): void {
    if (message.tag === 'begin') this.begin(message);
    else if (message.tag === 'commit') this.commit(message);
    else if (message.tag === 'insert') this.change(message.relation.name, [message.new]);
    else if (message.tag === 'update') this.change(message.relation.name, [message.old, message.new]);
    else if (message.tag === 'delete') this.change(message.relation.name, [message.old ?? message.key]);
    else if (message.tag === 'truncate') this.lose('TableEmptied', 'a table was emptied as a whole');
  }

  private begin({ commitLsn, commitTime }: Pgoutput.MessageBegin): void {
    this.transaction = {
      commit: lsnNumber(commitLsn ?? '0/0'),
      committedAt: instantOf(commitTime as bigint),
      changes: 0,
    };
  }

  private change(relation: string, rows: readonly (Readonly<Record<string, unknown>> | null)[]): void {
    const known = this.parts.relations.get(relation);
    const keys = known === undefined ? [] : keysOfRows(known, rows);
    this.push({ kind: 'CHANGE', relation, types: known?.types ?? [], keys });
  }

  /** What happened can not be told entity by entity. */
  private lose(event: string, meaning: string): void {
    this.parts.say('warn', event, `${meaning}: everything that rests on it is looked at again`);
    this.push({ kind: 'RESYNC', relation: null, types: [], keys: [] });
  }

  private push(
    what: Pick<Parameters<PublishingQueue['push']>[0], 'kind' | 'relation' | 'types' | 'keys'>,
  ): void {
    const { transaction } = this;
    if (transaction === null) return;
    // Counted whether it is published or not: the same change has the same position whenever it is read.
    transaction.changes += 1;
    if (what.kind === 'CHANGE' && what.keys.length === 0) return;
    this.queue.push({
      ...what,
      agency: this.parts.agency,
      position: logPosition(transaction.commit, transaction.changes),
      committedAt: transaction.committedAt,
    });
    if (this.queue.length > MOST_WAITING) this.pause();
  }

  private commit({ commitEndLsn }: Pgoutput.MessageCommit): void {
    this.transaction = null;
    const end = lsnNumber(commitEndLsn ?? '0/0');
    this.queue.mark(() => this.confirm(end));
  }

  /** Up to here the log says nothing more: once all that waits here is published, the source may forget that far. */
  private reached(upTo: bigint): void {
    if (this.transaction === null) this.queue.mark(() => this.confirm(upTo));
  }

  private confirm(upTo: bigint): void {
    if (upTo > this.confirmed) this.confirmed = upTo;
    if (!this.end.signal.aborted) this.connection.confirm(this.confirmed);
  }

  private pause(): void {
    this.isPaused = true;
    this.connection.pause();
  }

  private resume(): void {
    if (!this.isPaused || this.queue.length > MOST_WAITING / 2) return;
    this.isPaused = false;
    this.connection.resume();
  }
}

/** @param microseconds since 1970 */
function instantOf(microseconds: bigint): string {
  const text = new Date(Number(microseconds / 1_000n)).toISOString();
  return `${text.slice(0, -1)}${String(microseconds % 1_000n).padStart(3, '0')}Z`;
}
