import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../../hub/testing/test-database.ts';
import { inTransaction } from '../../../kit/in-transaction.ts';
import { draftReport } from '../draft-report.ts';
import {
  CLINICIAN,
  inputOf,
  openReportWorld,
  READER,
  STRANGER,
  TELLS,
  type ReportWorld,
  type Said,
} from '../testing/report-world.ts';
import { escalateCriticals } from './escalate-criticals.ts';
import { postNotice } from './post-notice.ts';
import { sendNextNotice } from './send-notices.ts';

const START = new Date('2026-11-01T00:00:00Z');
const after = (minutes: number): Date => new Date(START.getTime() + minutes * 60_000);
const SAID = [
  { label: 'pneumothorax', above: true },
  { label: 'effusion', above: true },
];
let world: ReportWorld;
let study = 0;
beforeAll(async () => {
  world = await openReportWorld(await createTestDatabase(), [], () => START);
});
afterAll(() => world.close());

async function raised(): Promise<{ readonly reportId: string; readonly criticalId: string }> {
  study += 1;
  await world.store(study);
  const reportId = await world.draft(study, SAID, { patientKey: null });
  const [critical] = await criticals(reportId);
  return { reportId, criticalId: String(critical?.['critical_id']) };
}

/** The results of a further image of the study; of the first one the model says what it said. */
async function furtherImage(first: readonly Said[], further: readonly Said[], now: Date): Promise<void> {
  const one = inputOf(study, first, { patientKey: null });
  const two = inputOf(study, further, { images: 2, patientKey: null });
  const input = { ...one, images: [one.images[0]!, two.images[1]!] };
  await inTransaction(world.pool, (client) => draftReport(client, input, [TELLS], now));
}

async function criticals(reportId: string) {
  const { rows } = await world.pool.query<Record<string, unknown>>(
    'SELECT * FROM report.critical WHERE report_id = $1',
    [reportId],
  );
  return rows;
}

async function notices(criticalId: string) {
  const { rows } = await world.pool.query<Record<string, unknown>>(
    'SELECT step, recipient, queued_at FROM report.notice WHERE critical_id = $1 ORDER BY step',
    [criticalId],
  );
  return rows;
}

test('a critical finding has a recipient and a time, once a study', async () => {
  const { reportId } = await raised();
  expect(await criticals(reportId)).toMatchObject([
    {
      label: 'pneumothorax',
      recipient: 'dr-0077',
      raised_at: START,
      due_at: after(15),
      acknowledged_at: null,
    },
  ]);
  await world.store(study, 2);
  const later = await world.draft(study, SAID, { images: 2, patientKey: null, now: after(5) });
  expect(await criticals(reportId)).toEqual([]);
  expect(await criticals(later)).toMatchObject([{ raised_at: START, due_at: after(15) }]);
});

test('a silent label raises nothing', async () => {
  study += 1;
  await world.store(study);
  const reportId = await world.draft(study, SAID, { stage: 'silent', patientKey: null });
  expect(await criticals(reportId)).toEqual([]);
});

test('whoever of the hospital is there acknowledges, once; nobody else', async () => {
  const { reportId, criticalId } = await raised();
  await expect(world.desk.acknowledge(criticalId, STRANGER)).rejects.toMatchObject({
    code: 'REPORT_UNKNOWN',
  });
  await expect(world.desk.acknowledge(criticalId, { ...READER, roles: [] })).rejects.toMatchObject({
    code: 'REPORT_READER_UNLICENSED',
  });
  expect(await world.desk.acknowledge(criticalId, CLINICIAN)).toBe(reportId);
  expect(await world.desk.acknowledge(criticalId, READER)).toBe(reportId);
  expect(await criticals(reportId)).toMatchObject([{ acknowledged_by: 'dr-0100', acknowledged_at: START }]);
  await escalateCriticals(world.pool, [TELLS], after(60));
  expect(await criticals(reportId)).toMatchObject([{ escalations: 0 }]);
});

