import { createServer, type AddressInfo, type Server } from 'node:net';

/** Below what systems give to outgoing connections, so that none of ours takes a port before its server does. */
const FIRST = 20_000;
const LAST = 29_999;

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

/**
 * As `findFreePorts`, and keeps them from others until they are released. WHY: another launcher on this machine may choose
 * its own between the choice and the start of the servers.
 */
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

async function hold(wish: number | undefined): Promise<Server> {
  let port = wish ?? randomPort();
  for (let tries = 1; ; tries += 1) {
    try {
      return await listen(port);
    } catch (error) {
      if (tries === 100) throw error;
      port = randomPort();
    }
  }
}

function randomPort(): number {
  return FIRST + Math.floor(Math.random() * (LAST - FIRST + 1));
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(server));
  });
}
