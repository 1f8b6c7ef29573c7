import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import dimse from 'dcmjs-dimse';
import { createTestDatabase, type TestDatabase } from '../../../hub/testing/test-database.ts';
import { openTestArchive, type TestArchive } from '../archive/testing/open-test-archive.ts';
import { readMeta } from '../dicom/read-part10.ts';
import { syntheticDataSet, uidsOf, type SyntheticOptions } from '../dicom/testing/synthetic-object.ts';
import { EXPLICIT_LITTLE_ENDIAN } from '../dicom/transfer-syntax.ts';
import type { Peer } from './peer.ts';
import { startDimse, type RunningDimse } from './start-dimse.ts';
import { RawAssociation } from './testing/raw-association.ts';

const { Client, Dataset, constants, requests } = dimse;
const CLASS = '1.2.840.10008.5.1.4.1.1.1.1';
const quota = { objectsPerDay: 1000, bytesPerDay: 1e9 };
const PEERS = [
  { hospital: 'first-hospital', aeTitle: 'FIRST', addresses: ['127.0.0.0/8'], quota },
  {
    hospital: 'small-hospital',
    aeTitle: 'SMALL',
    addresses: ['127.0.0.1'],
    quota: { ...quota, objectsPerDay: 1 },
  },
  { hospital: 'far-hospital', aeTitle: 'FAR', addresses: ['10.0.0.0/8'], quota },
  {
    hospital: 'named-hospital',
    aeTitle: 'NAMED',
    addresses: ['127.0.0.1'],
    user: { name: 'pacs', passcodeSha256: createHash('sha256').update('a passcode').digest('hex') },
    quota,
  },
];

let database: TestDatabase;
let opened: TestArchive;
let server: RunningDimse;
beforeAll(async () => {
  database = await createTestDatabase();
  const { host, port, user, password } = database;
  opened = await openTestArchive({ host, port, user, password, database: database.database });
  server = await startDimse(
    { host: '127.0.0.1', port: 0 },
    { archive: opened.archive, aeTitle: 'SLUICE', peers: PEERS },
  );
});
afterAll(async () => {
  await server.close();
  await opened.close();
  await database.drop();
});

const call = (calling: string, called: string) => ({
  port: server.port,
  calling,
  called,
  sopClassUid: CLASS,
  transferSyntaxUid: EXPLICIT_LITTLE_ENDIAN,
});
const raw = (calling = 'FIRST', called = 'SLUICE') => RawAssociation.open(call(calling, called));

type Request = InstanceType<typeof requests.Request>;
type Opts = Parameters<InstanceType<typeof Client>['send']>[4];
/** Sends by the library's own client. @returns the statuses of the answers, or what went wrong. */
function ask(
  request: Request,
  calling = 'FIRST',
  opts: Opts = {},
): Promise<{ statuses: number[]; datasets: Record<string, unknown>[]; reports: unknown[] }> {
  return new Promise((resolve, reject) => {
    const client = new Client();
    const statuses: number[] = [];
    const datasets: Record<string, unknown>[] = [];
    const reports: unknown[] = [];
    request.on('response', (response: InstanceType<typeof dimse.responses.CFindResponse>) => {
      statuses.push(response.getStatus());
      const dataset = response.getDataset();
      if (dataset !== undefined) datasets.push(dataset.getElements());
    });
    client.on(
      'nEventReportRequest',
      (event: InstanceType<typeof requests.NEventReportRequest>, answer: (response: unknown) => void) => {
        reports.push({ type: event.getEventTypeId(), ...event.getDataset()?.getElements() });
        const response = dimse.responses.NEventReportResponse.fromRequest(event);
        response.setStatus(0);
        answer(response);
      },
    );
    client.on('associationRejected', () => reject(new Error('refused')));
    client.on('networkError', reject);
    client.on('closed', () => resolve({ statuses, datasets, reports }));
    client.addRequest(request);
    client.send('127.0.0.1', server.port, calling, 'SLUICE', { associationLingerTimeout: 300, ...opts });
  });
}

const dataSetOf = async (options: SyntheticOptions) => {
  const bytes = await (await opened.archive.instance(uidsOf(options).sop))!.read();
  return bytes.subarray(readMeta(bytes).end);
};

test('answers C-ECHO', async () => {
  expect((await ask(new requests.CEchoRequest())).statuses).toEqual([0]);
});

