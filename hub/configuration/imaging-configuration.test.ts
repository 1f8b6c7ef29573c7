import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { readArchiveConfiguration } from '../../subgraphs/imaging/archive-configuration.ts';
import { readHospitals } from '../../subgraphs/imaging/hospitals/hospital-entry.ts';
import { hospitalEntry } from '../../subgraphs/imaging/hospitals/testing/hospital-entry.ts';
import { runningSettings } from '../imaging/running-settings.ts';
import { stateDirectory } from '../state/state-directory.ts';
import { writeConfiguration } from './write-configuration.ts';

const root = mkdtempSync(join(tmpdir(), 'sluice-configuration-'));
const state = stateDirectory(root);
beforeEach(() => rmSync(state.configuration, { recursive: true, force: true }));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What every start writes. */
function start(): void {
  writeConfiguration({
    state,
    gatewayPort: 1,
    subgraphPorts: { imaging: 2 },
    imagingPorts: { dicomweb: 3, dicom: 4 },
    postgres: { host: '127.0.0.1', port: 5 },
    databaseName: (database) => database,
    followChanges: false,
  });
}
const archive = () => readArchiveConfiguration(state.configurationFile('imaging-archive'));
const write = (file: string, content: unknown): void => writeFileSync(file, JSON.stringify(content));

test('what an operator chose holds from the next start on, and no start takes it away', () => {
  start();
  expect(archive()).toMatchObject({ dimse: { host: '127.0.0.1', port: 4 } });
  expect(archive().archive).toBeUndefined();
  const tls = { certificateFile: 'a', keyFile: 'b', caFile: 'c' };
  const orthanc = { kind: 'orthanc', url: 'http://127.0.0.1:8042', keepHours: 24 };
  write(state.imagingOptionsFile, {
    archive: orthanc,
    dimse: { host: '0.0.0.0', tls },
    models: { display: 'clinical', providers: ['cuda', 'cpu'] },
  });
  write(state.hospitalsFile, [hospitalEntry()]);
  for (let starts = 0; starts < 2; starts += 1) {
    start();
    expect(archive()).toMatchObject({ archive: orthanc, dimse: { host: '0.0.0.0', port: 4, tls } });
    expect(runningSettings(root).models).toMatchObject({ display: 'clinical', providers: ['cuda', 'cpu'] });
    expect(readHospitals(state.hospitalsFile)).toEqual([hospitalEntry()]);
  }
});

test('a key that nobody knows is refused by its name, and the file stays', () => {
  start();
  write(state.imagingOptionsFile, { dimse: { tsl: {} } });
  expect(start).toThrow('`dimse.tsl` is not a known key');
  expect(readFileSync(state.imagingOptionsFile, 'utf8')).toContain('tsl');
});
