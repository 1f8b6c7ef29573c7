import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startOrthanc, type TestOrthanc } from '../../../hub/testing/orthanc.ts';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import { syntheticObject, uidsOf, type Given } from '../dicom/testing/synthetic-object.ts';
import { openPeerServer, type PeerServer } from './testing/open-peer-server.ts';

/** An Orthanc as a hospital's archive: it sends to us, asks us, and asks us for storage commitment. */
const CLASS = '1.2.840.10008.5.1.4.1.1.1.1';

let orthanc: TestOrthanc;
let server: PeerServer;
beforeAll(async () => {
  orthanc = await startOrthanc();
  const { host, port, aeTitle } = orthanc.dicom;
  server = await openPeerServer(await createTestDatabase(), { aeTitle, reportsTo: { host, port } });
  await ask('/modalities/sluice', { AET: 'SLUICE', Host: '127.0.0.1', Port: server.port }, 'PUT');
});
afterAll(async () => {
  await server.close();
  await orthanc.dispose();
});

const ask = (path: string, question: unknown, method = 'POST'): Promise<Response> =>
  orthanc.ask(path, { method, body: JSON.stringify(question) });

async function upload(study: number, elements: readonly Given[]): Promise<string> {
  const body = Uint8Array.from(syntheticObject({ study, elements }));
  const answer = await orthanc.ask('/instances', { method: 'POST', body });
  return ((await answer.json()) as { readonly ID: string }).ID;
}

test('it is answered when it asks whether we are there', async () => {
  expect((await ask('/modalities/sluice/echo', {})).status).toBe(200);
});

test.each([
  [80, 'GB18030', 'cdf55ed0a1baec'],
  [81, 'ISO_IR 192', Buffer.from('王^小红').toString('hex')],
])('what it sends of study %i, in %s, it finds here by the Chinese name', async (study, set, name) => {
  const id = await upload(study, [
    ['00080005', 'CS', set],
    ['00100010', 'PN', Buffer.from(name, 'hex')],
  ]);
  const sent = await ask('/modalities/sluice/store', { Resources: [id], Synchronous: true });
  expect(await sent.json()).toMatchObject({ InstancesCount: 1, FailedInstancesCount: 0 });
  const Query = { PatientName: '王*', StudyInstanceUID: uidsOf({ study }).study };
  const query = await ask('/modalities/sluice/query', { Level: 'Study', Query });
  const { Path: path } = (await query.json()) as { readonly Path: string };
  const found = await orthanc.ask(`${path}/answers?expand&simplify`);
  expect(await found.json()).toMatchObject([
    { PatientName: '王^小红', StudyInstanceUID: uidsOf({ study }).study },
  ]);
});

test('it hears which objects we hold, and which not', async () => {
  const id = await upload(82, []);
  await ask('/modalities/sluice/store', { Resources: [id], Synchronous: true });
  const asked = [uidsOf({ study: 82 }).sop, '2.25.999'];
  const commitment = await ask('/modalities/sluice/storage-commitment', {
    DicomInstances: asked.map((uid) => ({ SOPClassUID: CLASS, SOPInstanceUID: uid })),
  });
  const { Path: path } = (await commitment.json()) as { readonly Path: string };
  expect(await reportOf(path)).toMatchObject({
    Status: 'Failure',
    Success: [{ SOPInstanceUID: asked[0] }],
    Failures: [{ SOPInstanceUID: asked[1] }],
  });
});

/** The report comes on an association of ours, after the one on which it was asked for. */
async function reportOf(path: string): Promise<unknown> {
  for (let tries = 0; tries < 100; tries += 1) {
    const report = (await (await orthanc.ask(path)).json()) as { readonly Status: string };
    if (report.Status !== 'Pending') return report;
    await wait(100);
  }
  throw new Error('no report came');
}