test('what nobody acknowledges is handed on, by a process that was away too, and each step once', async () => {
  const { reportId } = await raised();
  await escalateCriticals(world.pool, [TELLS], after(14));
  expect(await criticals(reportId)).toMatchObject([{ recipient: 'dr-0077', escalations: 0 }]);
  const done = await Promise.all([1, 2, 3].map(() => escalateCriticals(world.pool, [TELLS], after(90))));
  expect(done.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(0);
  expect(await criticals(reportId)).toMatchObject([
    { recipient: 'dr-0078', escalations: 1, escalated_at: after(90), due_at: after(105) },
  ]);
  await escalateCriticals(world.pool, [TELLS], after(106));
  expect(await criticals(reportId)).toMatchObject([{ recipient: 'dr-0078', escalations: 2 }]);
  const { rows } = await world.pool.query(
    `SELECT step, notice.recipient FROM report.notice JOIN report.critical USING (critical_id)
     WHERE report_id = $1 ORDER BY step`,
    [reportId],
  );
  expect(rows).toEqual([
    { step: 0, recipient: 'dr-0077' },
    { step: 1, recipient: 'dr-0078' },
    { step: 2, recipient: 'dr-0078' },
  ]);
});

test('where the reader does not agree nobody need hear of it; where he changes his mind, somebody must', async () => {
  const { reportId } = await raised();
  await world.review(reportId, READER, ['pneumothorax']);
  expect(await criticals(reportId)).toMatchObject([{ dropped_at: START }]);
  await world.review(reportId, READER);
  expect(await criticals(reportId)).toMatchObject([{ dropped_at: null }]);
});

test('what came late stays raised whatever is done with the report, for nobody has judged it', async () => {
  study += 1;
  await world.store(study, 2);
  const below = [{ label: 'pneumothorax', above: false }];
  const reportId = await world.draft(study, below, { patientKey: null });
  await world.review(reportId);
  await furtherImage(below, [{ label: 'pneumothorax', above: true }], START);
  const raisedStill = { finding_id: null, dropped_at: null, acknowledged_at: null };
  expect(await criticals(reportId)).toMatchObject([raisedStill]);
  await world.review(reportId);
  expect(await criticals(reportId)).toMatchObject([raisedStill]);
  await world.desk.finalise(reportId, READER);
  await world.desk.withdraw(reportId, '患者错误', READER);
  expect(await criticals(reportId)).toMatchObject([raisedStill]);
  await escalateCriticals(world.pool, [TELLS], after(16));
  expect(await criticals(reportId)).toMatchObject([{ recipient: 'dr-0078', escalations: 1 }]);
});

test('what the reader rejected is raised again by a further image that shows it, and told anew from the first', async () => {
  const { reportId, criticalId } = await raised();
  await escalateCriticals(world.pool, [TELLS], after(20));
  await world.desk.acknowledge(criticalId, CLINICIAN);
  await world.review(reportId, READER, ['pneumothorax']);
  await world.store(study, 2);
  await furtherImage(SAID, SAID, after(30));
  const again = {
    ...{ critical_id: criticalId, finding_id: null, dropped_at: null, acknowledged_at: null },
    ...{ recipient: 'dr-0077', raised_at: after(30), due_at: after(45), escalations: 0 },
  };
  expect(await criticals(reportId)).toMatchObject([again]);
  // He rejects the image that he rejected before: it is not the one.
  await world.review(reportId, READER, ['pneumothorax']);
  expect(await criticals(reportId)).toMatchObject([again]);
  await escalateCriticals(world.pool, [TELLS], after(46));
  expect(await criticals(reportId)).toMatchObject([{ recipient: 'dr-0078', escalations: 1 }]);
  expect(await notices(criticalId)).toEqual([
    { step: 0, recipient: 'dr-0077', queued_at: START },
    { step: 1, recipient: 'dr-0078', queued_at: after(20) },
    { step: 2, recipient: 'dr-0077', queued_at: after(30) },
    { step: 3, recipient: 'dr-0078', queued_at: after(46) },
  ]);
});

test('a further image that does not show it raises nothing again, nor one of what somebody has heard of', async () => {
  const rejected = await raised();
  await world.review(rejected.reportId, READER, ['pneumothorax']);
  await world.store(study, 2);
  await furtherImage(SAID, [{ label: 'pneumothorax', above: false }], after(5));
  expect(await criticals(rejected.reportId)).toMatchObject([{ dropped_at: START, due_at: after(15) }]);
  const heard = await raised();
  await world.desk.acknowledge(heard.criticalId, CLINICIAN);
  await world.review(heard.reportId);
  await world.store(study, 2);
  await furtherImage(SAID, SAID, after(5));
  expect(await criticals(heard.reportId)).toMatchObject([{ acknowledged_at: START, due_at: after(15) }]);
  for (const { criticalId } of [rejected, heard]) expect(await notices(criticalId)).toHaveLength(1);
});

test('a report that is withdrawn takes along what was raised of it', async () => {
  const { reportId } = await raised();
  await world.desk.open(reportId, READER);
  await world.desk.withdraw(reportId, '患者错误', READER);
  expect(await criticals(reportId)).toMatchObject([{ dropped_at: START }]);
});

test('a server that sends a notice on to somewhere else has not taken it, and nobody else is called', async () => {
  const called: string[] = [];
  const server = createServer((request, response) => {
    called.push(request.url ?? '');
    response.writeHead(307, { location: '/elsewhere' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/notices`;
  expect(await postNotice(url, { noticeId: 'one' })).toBe('STATUS_307');
  expect(called).toEqual(['/notices']);
  await new Promise((resolve) => server.close(resolve));
});

test('a notice is posted until it is taken, under one id, names no patient, and says that it is a demonstration', async () => {
  await world.pool.query('UPDATE report.notice SET sent_at = now()');
  const { criticalId } = await raised();
  const posted: { readonly key: unknown; readonly body: string }[] = [];
  const take = async (request: IncomingMessage): Promise<number> => {
    posted.push({ key: request.headers['idempotency-key'], body: await text(request) });
    return posted.length === 1 ? 503 : 204;
  };
  const server = createServer((request, response) => {
    void take(request).then((status) => response.writeHead(status).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const hospitals = [{ ...TELLS, noticeUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }];
  expect(await sendNextNotice(world.pool, [TELLS], after(1))).toBe(false);
  expect(await sendNextNotice(world.pool, hospitals, after(1))).toBe(true);
  expect(await sendNextNotice(world.pool, hospitals, after(1))).toBe(false);
  expect(await sendNextNotice(world.pool, hospitals, after(2))).toBe(true);
  expect(await sendNextNotice(world.pool, hospitals, after(60))).toBe(false);
  expect(new Set(posted.map(({ key }) => key)).size).toBe(1);
  expect(JSON.parse(posted[1]!.body)).toMatchObject({ criticalId, recipient: 'dr-0077', step: 0 });
  expect(posted[1]!.body).not.toMatch(/王|Wang|2399/u);
  expect(JSON.parse(posted[1]!.body)).toMatchObject({
    en: 'Critical finding, to be acknowledged: Pneumothorax (drafted by a machine; demonstration, not for clinical use)',
    zh: '危急值待确认：气胸（机器提示；仅供演示，不得用于临床）',
  });
  await new Promise((resolve) => server.close(resolve));
});