describe('who calls', () => {
  test.each([
    ['an unknown AE title', 'NOBODY', 'SLUICE'],
    ['another address than registered', 'FAR', 'SLUICE'],
    ['for another AE', 'FIRST', 'OTHER'],
  ])('is refused: %s', async (_why, calling, called) => {
    await expect(raw(calling, called)).rejects.toThrow('refused');
  });

  test.each([
    ['unknown', 'NOBODY', 'SLUICE'],
    ['known, but for another AE', 'FIRST', 'OTHER'],
  ])('is hung up on, and leaves nothing though it sends all the same: %s', async (_who, calling, called) => {
    const association = await RawAssociation.refused(call(calling, called));
    await association.sendUntilClosed('1.2.3');
    expect(await readdir(join(opened.directory, 'incoming'))).toEqual([]);
  });

  test('must show the user and passcode that are registered', async () => {
    const identity = (secondaryField: string) => ({
      userIdentity: {
        type: constants.UserIdentityType.UsernameAndPasscode,
        primaryField: 'pacs',
        secondaryField,
      },
    });
    await expect(ask(new requests.CEchoRequest(), 'NAMED')).rejects.toThrow('refused');
    await expect(ask(new requests.CEchoRequest(), 'NAMED', identity('wrong'))).rejects.toThrow('refused');
    expect((await ask(new requests.CEchoRequest(), 'NAMED', identity('a passcode'))).statuses).toEqual([0]);
  });
});

describe('C-STORE', () => {
  test('keeps the data set to the byte, whatever its character set', async () => {
    const options: SyntheticOptions = {
      study: 40,
      rows: 300,
      columns: 300,
      elements: [
        ['00080005', 'CS', 'GB18030'],
        ['00100010', 'PN', Buffer.from('cdf55ed0a1baec', 'hex')],
      ],
    };
    const dataSet = syntheticDataSet(options);
    const association = await raw();
    expect(await association.store(uidsOf(options).sop, dataSet)).toBe(0);
    expect(await association.store(uidsOf(options).sop, dataSet, 999)).toBe(0);
    association.release();
    expect(await dataSetOf(options)).toEqual(dataSet);
    const found = await opened.archive.find({
      level: 'study',
      filters: { '00100010': '王^小红' },
      limit: 9,
      offset: 0,
    });
    expect(found).toMatchObject([{ '0020000D': { Value: ['2.25.317.40'] } }]);
  });

  test('keeps once what is sent again, and acknowledges it each time', async () => {
    const { study, sop } = uidsOf({ study: 45 });
    const association = await raw();
    const statuses: (number | null)[] = [];
    for (let time = 0; time < 3; time += 1)
      statuses.push(await association.store(sop, syntheticDataSet({ study: 45 })));
    association.release();
    expect(statuses).toEqual([0, 0, 0]);
    const { rows } = await opened.pool.query(
      `SELECT instance_count, (SELECT count(*)::int FROM archive.instance WHERE sop_instance_uid = $2) AS entries,
         (SELECT count(*)::int FROM archive.conflict WHERE sop_instance_uid = $2) AS conflicts
       FROM archive.study WHERE study_instance_uid = $1`,
      [study, sop],
    );
    expect(rows).toEqual([{ instance_count: 1, entries: 1, conflicts: 0 }]);
  });

  test('says why an object is not taken in, and takes the next', async () => {
    const association = await raw();
    const sop = uidsOf({ study: 41 }).sop;
    expect(await association.store(sop, Buffer.from('no data set'))).toBe(0xc000);
    expect(await association.store(sop, syntheticDataSet({ study: 41 }).subarray(0, -7))).toBe(0xc000);
    expect(await association.store(sop, syntheticDataSet({ study: 41 }))).toBe(0);
    expect(await association.store(sop, syntheticDataSet({ study: 41, rows: 17 }))).toBe(0x0111);
    expect(await association.store(sop, Buffer.alloc(6 * 1024 * 1024))).toBe(0xa700);
    association.release();
    expect(await dataSetOf({ study: 41 })).toEqual(syntheticDataSet({ study: 41 }));
  });

  test('refuses what is beyond the quota by status', async () => {
    const association = await raw('SMALL');
    const statuses: (number | null)[] = [];
    for (const instance of [1, 2])
      statuses.push(
        await association.store(
          uidsOf({ study: 42, instance }).sop,
          syntheticDataSet({ study: 42, instance }),
        ),
      );
    association.release();
    expect(statuses).toEqual([0, 0xa700]);
  });

  test('forgets an object in the midst of which the connection breaks', async () => {
    const association = await raw();
    const stored = association.store('1.2.3', Buffer.alloc(3 * 1024 * 1024));
    association.destroy();
    expect(await stored).toBeNull();
    expect(await opened.archive.instance('1.2.3')).toBeNull();
  });
});

