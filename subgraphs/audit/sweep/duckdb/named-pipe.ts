import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { constants, openSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const WAIT_MS = 1;

/**
 * Gives bytes to a reader in this process that reads files: `read` is called with the path of a new named pipe and must
 * open it. Nothing is ever on a disk, and no thread of Node waits while the pipe is full.
 * @throws what `bytes` fails with, else what `read` fails with
 */
export async function readThroughPipe<T>(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  read: (path: string) => Promise<T>,
): Promise<T> {
  await run('mkfifo', ['-m', '600', path]);
  try {
    const ended = new AbortController();
    const reading = read(path).finally(() => ended.abort());
    const [written, answered] = await Promise.allSettled([writeAll(path, bytes, ended.signal), reading]);
    if (written.status === 'rejected') throw written.reason;
    if (answered.status === 'rejected') throw answered.reason;
    return answered.value;
  } finally {
    await rm(path, { force: true });
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
