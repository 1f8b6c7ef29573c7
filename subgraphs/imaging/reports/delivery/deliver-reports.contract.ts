import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../../hub/testing/test-database.ts';
import { dicomJson } from '../../dicom/dicom-json.ts';
import { readDataSet } from '../../dicom/read-data-set.ts';
import { readMeta } from '../../dicom/read-part10.ts';
import { openHospitalArchive, OUR_TITLE, type HospitalArchive } from '../testing/hospital-archive.ts';
import { openReportWorld, READER, TELLS, type ReportWorld } from '../testing/report-world.ts';
import { deliverNext, type Deliveries } from './deliver-reports.ts';
import { sendObject } from './send-object.ts';

const SAID = [{ label: 'effusion', above: true }];
let world: ReportWorld;
let there: HospitalArchive;
let study = 0;
beforeAll(async () => {
  world = await openReportWorld(await createTestDatabase());
  there = await openHospitalArchive(await createTestDatabase());
});
afterAll(async () => {
  await there.close();
  await world.close();
});

const deliveries = (more: Partial<Deliveries> = {}): Deliveries => ({
  pool: world.pool,
  hospitals: [{ ...TELLS, delivery: there.delivery }],
  aeTitle: OUR_TITLE,
  ...more,
});

async function drafted(): Promise<string> {
  study += 1;
  await world.store(study);
  return world.draft(study, SAID, { patientKey: null });
}

async function deliverAll(of = deliveries()): Promise<void> {
  while (await deliverNext(of));
}

async function outcomes(reportId: string) {
  const { rows } = await world.pool.query<Record<string, unknown>>(
    `SELECT document.state, outcome, failure, attempts, delivered_at IS NOT NULL AS delivered
     FROM report.delivery JOIN report.document USING (document_id) WHERE report_id = $1 ORDER BY revision`,
    [reportId],
  );
  return rows;
}

test('a draft and the signed report reach the hospital’s archive as they were made', async () => {
  const reportId = await drafted();
  await deliverAll();
  await world.review(reportId);
  await world.desk.finalise(reportId, READER);
  await deliverAll();
  expect(await outcomes(reportId)).toMatchObject([
    { state: 'AI_DRAFT', outcome: 'DELIVERED', delivered: true },
    // Overtaken while it waited.
    { state: 'REVIEWED', outcome: 'SUPERSEDED', delivered: false },
    { state: 'FINAL', outcome: 'DELIVERED', delivered: true },
  ]);
  const { rows } = await world.pool.query<{ sop_instance_uid: string; bytes: Buffer }>(
    `SELECT sop_instance_uid, bytes FROM report.document WHERE report_id = $1 AND delivered_at IS NOT NULL`,
    [reportId],
  );
  expect(rows).toHaveLength(2);
  for (const { sop_instance_uid, bytes } of rows) {
    const [received] = await there.archive.metadata({
      study: `2.25.317.${study}`,
      instance: sop_instance_uid,
    });
    const made = readDataSet(bytes.subarray(readMeta(bytes).end), { explicitVr: true, bigEndian: false });
    expect(received).toEqual(dicomJson(made));
    expect(received?.['00100010']?.Value).toEqual([{ Alphabetic: 'Wang^Xiaohong', Ideographic: '王^小红' }]);
    expect(JSON.stringify(received)).toContain('仅供演示，不得用于临床');
  }
});

test('while the archive is away nothing is lost; it is tried later and later', async () => {
  const reportId = await drafted();
  const start = Date.now();
  const at = (seconds: number) => ({ now: () => new Date(start + seconds * 1_000) });
  const away = [{ ...TELLS, delivery: { ...there.delivery, port: 1 } }];
  expect(await deliverNext(deliveries({ hospitals: away, ...at(0) }))).toBe(true);
  expect(await outcomes(reportId)).toMatchObject([{ outcome: null, failure: 'NETWORK', attempts: 1 }]);
  expect(await deliverNext(deliveries({ hospitals: away, ...at(4) }))).toBe(false);
  expect(await deliverNext(deliveries({ hospitals: away, ...at(6) }))).toBe(true);
  expect(await deliverNext(deliveries({ hospitals: away, ...at(14) }))).toBe(false);
  expect(await deliverNext(deliveries(at(17)))).toBe(true);
  expect(await outcomes(reportId)).toMatchObject([{ outcome: 'DELIVERED', failure: null, attempts: 3 }]);
});

