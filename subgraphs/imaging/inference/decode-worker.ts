import { parentPort } from 'node:worker_threads';
import { decodeObject } from './decode-object.ts';
import type { DecodeRequest } from './decode-pool.ts';

/** One decoder of the pool: a thread with its own WebAssembly memory. Answers one object after the other. */

const port = parentPort;
if (port === null) throw new Error('this file is a worker');

async function answer({ bytes, inputs }: DecodeRequest): Promise<void> {
  // Out of the shared memory: not everything that reads bytes takes shared ones.
  const decoded = await decodeObject(bytes.slice(), inputs);
  port?.postMessage(decoded);
}

// What is thrown ends the thread; the pool then tries the object on another.
port.on('message', (request: DecodeRequest) => void answer(request));
