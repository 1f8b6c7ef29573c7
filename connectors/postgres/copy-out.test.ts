import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type pg from 'pg';
import { CopyOut } from './copy-out.ts';

/** A message of PostgreSQL's protocol: its letter, its length, its body. */
function message(letter: string, body: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(5);
  head.write(letter);
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const BEGINNING = message('H', Buffer.from([0, 0, 0]));
const NOTICE = message('N', Buffer.from('SWARNING\0\0'));
const END = Buffer.concat([
  message('c'),
  message('C', Buffer.from('COPY 1\0')),
  message('Z', Buffer.from('I')),
]);

interface Sent {
  readonly copying: CopyOut;
  readonly stream: PassThrough;
  /** What was left to the driver. */
  readonly driver: Buffer[];
  readonly asked: string[];
}

function send(text = 'COPY t TO STDOUT'): Sent {
  const stream = new PassThrough();
  const driver: Buffer[] = [];
  const asked: string[] = [];
  stream.on('data', (bytes: Buffer) => driver.push(bytes));
  const copying = new CopyOut(text);
  const connection = { stream, query: (query: string) => asked.push(query) };
  expect(copying.submit(connection as unknown as pg.Connection)).toBeUndefined();
  return { copying, stream, driver, asked };
}

async function taken(copying: CopyOut): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for (let piece = await copying.take(); piece !== null; piece = await copying.take()) pieces.push(piece);
  return Buffer.concat(pieces);
}

const delivered = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** As the driver does when it has read the end. */
function finish(copying: CopyOut): void {
  copying.handleCommandComplete();
  copying.handleReadyForQuery();
}

const line = fc.oneof(
  { weight: 9, arbitrary: fc.uint8Array({ maxLength: 40 }) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 60_000, max: 140_000 }).map((size) => new Uint8Array(size).fill(65)),
  },
);

test('lines come whole and in order however the messages are cut, and whatever is no line is the driver’s', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ line, isNoticed: fc.boolean() }), { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 5 }),
      async (lines, cuts) => {
        const { copying, stream, driver, asked } = send();
        const bytes = Buffer.concat([
          BEGINNING,
          ...lines.flatMap(({ line: each, isNoticed }) => [
            ...(isNoticed ? [NOTICE] : []),
            message('d', Buffer.from(each)),
          ]),
          END,
        ]);
        const all = taken(copying);
        for (let start = 0, at = 0; start < bytes.length; at += 1) {
          // However much there is, in no more than some hundred parts.
          const end = start + Math.max(cuts[at % cuts.length]!, Math.floor(bytes.length / 300));
          stream.write(bytes.subarray(start, end));
          start = end;
        }
        await delivered();
        finish(copying);
        const expected = Buffer.concat(lines.map(({ line: each }) => each));
        expect((await all).equals(expected)).toBe(true);
        const notices = lines.filter(({ isNoticed }) => isNoticed).map(() => NOTICE);
        expect(Buffer.concat(driver)).toEqual(Buffer.concat([...notices, END]));
        expect(asked).toEqual(['COPY t TO STDOUT']);
      },
    ),
    { numRuns: 40 },
  );
});

test('the source waits while nobody takes what it sent', async () => {
  const { copying, stream, driver } = send();
  stream.write(BEGINNING);
  for (let sent = 0; sent < 10; sent += 1) stream.write(message('d', Buffer.alloc(60_000, 65)));
  await delivered();
  expect(stream.isPaused()).toBe(true);
  let bytes = 0;
  while (stream.isPaused()) bytes += (await copying.take())!.length;
  expect(bytes).toBeGreaterThan(0);
  stream.write(END);
  const rest = taken(copying);
  while (driver.length === 0) await delivered();
  finish(copying);
  expect(bytes + (await rest).length).toBe(600_000);
});

test('what the source fails with ends the lines, and the connection is the driver’s again', async () => {
  const { copying, stream, driver } = send();
  const failure = message('E', Buffer.from('SERROR\0\0'));
  stream.write(Buffer.concat([BEGINNING, message('d', Buffer.from('a\n')), failure]));
  await delivered();
  expect(Buffer.concat(driver)).toEqual(failure);
  copying.handleError(new Error('cut off'));
  await expect(taken(copying)).rejects.toThrow('cut off');
  stream.write(NOTICE);
  await delivered();
  expect(driver.at(-1)).toEqual(NOTICE);
});

test('a connection that somebody else reads is not taken over', () => {
  const stream = new PassThrough();
  for (const reader of [1, 2]) stream.on('data', () => reader);
  const refused = new CopyOut('COPY t TO STDOUT').submit({ stream } as unknown as pg.Connection);
  expect(refused?.message).toBe('the connection is read by somebody else');
});
