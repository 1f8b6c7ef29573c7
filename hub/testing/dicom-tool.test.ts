import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { dicomTool, PACKAGES } from './dicom-tool.ts';

const { PATH } = process.env;
afterEach(() => {
  process.env['PATH'] = PATH;
});

test('a real peer that is absent is a failure that says how to get it', () => {
  process.env['PATH'] = '/nowhere';
  expect(() => dicomTool('storescu')).toThrow('storescu is not on this machine: apt-get install dcmtk');
});

test('every real peer is installed where a build is checked, and its tests run there', () => {
  const run = readFileSync(join(import.meta.dirname, '../../.ci/run'), 'utf8');
  const [, installed = ''] = /^peers=\((.*)\)$/mu.exec(run) ?? [];
  expect(installed.split(' ')).toEqual(expect.arrayContaining([...new Set(Object.values(PACKAGES))]));
  expect(run).toMatch(/^export .*SLUICE_DICOM_PEERS=1$/mu);
});
