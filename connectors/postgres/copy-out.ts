import type { Socket } from 'node:net';
import type pg from 'pg';

/** Messages of PostgreSQL's protocol, by the letter that begins each. */
const COPY_OUT = 0x48;
const COPY_DATA = 0x64;
const COPY_DONE = 0x63;
const ERROR = 0x45;
/** A letter, and the length of what follows it, which counts itself. */
const HEAD_BYTES = 5;

/** A piece is handed on when it has so much. */
const PIECE_BYTES = 64 * 1024;
/** How many bytes wait here for their taker; then the source waits. */
const WAITING_BYTES = 256 * 1024;

type Reader = (bytes: Buffer) => void;

/**
 * A COPY statement whose lines are taken as they come. The server sends a message for each line, of which the driver makes
 * an object each; here a line is copied once, behind the one before. Meanwhile the driver's own reading of the connection is
 * put aside; whatever is no line, and everything after the last, is the driver's.
 */
export class CopyOut implements pg.Submittable {
  private readonly text: string;
  private stream: Socket | null = null;
  private driver: Reader = () => undefined;
  /** The beginning of a message that has not come whole. */
  private rest: Buffer | null = null;
  private piece: Buffer = Buffer.allocUnsafeSlow(PIECE_BYTES);
  private filled = 0;
  private readonly ready: Uint8Array[] = [];
  private readyBytes = 0;
  private failure: Error | null = null;
  private isWhole = false;
  private wake: () => void = () => undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** The next piece, which may end within a line; null after the last. Rejects at any other end. */
  async take(): Promise<Uint8Array | null> {
    for (;;) {
      const piece = this.ready.shift();
      if (piece) {
        this.readyBytes -= piece.length;
        if (this.readyBytes < WAITING_BYTES) this.stream?.resume();
        return piece;
      }
      if (this.failure) throw this.failure;
      if (this.isWhole) return null;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  // What the driver calls.

  /** Returns why it can not be sent, where that is so. */
  submit(connection: pg.Connection): Error | undefined {
    const { stream } = connection as unknown as { readonly stream: Socket };
    const [driver, ...others] = stream.listeners('data') as unknown as readonly Reader[];
    if (!driver || others.length > 0) return new Error('the connection is read by somebody else');
    this.driver = driver;
    this.stream = stream;
    stream.off('data', driver);
    stream.on('data', this.read);
    (connection as unknown as { query(text: string): void }).query(this.text);
    return undefined;
  }

  handleError(error: Error): void {
    this.leave();
    this.failure = error;
    this.wake();
  }

  handleCommandComplete(): void {
    this.handOn();
  }

  handleReadyForQuery(): void {
    this.isWhole = true;
    this.wake();
  }

  private readonly read = (bytes: Buffer): void => {
    const all = this.rest === null ? bytes : Buffer.concat([this.rest, bytes]);
    let start = 0;
    while (all.length - start >= HEAD_BYTES) {
      const end = start + 1 + all.readUInt32BE(start + 1);
      const kind = all[start];
      if (kind === COPY_DONE || kind === ERROR) {
        this.leave();
        this.driver(all.subarray(start));
        return;
      }
      if (end > all.length) break;
      if (kind === COPY_DATA) this.add(all, start + HEAD_BYTES, end);
      // A notice, or a setting that has changed; the answer that lines will come says nothing.
      else if (kind !== COPY_OUT) this.driver(all.subarray(start, end));
      start = end;
    }
    this.rest = start < all.length ? all.subarray(start) : null;
    if (this.readyBytes >= WAITING_BYTES) this.stream?.pause();
  };

  private add(bytes: Buffer, start: number, end: number): void {
    const length = end - start;
    if (this.filled + length > this.piece.length) {
      this.handOn();
      this.piece = Buffer.allocUnsafeSlow(Math.max(PIECE_BYTES, length));
    }
    bytes.copy(this.piece, this.filled, start, end);
    this.filled += length;
  }

  private handOn(): void {
    if (this.filled === 0) return;
    this.ready.push(this.piece.subarray(0, this.filled));
    this.readyBytes += this.filled;
    this.piece = this.piece.subarray(this.filled);
    this.filled = 0;
    this.wake();
  }

  /** Gives the connection back to the driver. */
  private leave(): void {
    const { stream } = this;
    if (!stream) return;
    this.stream = null;
    stream.off('data', this.read);
    stream.on('data', this.driver);
    stream.resume();
  }
}
