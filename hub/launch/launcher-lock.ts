import { createHash } from 'node:crypto';
import { connect, createServer, type Server } from 'node:net';

/** Held while one launcher runs a state directory; the system takes it back when the process ends, however it ends. */
export interface LauncherLock {
  release(): void;
}

export class AlreadyRunning extends Error {
  constructor(root: string, pid: string) {
    super(`a hub is already running on \`${root}\` (process ${pid}); \`npm run hub -- status\` shows it`);
    this.name = 'AlreadyRunning';
  }
}

/** Takes the lock of a state directory. Throws `AlreadyRunning` where another launcher has it. */
export async function takeLauncherLock(root: string): Promise<LauncherLock> {
  // An abstract socket of Linux has a name and no file: nothing is left behind by `kill -9`.
  const name = `\0sluice-launcher-${createHash('sha256').update(root).digest('hex')}`;
  const server = createServer((socket) => socket.end(String(process.pid)));
  try {
    await listen(server, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new AlreadyRunning(root, await holderOf(name));
  }
  server.unref();
  return { release: () => server.close() };
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path }, resolve);
  });
}

function holderOf(name: string): Promise<string> {
  return new Promise((resolve) => {
    let pid = '';
    const socket = connect({ path: name });
    socket.setTimeout(1_000, () => socket.destroy());
    socket.on('data', (bytes: Buffer) => (pid += bytes.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(pid === '' ? 'unknown' : pid));
  });
}
