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
  const held: Server[] = [];
  try {
    // Held until all are found, so that none is given twice.
    for (const wish of wishes) held.push(await hold(wish));
    return held.map((server) => (server.address() as AddressInfo).port);
  } finally {
    await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
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
