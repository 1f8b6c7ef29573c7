import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { HospitalDicomweb } from './hospital-dicomweb.ts';

const STUDY = '2.25.1';
let server: Server;
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

async function readerOf(answer: RequestListener): Promise<HospitalDicomweb> {
  server = createServer(answer);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return new HospitalDicomweb({ hospital: 'keeps', url });
}

test('a list without end is given up before it fills the memory', async () => {
  const piece = Buffer.alloc(1024 * 1024, 0x20);
  const reader = await readerOf((_request, response) => {
    const write = (): void => {
      while (!response.destroyed && response.write(piece));
    };
    response.on('error', () => undefined);
    response.on('drain', write);
    write();
  });
  await expect(reader.metadata({ study: STUDY })).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' });
});

test('however many ask, few answers of one server are gathered at once', async () => {
  let [open, most] = [0, 0];
  const reader = await readerOf((_request, response) => {
    open += 1;
    most = Math.max(most, open);
    setTimeout(() => {
      open -= 1;
      response.end('[]');
    }, 20);
  });
  await Promise.all(Array.from({ length: 20 }, () => reader.metadata({ study: STUDY })));
  expect(most).toBe(4);
});
