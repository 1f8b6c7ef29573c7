import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openRelationHub, type RelationHub } from './testing/relation-hub.ts';
import { PEOPLE, refusalOf, setName, until, VEHICLES } from './testing/relation-questions.ts';
import { type WireAnswer, writeHead } from './testing/wire-subgraph.ts';

let hub: RelationHub;
beforeAll(async () => {
  hub = await openRelationHub();
});
afterAll(() => hub.close());
beforeEach(() => {
  hub.subgraph.seen.length = 0;
  hub.ledger.entries.length = 0;
});

describe('an answer that is not whole is never taken for whole', () => {
  const half = `${PEOPLE[0]}\tSMALL\tNORMAL\n`;

  test.each<[string, () => WireAnswer, string]>([
    ['cut off by the agency', () => ({ lines: half }), 'SOURCE_ERROR'],
    ['broken off within a record', () => ({ lines: `${half}${PEOPLE[1]}\tSM` }), 'SOURCE_ERROR'],
    ['with a column more', () => ({ lines: `${half}${PEOPLE[1]}\ta\tb\tCANARY\n\\.\n` }), 'SOURCE_ERROR'],
    ['of somebody who was not asked about', () => ({ lines: `${half}CANARY\ta\tb\n\\.\n` }), 'SOURCE_ERROR'],
    ['that goes on after its end', () => ({ lines: `${half}\\.\n${half}` }), 'SOURCE_ERROR'],
  ])('%s', async (_, answer, code) => {
    hub.subgraph.answer =
      ({ read }) =>
      (response) => {
        writeHead(response, read);
        const { lines } = answer() as { lines: string };
        response.write(lines.slice(0, half.length));
        setTimeout(() => response.end(lines.slice(half.length)), 100);
      };
    const response = await hub.ask({ query: VEHICLES }, { keys: PEOPLE });
    const received: Buffer[] = [];
    const reading = (async () => {
      for await (const chunk of response.body as AsyncIterable<Uint8Array>) received.push(Buffer.from(chunk));
    })();
    await expect(reading).rejects.toThrow();
    expect(Buffer.concat(received).toString()).toBe(half);
    await until(() => hub.ledger.entries.length === 2);
    expect(hub.ledger.entries[1]).toMatchObject({
      kind: 'outcome',
      relation: { subjects: setName([PEOPLE[0]]), isComplete: false },
      counts: { rows: 1, dataSubjects: 1 },
      outcomes: [code],
    });
    expect(hub.lines.join()).not.toMatch(/CANARY|RID:/u);
  });

  test('whose connection to the agency breaks', async () => {
    hub.subgraph.answer =
      ({ read }) =>
      (response) => {
        writeHead(response, read);
        response.write(half);
        setTimeout(() => response.destroy(), 100);
      };
    const response = await hub.ask({ query: VEHICLES }, { keys: PEOPLE });
    await expect(response.text()).rejects.toThrow();
    await until(() => hub.ledger.entries.length === 2);
    expect(hub.ledger.entries[1]).toMatchObject({ outcomes: ['SOURCE_DOWN'], counts: { rows: 1 } });
  });

  test('that can not be recorded', async () => {
    hub.subgraph.answer =
      ({ read }) =>
      (response) => {
        writeHead(response, read);
        response.write(half);
        hub.ledger.isDown = true;
        response.end('\\.\n');
      };
    const response = await hub.ask({ query: VEHICLES }, { keys: PEOPLE });
    await expect(response.text()).rejects.toThrow();
    hub.ledger.isDown = false;
    expect(hub.ledger.entries.map(({ kind }) => kind)).toEqual(['intent']);
  });
});

test('without an intent nobody is asked', async () => {
  hub.ledger.isDown = true;
  const response = await hub.ask({ query: VEHICLES });
  hub.ledger.isDown = false;
  expect([response.status, (await refusalOf(response)).code]).toEqual([503, 'LEDGER_UNAVAILABLE']);
  expect(hub.subgraph.seen).toEqual([]);
});

describe('what an agency answers instead is refused, and nothing of it passes', () => {
  const refuse = (status: number, body: string) => (response: ServerResponse) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body);
  };
  const error = (code: string) =>
    JSON.stringify({ data: null, errors: [{ message: 'CANARY', extensions: { code } }] });

  test.each<[string, WireAnswer, number, string]>([
    ['a code of its own', refuse(403, error('GRANT_EXCEEDED')), 403, 'GRANT_EXCEEDED'],
    ['a code that is not its to give', refuse(401, error('TOKEN_INVALID')), 502, 'SOURCE_ERROR'],
    ['a page', refuse(500, '<html>CANARY'), 502, 'SOURCE_ERROR'],
    ['other columns', { lines: '\\.\n', columns: '_key,plateType,CANARY' }, 502, 'SOURCE_ERROR'],
    ['nobody knows whose', { lines: '\\.\n', subject: 'CANARY' as never }, 502, 'SOURCE_ERROR'],
    ['nothing', (response) => response.destroy(), 503, 'SOURCE_DOWN'],
  ])('%s', async (_, answer, status, code) => {
    hub.subgraph.answer = () => answer;
    const response = await hub.ask({ query: VEHICLES }, { keys: PEOPLE });
    const text = await response.text();
    expect([response.status, text.includes(`"${code}"`), text.includes('CANARY')]).toEqual([
      status,
      true,
      false,
    ]);
    expect(hub.ledger.entries.map(({ kind, outcomes }) => [kind, ...outcomes])).toEqual([
      ['intent'],
      ['outcome', code],
    ]);
  });
});

test('where the caller hangs up the agency is left alone, and what had left is recorded', async () => {
  let isClosed = false;
  hub.subgraph.answer =
    ({ read }) =>
    (response) => {
      writeHead(response, read);
      response.write(`${PEOPLE[0]}\ta\tb\n`);
      response.once('close', () => (isClosed = true));
    };
  const abort = new AbortController();
  const response = await hub.ask({ query: VEHICLES }, { keys: PEOPLE, signal: abort.signal });
  await response.body?.getReader().read();
  abort.abort();
  await until(() => isClosed && hub.ledger.entries.length === 2);
  expect(hub.ledger.entries[1]).toMatchObject({
    relation: { isComplete: false, subjects: setName([PEOPLE[0]]) },
    outcomes: [],
  });
});

test('an agency is not read faster than the caller reads', async () => {
  let sent = 0;
  const record = `${PEOPLE[0]}\t${'a'.repeat(1_000)}\tb\n`.repeat(60);
  hub.subgraph.answer =
    ({ read }) =>
    (response) => {
      writeHead(response, read);
      const send = () => {
        while (sent < 60_000_000) {
          sent += record.length;
          if (!response.write(record)) {
            response.once('drain', send);
            return;
          }
        }
        response.end('\\.\n');
      };
      send();
    };
  const response = await hub.ask({ query: VEHICLES }, { keys: PEOPLE });
  await delay(500);
  expect(sent).toBeLessThan(30_000_000);
  const text = await response.text();
  expect([text.length, text.endsWith('\n\\.\n')]).toEqual([sent + 3, true]);
});
