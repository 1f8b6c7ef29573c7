import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { peersOf, readHospitals, type HospitalEntry } from './hospital-entry.ts';
import { hospitalEntry } from './testing/hospital-entry.ts';

const directory = mkdtempSync(join(tmpdir(), 'sluice-hospitals-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function read(entries: readonly unknown[]): readonly HospitalEntry[] {
  const file = join(directory, 'hospitals.json');
  writeFileSync(file, JSON.stringify(entries));
  return readHospitals(file);
}

test('a hospital joins by one entry', () => {
  const entry = hospitalEntry({ delivery: { host: '10.1.2.3', port: 11112, aeTitle: 'PACS' } });
  expect(read([entry])).toEqual([entry]);
  expect(peersOf([entry])).toEqual([
    { aeTitle: 'FIRST', addresses: ['127.0.0.1'], hospital: 'first-hospital', quota: entry.quota },
  ]);
});

test.each<[string, unknown, string]>([
  ['without somebody who is told', { criticalRecipients: [] }, 'hospitals.0.criticalRecipients'],
  ['of an unknown tier', { tier: 'village' }, 'hospitals.0.tier'],
  ['with a key that nobody knows', { quotas: {} }, '`hospitals.0.quotas` is not a known key'],
])('an entry is refused %s', (_why, more, message) => {
  expect(() => read([{ ...hospitalEntry(), ...(more as object) }])).toThrow(message);
});

test('the same hospital, or the same caller, does not stand twice', () => {
  const entry = hospitalEntry();
  expect(() => read([entry, entry])).toThrow('the hospital `first-hospital` stands twice');
  expect(() => read([entry, { ...entry, hospital: 'other' }])).toThrow('`FIRST 127.0.0.1` stands twice');
});
