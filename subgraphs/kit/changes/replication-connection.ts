import pg from 'pg';
import { PgoutputPlugin, type Pgoutput } from 'pg-logical-replication';

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

/** The part of the client's connection that replication needs and that its types leave out. */
interface CopyConnection {
  readonly stream: { pause(): void; resume(): void };
  on(event: 'copyData', listener: (message: { readonly chunk: Buffer }) => void): void;
  sendCopyFromChunk(chunk: Buffer): void;
}

const XLOG_DATA = 0x77;
const KEEPALIVE = 0x6b;
const STANDBY_STATUS = 0x72;
/** Of the protocol's clock, 2000-01-01, in microseconds since 1970. */
const EPOCH_MICROSECONDS = 946_684_800_000_000n;

/**
 * One connection that follows the log of changes through a slot. WHY: not the service of pg-logical-replication, whose
 * decoder is used here. It confirms one byte more than it is told, can not hold its socket back while what it read is
 * being kept, and lets an error that comes while it stops end the process.
 */
export class ReplicationConnection {
  private readonly client: pg.Client;

  constructor(login: ReplicationLogin) {
    this.client = new pg.Client({ ...login, replication: 'database' } as pg.ClientConfig);
    // WHY: also after the end: a connection that breaks while it is being closed must not end the process.
    this.client.on('error', () => undefined);
  }

  /** Resolves or rejects when the connection ends. */
  async follow(slot: string, publication: string, listener: ReplicationListener): Promise<void> {
    await this.client.connect();
    const plugin = new PgoutputPlugin({ protoVersion: 1, publicationNames: [publication] });
    this.connection().on('copyData', ({ chunk }) => {
      if (chunk[0] === XLOG_DATA) listener.onMessage(plugin.parse(chunk.subarray(25)));
      else if (chunk[0] === KEEPALIVE) listener.onHeartbeat(chunk.readBigUInt64BE(1));
    });
    // Zero: from where the slot holds the log.
    await plugin.start(this.client, slot, '0/0');
  }

  /** The source may forget what comes before this place of the log. */
  confirm(upTo: bigint): void {
    const status = Buffer.alloc(34);
    status[0] = STANDBY_STATUS;
    for (const offset of [1, 9, 17]) status.writeBigUInt64BE(upTo, offset);
    status.writeBigInt64BE(BigInt(Date.now()) * 1_000n - EPOCH_MICROSECONDS, 25);
    this.connection().sendCopyFromChunk(status);
  }

  pause(): void {
    this.connection().stream.pause();
  }

  resume(): void {
    this.connection().stream.resume();
  }

  async close(): Promise<void> {
    // A paused socket would never read the server's farewell.
    this.resume();
    await this.client.end().catch(() => undefined);
  }

  private connection(): CopyConnection {
    return (this.client as unknown as { readonly connection: CopyConnection }).connection;
  }
}