describe('connections that say nothing', () => {
  const idle: Socket[] = [];
  /** Calls and says nothing. @returns once the connection is closed on the other side */
  const hungUpOn = (port: number, localAddress = '127.0.0.1'): Promise<boolean> => {
    const socket = connect({ port, host: '127.0.0.1', localAddress }).on('error', () => undefined);
    idle.push(socket);
    return new Promise((resolve) => socket.resume().once('close', () => resolve(true)));
  };
  const held = async (port: number, localAddress?: string): Promise<boolean> =>
    !(await Promise.race([hungUpOn(port, localAddress), delay(300, false)]));
  const serve = (peers: readonly Peer[], limits: object) =>
    startDimse(
      { host: '127.0.0.1', port: 0, ...limits },
      { archive: opened.archive, aeTitle: 'SLUICE', peers },
    );
  afterEach(() => {
    for (const socket of idle.splice(0)) socket.destroy();
  });

  test('from an address of no peer are not held', async () => {
    const far = await serve(
      PEERS.filter(({ hospital }) => hospital === 'far-hospital'),
      {},
    );
    expect(await hungUpOn(far.port)).toBe(true);
    await far.close();
  });

  test('from one address are held up to a limit, and no longer counted once they are gone', async () => {
    const small = await serve(PEERS, { maxAssociationsOfOne: 2 });
    expect([await held(small.port), await held(small.port), await hungUpOn(small.port)]).toEqual([
      true,
      true,
      true,
    ]);
    idle[0]?.destroy();
    while (!(await held(small.port))) await delay(20);
    await small.close();
  });

  test('from however many addresses of one hospital keep no other hospital out', async () => {
    const of = (hospital: string, address: string): Peer => ({
      ...PEERS[0]!,
      hospital,
      addresses: [address],
    });
    const peers = [of('first-hospital', '127.1.0.0/16'), of('small-hospital', '127.2.0.1')];
    const small = await serve(peers, { maxAssociationsOfHospital: 2 });
    expect([await held(small.port, '127.1.0.1'), await held(small.port, '127.1.0.2')]).toEqual([true, true]);
    expect(await hungUpOn(small.port, '127.1.0.3')).toBe(true);
    expect(await held(small.port, '127.2.0.1')).toBe(true);
    await small.close();
  });
});

test.each([
  ['a PDU without end', '0400fffffff0'],
  ['noise', 'ff00000000ff00'],
  ['data before an association', '04000000000a000000060103aabbccdd'],
])('ends a connection that brings %s', async (_what, hex) => {
  const socket = connect(server.port, '127.0.0.1');
  const ended = new Promise((resolve) => socket.on('close', resolve).on('error', () => undefined));
  socket.resume().write(Buffer.from(hex, 'hex'));
  await ended;
  expect((await ask(new requests.CEchoRequest())).statuses).toEqual([0]);
});

test('C-FIND finds by Chinese name what the hospital sent, and nothing of others', async () => {
  const association = await raw();
  await association.store(uidsOf({ study: 43 }).sop, syntheticDataSet({ study: 43 }));
  association.release();
  const find = () =>
    requests.CFindRequest.createStudyFindRequest({
      PatientName: '王*',
      StudyInstanceUID: '2.25.317.43',
      PatientID: '',
      SpecificCharacterSet: 'ISO_IR 192',
    });
  const { statuses, datasets } = await ask(find());
  expect(statuses).toEqual([0xff00, 0]);
  expect(JSON.stringify(datasets[0])).toContain('王^小红');
  expect((await ask(find(), 'SMALL')).statuses).toEqual([0]);
});

test('storage commitment is reported for what is held and for what is not', async () => {
  const association = await raw();
  const sop = uidsOf({ study: 44 }).sop;
  await association.store(sop, syntheticDataSet({ study: 44 }));
  association.release();
  const request = new requests.NActionRequest(
    constants.SopClass.StorageCommitmentPushModel,
    '1.2.840.10008.1.20.1.1',
    1,
  );
  const reference = (uid: string) => ({ ReferencedSOPClassUID: CLASS, ReferencedSOPInstanceUID: uid });
  request.setDataset(
    new Dataset({ TransactionUID: '2.25.99', ReferencedSOPSequence: [reference(sop), reference('2.25.1')] }),
  );
  const { statuses, reports } = await ask(request, 'FIRST', { associationLingerTimeout: 1500 });
  expect(statuses).toEqual([0]);
  expect(reports).toMatchObject([
    {
      type: 2,
      TransactionUID: '2.25.99',
      ReferencedSOPSequence: [{ ReferencedSOPInstanceUID: sop }],
      FailedSOPSequence: [{ ReferencedSOPInstanceUID: '2.25.1', FailureReason: 0x0112 }],
    },
  ]);
});
