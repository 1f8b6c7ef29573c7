import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { findFreePort, findFreePorts, holdFreePorts } from './free-port.ts';

const ANY = Array.from({ length: 60 }, () => undefined);

/** What another process finds. */
async function portsOfAnother(): Promise<readonly number[]> {
  const file = join(import.meta.dirname, 'free-port.ts');
  const script = `const { findFreePorts } = await import(${JSON.stringify(file)});
    console.log(JSON.stringify(await findFreePorts(Array.from({ length: 60 }))));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  return JSON.parse(stdout) as readonly number[];
}

test('as many ports are found as are asked for, all different and free', async () => {
  const { ports, release } = await holdFreePorts(ANY);
  expect(new Set(ports).size).toBe(ANY.length);
  await release();
  for (const port of ports) {
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    server.close();
  }
});

test('what one process found and let go, no other is given meanwhile', async () => {
  const own = await findFreePorts(ANY);
  for (let each = 0; each < 5; each += 1) {
    const others = await portsOfAnother();
    expect(others).toHaveLength(ANY.length);
    expect(others.filter((port) => own.includes(port))).toEqual([]);
  }
});

test('a wish is met where the port is free, and else by another', async () => {
  const free = await findFreePort();
  expect(await findFreePort(free)).toBe(free);
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: taken } = server.address() as AddressInfo;
  expect(await findFreePort(taken)).not.toBe(taken);
  server.close();
});
