import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { constants, openSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const WAIT_MS = 1;

/** Named pipes of a private directory, through which a reader in this process that reads files is given bytes. */
export class NamedPipes {
  private readonly directory: string;
  private readonly idle: string[] = [];
  private made = 0;

  constructor(directory: string) {
    this.directory = directory;
  }

  /**
   * `read` is called with the path of a pipe and must open it. Nothing is ever on a disk, and no thread of Node waits while
   * the pipe is full.
   * @throws what `bytes` fails with, else what `read` fails with
   */
  async read<T>(bytes: AsyncIterable<Uint8Array>, read: (path: string) => Promise<T>): Promise<T> {
    const path = this.idle.pop() ?? (await this.make());
    const ended = new AbortController();
    const reading = read(path).finally(() => ended.abort());
    const [written, answered] = await Promise.allSettled([writeAll(path, bytes, ended.signal), reading]);
    if (written.status === 'fulfilled' && answered.status === 'fulfilled') {
      this.idle.push(path);
      return answered.value;
    }
    // What was not read to its end may still be in it.
    await rm(path, { force: true });
    throw written.status === 'rejected' ? written.reason : (answered as PromiseRejectedResult).reason;
  }

  /** WHY kept for the next: to make one takes a process, and a large one is slow to start another. */
  private async make(): Promise<string> {
    this.made += 1;
    const path = join(this.directory, `pipe-${this.made}`);
    await run('mkfifo', ['-m', '600', path]);
    return path;
  }
}

/** Bytes that fail end the pipe like those that end: whoever called throws away what the reader made of it. */
async function writeAll(path: string, bytes: AsyncIterable<Uint8Array>, ended: AbortSignal): Promise<void> {
  const pipe = await openForWriting(path, ended);
  if (pipe === null) return;
  // A reader that gives up breaks the pipe; it says itself why.
  const broken = once(pipe, 'close').catch(() => undefined);
  try {
    for await (const chunk of bytes) {
      if (pipe.destroyed) return;
      if (!pipe.write(chunk)) await Promise.race([once(pipe, 'drain').catch(() => undefined), broken]);
    }
  } finally {
    pipe.end();
    await broken;
  }
}

/** Null where the reader has ended without opening the pipe. */
async function openForWriting(path: string, ended: AbortSignal): Promise<Socket | null> {
  while (!ended.aborted) {
    try {
      // WHY: opened without waiting, it fails until somebody reads; opened with, it would hold a thread of Node.
      const fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
      return new Socket({ fd, readable: false, writable: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
    }
    await sleep(WAIT_MS);
  }
  return null;
}
