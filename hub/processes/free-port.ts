import { createServer, type AddressInfo, type Server } from 'node:net';

/** Below what systems give to outgoing connections, so that none of ours takes a port before its server does. */
const FIRST = 20_000;
/**
 * A process draws its ports from a block of its own, of which it holds the first for as long as it runs. WHY: a port is free
 * between its choice and the start of its server, and another launcher on this machine may be choosing just then.
 */
const BLOCK = 50;
const BLOCKS = 200;
const TRIES = 1_000;

/** A TCP port of 127.0.0.1 that was free a moment ago: `preferred` where it is, else any. */
export async function findFreePort(preferred?: number): Promise<number> {
  const [port] = await findFreePorts(preferred === undefined ? [undefined] : [preferred]);
  if (port === undefined) throw new Error('no port was asked for');
  return port;
}

/** One free port for each wish, all different; `undefined` and a port that is taken mean any. */
export async function findFreePorts(wishes: readonly (number | undefined)[]): Promise<readonly number[]> {
  const { ports, release } = await holdFreePorts(wishes);
  await release();
  return ports;
}

export interface HeldPorts {
  readonly ports: readonly number[];
  /** Frees them for the servers that they are meant for. */
  readonly release: () => Promise<void>;
}

/** As `findFreePorts`, and keeps them from others until they are released. */
export async function holdFreePorts(wishes: readonly (number | undefined)[]): Promise<HeldPorts> {
  const held: Server[] = [];
  const release = async (): Promise<void> => {
    await Promise.all(held.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  };
  try {
    // All are held until the last is found, so that none is given twice.
    for (const wish of wishes) held.push(await hold(wish));
    return { ports: held.map((server) => (server.address() as AddressInfo).port), release };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Of the process's block: the next to be tried, and where it ends. */
let next = 0;
let end = 0;

async function hold(wish: number | undefined): Promise<Server> {
  let server = wish === undefined ? null : await listen(wish);
  for (let tries = 0; server === null; tries += 1) {
    if (tries === TRIES) throw new Error('no port of this machine is free');
    if (next === end) await takeBlock();
    else server = await listen(next++);
  }
  return server;
}

/** Begins another block, where nobody has it. */
async function takeBlock(): Promise<void> {
  const first = FIRST + BLOCK * Math.floor(Math.random() * BLOCKS);
  const guard = await listen(first);
  if (guard === null) return;
  // Held, and no reason for the process to stay.
  guard.unref();
  next = first + 1;
  end = first + BLOCK;
}

/** Null where it is taken. */
function listen(port: number): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(server));
  });
}