test('reading waits for no archive: while one takes the call and says nothing, a report is reviewed and signed', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const reportId = await drafted();
  const called = once(silent, 'connection') as Promise<[Socket]>;
  const sending = deliverNext(
    deliveries({ hospitals: [{ ...TELLS, delivery: { ...there.delivery, port } }] }),
  );
  const [socket] = await called;
  await world.review(reportId);
  await world.desk.finalise(reportId, READER);
  expect(await world.row(reportId)).toMatchObject({ state: 'FINAL' });
  // All this while the draft is on its way.
  expect(await outcomes(reportId)).toMatchObject([
    { state: 'AI_DRAFT', outcome: null, failure: null, attempts: 1 },
    { state: 'REVIEWED', outcome: null, attempts: 0 },
    { state: 'FINAL', outcome: null, attempts: 0 },
  ]);
  socket.destroy();
  expect(await sending).toBe(true);
  silent.close();
  await deliverAll();
  expect(await outcomes(reportId)).toMatchObject([
    { state: 'AI_DRAFT', outcome: 'SUPERSEDED' },
    { state: 'REVIEWED', outcome: 'SUPERSEDED' },
    { state: 'FINAL', outcome: 'DELIVERED' },
  ]);
});

test('what the archive refuses says why, and waits', async () => {
  const reportId = await drafted();
  const full = await openHospitalArchive(await createTestDatabase(), 0);
  await deliverNext(deliveries({ hospitals: [{ ...TELLS, delivery: full.delivery }] }));
  expect(await outcomes(reportId)).toMatchObject([
    { outcome: null, failure: expect.stringMatching(/^STATUS_A7/u) as unknown },
  ]);
  await world.pool.query("UPDATE report.delivery SET next_at = now() - interval '1 second'");
  await deliverNext(
    deliveries({ hospitals: [{ ...TELLS, delivery: { ...full.delivery, aeTitle: 'OTHER' } }] }),
  );
  expect(await outcomes(reportId)).toMatchObject([{ outcome: null, failure: 'REJECTED' }]);
  await full.close();
  await world.pool.query("UPDATE report.delivery SET next_at = now() - interval '1 second'");
  await deliverAll();
});

test('a hospital without an archive of its own is sent nothing, and what there is waits', async () => {
  const reportId = await drafted();
  expect(await deliverNext(deliveries({ hospitals: [TELLS] }))).toBe(false);
  expect(await outcomes(reportId)).toMatchObject([{ outcome: null, attempts: 0 }]);
  await deliverAll();
});

test('what was sent and not noted is sent again, and is one object there', async () => {
  await deliverAll();
  const before = await there.objects();
  const reportId = await drafted();
  const { rows } = await world.pool.query<{ bytes: Buffer }>(
    `SELECT bytes FROM report.document WHERE report_id = $1 AND kind = 'SR'`,
    [reportId],
  );
  await sendObject({ ...there.delivery, callingAeTitle: OUR_TITLE }, rows[0]!.bytes);
  await deliverAll();
  expect(await there.objects()).toEqual({ kept: before.kept + 1, received: before.received + 2 });
});

test('a process that is killed at it loses none and doubles none', async () => {
  const reports: string[] = [];
  for (let at = 0; at < 12; at += 1) reports.push(await drafted());
  const before = await there.objects();
  const hospitals = [{ ...TELLS, delivery: there.delivery }];
  for (let round = 0; round < 2; round += 1) {
    const child = spawn(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        new URL('../testing/deliver-for-ever.ts', import.meta.url).pathname,
      ],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: {
          ...process.env,
          SLUICE_REPORTS: JSON.stringify({ connection: world.connection, hospitals }),
        },
      },
    );
    await once(child.stdout, 'data');
    await new Promise((resolve) => setTimeout(resolve, 60));
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  const late = () => new Date(Date.now() + 3_600_000);
  await deliverAll(deliveries({ now: late }));
  for (const reportId of reports)
    expect(await outcomes(reportId)).toMatchObject([{ outcome: 'DELIVERED', delivered: true }]);
  expect((await there.objects()).kept).toBe(before.kept + reports.length);
});
