import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface RawAssociationOptions {
  readonly port: number;
  readonly calling: string;
  readonly called: string;
  readonly sopClassUid: string;
  readonly transferSyntaxUid: string;
}

/**
 * An association that sends a data set as it is given, sound or not: libraries would read and mend it first. One
 * presentation context, one C-STORE after the other.
 */
export class RawAssociation {
  readonly #socket: Socket;
  readonly #sopClassUid: string;
  #received = Buffer.alloc(0);
  #wake: () => void = () => undefined;
  #closed = false;
  #message = 0;

  private constructor(socket: Socket, sopClassUid: string) {
    this.#socket = socket;
    this.#sopClassUid = sopClassUid;
    const close = (): void => {
      this.#closed = true;
      this.#wake();
    };
    socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
    socket.on('close', close).on('error', close);
  }

  /** Fails where the association is refused. */
  static async open(options: RawAssociationOptions): Promise<RawAssociation> {
    const { association, pdu } = await RawAssociation.#call(options, false);
    if (pdu?.[0] !== 2)
      throw new Error(`the association was refused: ${pdu?.subarray(7, 10).toString('hex') ?? 'closed'}`);
    return association;
  }

  /** One that is refused, on which this side goes on as if it were not; once the other side has hung up. */
  static async refused(options: RawAssociationOptions): Promise<RawAssociation> {
    const { association, pdu } = await RawAssociation.#call(options, true);
    if (pdu?.[0] !== 3) throw new Error('the association was not refused');
    if (!association.#socket.readableEnded)
      await new Promise((resolve) => association.#socket.once('end', resolve).once('close', resolve));
    return association;
  }

  static async #call(
    options: RawAssociationOptions,
    allowHalfOpen: boolean,
  ): Promise<{ association: RawAssociation; pdu: Buffer | null }> {
    const socket = connect({ port: options.port, host: '127.0.0.1', allowHalfOpen });
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    const association = new RawAssociation(socket, options.sopClassUid);
    socket.write(associateRequest(options));
    return { association, pdu: await association.#pdu() };
  }

  /** @returns the status, or null where the connection ended without one. */
  async store(sopInstanceUid: string, dataSet: Uint8Array, fragment = 16_000): Promise<number | null> {
    this.#message = (this.#message + 1) & 0xffff;
    const command = storeCommand(this.#message, this.#sopClassUid, sopInstanceUid);
    this.#send(pData(3, command));
    for (let at = 0; at < Math.max(dataSet.length, 1); at += fragment) {
      const last = at + fragment >= dataSet.length;
      this.#send(pData(last ? 2 : 0, dataSet.subarray(at, at + fragment)));
    }
    const answer = await this.#pdu();
    return answer === null ? null : statusOf(answer);
  }

  /** Goes on sending, without waiting for an answer, until the other side takes no more. */
  async sendUntilClosed(sopInstanceUid: string): Promise<void> {
    this.#send(pData(3, storeCommand(1, this.#sopClassUid, sopInstanceUid)));
    while (!this.#closed) {
      this.#send(pData(0, Buffer.alloc(16_000)));
      await delay(10);
    }
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  release(): void {
    this.#send(Buffer.from('05000000000400000000', 'hex'));
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #send(bytes: Uint8Array): void {
    if (!this.#closed) this.#socket.write(bytes);
  }

  async #pdu(): Promise<Buffer | null> {
    for (;;) {
      const length =
        this.#received.length < 6 ? Number.POSITIVE_INFINITY : 6 + this.#received.readUInt32BE(2);
      if (this.#received.length >= length) {
        const pdu = this.#received.subarray(0, length);
        this.#received = this.#received.subarray(length);
        return pdu;
      }
      if (this.#closed) return null;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

function associateRequest({
  calling,
  called,
  sopClassUid,
  transferSyntaxUid,
}: RawAssociationOptions): Buffer {
  const item = (type: number, body: Uint8Array): Buffer => {
    const head = Buffer.of(type, 0, 0, 0);
    head.writeUInt16BE(body.length, 2);
    return Buffer.concat([head, body]);
  };
  const text = (type: number, uid: string): Buffer => item(type, Buffer.from(uid));
  const title = (aeTitle: string): Buffer => Buffer.from(aeTitle.padEnd(16));
  const context = Buffer.concat([
    Buffer.of(1, 0, 0, 0),
    text(0x30, sopClassUid),
    text(0x40, transferSyntaxUid),
  ]);
  const user = Buffer.concat([item(0x51, Buffer.of(0, 0, 0x40, 0)), text(0x52, '2.25.317.1')]);
  const body = Buffer.concat([
    Buffer.of(0, 1, 0, 0),
    title(called),
    title(calling),
    Buffer.alloc(32),
    text(0x10, '1.2.840.10008.3.1.1.1'),
    item(0x20, context),
    item(0x50, user),
  ]);
  const head = Buffer.from('010000000000', 'hex');
  head.writeUInt32BE(body.length, 2);
  return Buffer.concat([head, body]);
}

/** Flags: 1 command, 2 last fragment. */
function pData(flags: number, bytes: Uint8Array): Buffer {
  const head = Buffer.alloc(12);
  head[0] = 4;
  head.writeUInt32BE(bytes.length + 6, 2);
  head.writeUInt32BE(bytes.length + 2, 6);
  head[10] = 1;
  head[11] = flags;
  return Buffer.concat([head, bytes]);
}

function storeCommand(message: number, sopClassUid: string, sopInstanceUid: string): Buffer {
  const element = (number: number, value: Buffer): Buffer => {
    const padded = value.length % 2 === 0 ? value : Buffer.concat([value, Buffer.of(0)]);
    const head = Buffer.alloc(8);
    head.writeUInt16LE(number, 2);
    head.writeUInt32LE(padded.length, 4);
    return Buffer.concat([head, padded]);
  };
  const short = (number: number, value: number): Buffer =>
    element(number, Buffer.of(value & 0xff, value >> 8));
  const body = Buffer.concat([
    element(0x0002, Buffer.from(sopClassUid)),
    short(0x0100, 0x0001),
    short(0x0110, message),
    short(0x0700, 0),
    short(0x0800, 0x0102),
    element(0x1000, Buffer.from(sopInstanceUid)),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length);
  return Buffer.concat([element(0x0000, length), body]);
}

/** The status (0000,0900) of a response. */
function statusOf(pdu: Buffer): number | null {
  const at = pdu.indexOf(Buffer.from('0000000902000000', 'hex'));
  return at < 0 ? null : pdu.readUInt16LE(at + 8);
}
