import { Writable } from 'node:stream';
import { SluiceError } from '../../../errors/sluice-error.ts';
import type { ImageArchive, IncomingObject, IngestOutcome, Reception } from '../archive/image-archive.ts';

/**
 * Where the bytes of a C-STORE go: behind a header of ours to the archive, as they come. It never fails as a stream: what
 * goes wrong is said when the object is whole, so that the sender hears of it.
 */
export class StoreSink extends Writable {
  readonly #archive: ImageArchive;
  readonly #header: Buffer;
  #incoming: IncomingObject | null = null;
  #failure: unknown = null;

  constructor(archive: ImageArchive, header: Buffer) {
    super({ highWaterMark: 1024 * 1024 });
    this.#archive = archive;
    this.#header = header;
    this.on('error', (error) => (this.#failure ??= error));
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    void this.#append(chunk).then(done);
  }

  async #append(chunk: Buffer): Promise<void> {
    if (this.#failure !== null) return;
    try {
      await (await this.#open()).write(chunk);
    } catch (error) {
      this.#failure = error;
      await this.abandon();
    }
  }

  async #open(): Promise<IncomingObject> {
    if (this.#incoming !== null) return this.#incoming;
    const incoming = await this.#archive.receive();
    this.#incoming = incoming;
    // The connection broke while the file was made.
    if (this.#failure !== null) await this.abandon();
    else await incoming.write(this.#header);
    return incoming;
  }

  /** Hands the object over once all is written. */
  async ingest(reception: Reception): Promise<IngestOutcome> {
    if (!this.writableFinished && !this.destroyed)
      await new Promise<void>((resolve) => this.once('finish', resolve).once('close', resolve));
    if (this.#failure !== null)
      throw this.#failure instanceof SluiceError
        ? this.#failure
        : new SluiceError('IMAGE_ARCHIVE_UNAVAILABLE', {}, { cause: this.#failure });
    return this.#archive.ingest(await this.#open(), reception);
  }

  /** Forgets what came; for an association that broke off. */
  async abandon(): Promise<void> {
    this.#failure ??= new SluiceError('IMAGE_ARCHIVE_UNAVAILABLE');
    await this.#incoming?.abandon().catch(() => undefined);
  }
}
