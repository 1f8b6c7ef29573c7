import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { dicomTool } from '../../../../hub/testing/dicom-tool.ts';
import { startOrthanc } from '../../../../hub/testing/orthanc.ts';
import { makeScratchDirectory } from '../../../../hub/testing/scratch-directory.ts';
import { structuredReport, structuredReportUid } from '../document/sr/structured-report.ts';
import { REPORTS_IN_EVERY_STATE } from '../testing/documented-report.ts';
import { NotTaken, sendObject } from './send-object.ts';

/** Reports go by C-STORE to archives that are not ours. */
const { draft, final } = REPORTS_IN_EVERY_STATE as Record<
  'draft' | 'final',
  (typeof REPORTS_IN_EVERY_STATE)[string]
>;
const AS_US = { callingAeTitle: 'SLUICE' };

test('Orthanc takes a draft and the signed report, names and words as they are', async () => {
  const orthanc = await startOrthanc();
  try {
    const node = { ...orthanc.dicom, ...AS_US };
    for (const report of [draft, final, final]) await sendObject(node, structuredReport(report));
    const kept = (await (await orthanc.ask('/instances')).json()) as readonly string[];
    expect(kept).toHaveLength(2);
    const found = (await (
      await orthanc.ask('/tools/find', {
        method: 'POST',
        body: JSON.stringify({
          Level: 'Instance',
          Query: { SOPInstanceUID: structuredReportUid(final.reportId, final.revision) },
          Expand: true,
        }),
      })
    ).json()) as readonly { readonly ID: string }[];
    const tags = (await (await orthanc.ask(`/instances/${found[0]!.ID}/tags?simplify`)).json()) as Record<
      string,
      unknown
    >;
    expect(tags).toMatchObject({
      Modality: 'SR',
      PatientName: 'Wang^Xiaohong=王^小红',
      VerificationFlag: 'VERIFIED',
      CompletionFlag: 'COMPLETE',
    });
    expect(JSON.stringify(tags)).toContain('胸腔积液');
  } finally {
    await orthanc.dispose();
  }
});

test('storescp takes it, words as they are; where it is gone that is said', async () => {
  const directory = makeScratchDirectory('storescp');
  mkdirSync(directory, { recursive: true });
  const port = await freePort();
  // Explicit little endian is preferred, as ours is written.
  const server = spawn(dicomTool('storescp'), ['+xe', '-od', directory, '-aet', 'PACS', String(port)], {
    stdio: 'ignore',
    // Debian's build looks for its dictionary where this says.
    env: { ...process.env, DCMDICTPATH: process.env['DCMDICTPATH'] ?? '/usr/share/libdcmtk17/dicom.dic' },
  });
  const node = { host: '127.0.0.1', port, aeTitle: 'PACS', ...AS_US };
  try {
    await untilOpen(port);
    await sendObject(node, structuredReport(draft));
    const [file = ''] = readdirSync(directory);
    const kept = readFileSync(join(directory, file));
    expect(kept.toString('utf8')).toContain('疑似胸腔积液');
  } finally {
    server.kill();
    await once(server, 'exit');
  }
  await expect(sendObject(node, structuredReport(draft))).rejects.toThrow(NotTaken);
  rmSync(directory, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilOpen(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (open) return;
    await wait(50);
  }
  throw new Error('storescp did not start');
}
