import type pg from 'pg';
import { connectorErrorOf, isConnectionLost } from './connector-error-of.ts';
import type { SideConnection } from './side-connection.ts';
import type { Ending } from '../ending.ts';

/** How long a cancelled statement may take to end before its connection is dropped. */
const GRACE_MS = 1_000;

/** One connection for the length of one read. What runs on it ends at the source when the read ends. */
export class ReadSession implements AsyncDisposable {
  readonly client: pg.PoolClient;
  private readonly ending: Ending;
  private readonly side: SideConnection;
  private readonly leave: () => void;
  private readonly forgetEnding: () => void;
  private isRunning = false;
  private isLost = false;
  private isReleased = false;
  private cancelling: Promise<unknown> = Promise.resolve();

  /** @param leave called once, when the connection is given back */
  constructor(client: pg.PoolClient, ending: Ending, side: SideConnection, leave: () => void) {
    this.client = client;
    this.ending = ending;
    this.side = side;
    this.leave = leave;
    // WHY: a connection that breaks between two statements must not end the process; the next statement meets it.
    client.on('error', this.noteLoss);
    // A stream whose taker pauses has an open statement and nothing running: ending the connection ends it.
    this.forgetEnding = ending.whenEnded(() => {
      if (!this.isRunning) this.release();
    });
  }

  /** Whether the connection serves no other read: it is lost, or a cancellation may still be on its way to it. */
  get isSpoilt(): boolean {
    return this.isLost || this.ending.reason !== null;
  }

  /** @throws ConnectorError */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.ending.reason !== null) throw connectorErrorOf(null, this.ending.reason);
    let forget: () => void = () => undefined;
    let grace: NodeJS.Timeout | undefined;
    this.isRunning = true;
    try {
      const overdue = new Promise<never>((_, reject) => {
        forget = this.ending.whenEnded(() => {
          this.cancelling = this.side.cancel(backendOf(this.client));
          grace = setTimeout(() => reject(new Error('the source did not end the statement')), GRACE_MS);
        });
      });
      return await Promise.race([work(), overdue]);
    } catch (error) {
      this.isLost ||= isConnectionLost(error);
      throw connectorErrorOf(error, this.ending.reason);
    } finally {
      this.isRunning = false;
      forget();
      clearTimeout(grace);
    }
  }

  /** Lets no other read have the connection; what runs on it ends when this one does. */
  spoil(): void {
    this.isLost = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cancelling;
    this.release();
  }

  private readonly noteLoss = (): void => {
    this.isLost = true;
  };

  private release(): void {
    if (this.isReleased) return;
    this.isReleased = true;
    this.forgetEnding();
    this.client.off('error', this.noteLoss);
    this.client.release(this.isSpoilt);
    this.leave();
  }
}

/** The server's number of the session; every client has it, its types do not say so. */
const backendOf = (client: pg.ClientBase): number => (client as unknown as { processID: number }).processID;
