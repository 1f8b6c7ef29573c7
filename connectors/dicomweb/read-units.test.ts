import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import type { Connector } from '../contract.ts';
import { createDicomwebConnector } from './dicomweb-connector.ts';
import { HOSPITAL_RELATIONS } from './hospital-relations.ts';

const STUDY = '0020000D';
const CHOSEN = {
  relation: 'study',
  columns: ['study_instance_uid'],
  where: { kind: 'all', of: [] },
} as const;
let server: Server;
let connector: Connector;
afterEach(async () => {
  await connector.close();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

/** A server that lists these studies for an offset. */
async function lists(of: (offset: number) => readonly string[] | 'WITHOUT END'): Promise<void> {
  server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://hospital.invalid');
    const uids = of(Number(searchParams.get('offset')));
    response.on('error', () => undefined);
    if (uids !== 'WITHOUT END') {
      response.end(JSON.stringify(uids.map((uid) => ({ [STUDY]: { vr: 'UI', Value: [uid] } }))));
      return;
    }
    const item = `{"${STUDY}":{"vr":"UI","Value":["2.25.1"]},"00081030":{"vr":"LO","Value":["${'x'.repeat(65_536)}"]}},`;
    const write = (): void => {
      while (!response.destroyed && response.write(item));
    };
    response.on('drain', write);
    response.write('[');
    write();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  connector = createDicomwebConnector({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    relations: HOSPITAL_RELATIONS,
    poolSize: 1,
    maxRows: 1,
  });
}

async function listed(): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  const options = { signal: new AbortController().signal, deadlineMs: 120_000 };
  for await (const rows of connector.stream({ ...CHOSEN, orderBy: [] }, options))
    found.push(...rows.map((row) => row['study_instance_uid']));
  return found;
}

test('a list that grows while it is read gives each study once', async () => {
  await lists((offset) => (offset < 2 ? ['2.25.1', '2.25.2'] : offset < 4 ? ['2.25.1', '2.25.2'] : []));
  expect(await listed()).toEqual(['2.25.1', '2.25.2']);
});

test('a server that lists the same for every offset is refused, and not asked for ever', async () => {
  await lists(() => ['2.25.1']);
  await expect(listed()).rejects.toMatchObject({ reason: 'unreachable' });
});

test('a list without end is refused before it fills the memory', async () => {
  await lists(() => 'WITHOUT END');
  await expect(listed()).rejects.toMatchObject({ reason: 'unreachable' });
});
