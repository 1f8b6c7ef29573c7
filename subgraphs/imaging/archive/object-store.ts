import { createHash, randomUUID, type Hash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { SluiceError } from '../../../errors/sluice-error.ts';
import type { IncomingObject } from './image-archive.ts';

/** An object received whole: hashed and synced under a name that nobody reads. */
export interface FinishedObject {
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
}

export interface ObjectStoreOptions {
  readonly maxBytes?: number;
  /** Gives the bytes of an object whose file is no longer here; null where it is nowhere else. */
  readonly elsewhere?: (sha256: string) => Promise<Buffer | null>;
}

const MAX_BYTES = 512 * 1024 * 1024;

/**
 * Files named by the SHA-256 of their bytes, below `objects/`; what is being received lies in `incoming/`. A file appears
 * under its name at once and whole, by renaming, after its bytes are synced; whoever is told of it finds it after a crash.
 */
export class ObjectStore {
  readonly #directory: string;
  readonly #maxBytes: number;
  readonly #elsewhere: (sha256: string) => Promise<Buffer | null>;

  private constructor(directory: string, { maxBytes, elsewhere }: ObjectStoreOptions) {
    this.#directory = directory;
    this.#maxBytes = maxBytes ?? MAX_BYTES;
    this.#elsewhere = elsewhere ?? (() => Promise.resolve(null));
  }

  /** Opens the store, made where absent. What was being received when the process ended is forgotten: nobody was told of it. */
  static async open(directory: string, options: ObjectStoreOptions = {}): Promise<ObjectStore> {
    await rm(join(directory, 'incoming'), { recursive: true, force: true });
    await mkdir(join(directory, 'incoming'), { recursive: true, mode: 0o700 });
    await mkdir(join(directory, 'objects'), { recursive: true, mode: 0o700 });
    await syncDirectory(directory);
    return new ObjectStore(directory, options);
  }

  async receive(): Promise<IncomingFile> {
    const path = join(this.#directory, 'incoming', randomUUID());
    return new IncomingFile(path, await open(path, 'wx', 0o600), this.#maxBytes);
  }

  /** Gives a finished object its name; durable when this is done. */
  async keep({ path, sha256 }: FinishedObject): Promise<void> {
    const folder = join(this.#directory, 'objects', sha256.slice(0, 2));
    const made = await mkdir(folder, { recursive: true, mode: 0o700 });
    await rename(path, join(folder, sha256));
    await syncDirectory(folder);
    if (made !== undefined) await syncDirectory(join(this.#directory, 'objects'));
  }

  /** The bytes of an object, wherever they lie; fails where they are not what the name says. */
  async read(sha256: string): Promise<Buffer> {
    const bytes = (await this.#readHere(sha256)) ?? (await this.#elsewhere(sha256));
    if (bytes === null || createHash('sha256').update(bytes).digest('hex') !== sha256)
      throw new SluiceError('IMAGE_ARCHIVE_DAMAGED');
    return bytes;
  }

  async #readHere(sha256: string): Promise<Buffer | null> {
    try {
      return await readFile(this.#pathOf(sha256));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  async remove(sha256: string): Promise<void> {
    await rm(this.#pathOf(sha256), { force: true });
  }

  /** The objects that were kept before an instant. */
  async *keptBefore(instant: Date): AsyncGenerator<string> {
    const root = join(this.#directory, 'objects');
    for (const folder of await readdir(root)) {
      for (const name of await readdir(join(root, folder))) {
        const found = await stat(join(root, folder, name)).catch(() => null);
        // The change of the name, which renaming sets, and not that of the bytes.
        if (found !== null && found.ctimeMs < instant.getTime()) yield name;
      }
    }
  }

  #pathOf(sha256: string): string {
    return join(this.#directory, 'objects', sha256.slice(0, 2), sha256);
  }
}

export class IncomingFile implements IncomingObject {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #maxBytes: number;
  readonly #hash: Hash = createHash('sha256');
  #size = 0;
  #closed = false;

  constructor(path: string, file: FileHandle, maxBytes: number) {
    this.#path = path;
    this.#file = file;
    this.#maxBytes = maxBytes;
  }

  get size(): number {
    return this.#size;
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (this.#size + chunk.length > this.#maxBytes) throw new SluiceError('IMAGE_TOO_LARGE');
    this.#hash.update(chunk);
    this.#size += chunk.length;
    for (let at = 0; at < chunk.length;) {
      const { bytesWritten } = await this.#file.write(chunk, at);
      at += bytesWritten;
    }
  }

  /** Syncs and closes the file; no more is written. */
  async finish(): Promise<FinishedObject> {
    await this.#file.sync();
    await this.#close();
    return { path: this.#path, sha256: this.#hash.digest('hex'), size: this.#size };
  }

  async abandon(): Promise<void> {
    await this.#close();
    await rm(this.#path, { force: true });
  }

  async #close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#file.close();
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
