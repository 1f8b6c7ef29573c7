import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, connect as connectTo } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, nanos } from '@nats-io/transport-node';
import { describeChangeStream, type StreamUnderTest } from '../describe-change-stream.ts';
import { JetStream } from './jet-stream.ts';

/** Where `nats-server` is: these tests run only where somebody says so, and then fail without it. */
const PROGRAM = process.env['SLUICE_NATS_SERVER'] ?? 'nats-server';

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function startServer(port: number, directory: string): Promise<ChildProcess> {
  const child = spawn(PROGRAM, ['-js', '-sd', directory, '-a', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
  });
  const failed = once(child, 'error').then(([error]) => {
    throw error as Error;
  });
  await Promise.race([failed, listening(port)]);
  return child;
}

async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const socket = connectTo({ host: '127.0.0.1', port });
    const [event] = await Promise.race([
      once(socket, 'connect').then(() => ['up']),
      once(socket, 'error').then(() => ['down']),
    ]).catch(() => ['down']);
    socket.destroy();
    if (event === 'up') return;
    await sleep(25);
  }
  throw new Error('nats-server does not listen');
}

async function stopServer(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function openStream(): Promise<StreamUnderTest> {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-nats-'));
  const port = await freePort();
  let server = await startServer(port, directory);
  const address = `nats://127.0.0.1:${port}`;
  const streams: JetStream[] = [];
  const open = (): JetStream => {
    const stream = new JetStream({ server: address });
    streams.push(stream);
    return stream;
  };
  return {
    publisher: open,
    reader: open,
    keepFor: async (milliseconds) => {
      const nats = await connect({ servers: address });
      const manager = await jetstreamManager(nats);
      const keep = nanos(milliseconds);
      await manager.streams.update('sluice_changes', { max_age: keep, duplicate_window: keep });
      await nats.close();
    },
    interrupt: async () => {
      await stopServer(server);
      server = await startServer(port, directory);
    },
    drop: async () => {
      await Promise.all(streams.map((stream) => stream.close()));
      await stopServer(server);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

describeChangeStream('NATS JetStream', openStream);
