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
  [
    'of an unknown tier',
    { tier: 'village' },
    '`hospitals.0.tier` must be one of secondary, tertiary, demonstration',
  ],
  ['with a key that nobody knows', { quotas: {} }, '`hospitals.0.quotas` is not a known key'],
])('an entry is refused %s', (_why, more, message) => {
  expect(() => read([{ ...hospitalEntry(), ...(more as object) }])).toThrow(message);
});

test('a site is that of one hospital alone, so that its figures are its own', () => {
  const treating = hospitalEntry({
    hospital: 'other',
    tier: 'tertiary',
    peers: [{ aeTitle: 'OTHER', addresses: ['10.0.0.1'] }],
  });
  expect(() => read([hospitalEntry(), treating])).toThrow('the site `demonstration` of `other`');
  expect(read([hospitalEntry(), { ...treating, site: 'other-1' }])).toHaveLength(2);
});

test('the same hospital does not stand twice', () => {
  const entry = hospitalEntry();
  expect(() => read([entry, entry])).toThrow('the hospital `first-hospital` stands twice');
});

const SAME = 'who calls as `CT1` can be of `first-hospital` and of `other`';
const digest = (digit: string) => ({ certificateSha256: digit.repeat(64) });
const user = (name: string) => ({ user: { name, passcodeSha256: '0'.repeat(64) } });
type Told = Partial<HospitalEntry['peers'][number]>;
test.each<[string, Told, Told, string | null]>([
  ['the same address', { addresses: ['10.1.0.1'] }, { addresses: ['10.9.0.1', '10.1.0.1'] }, SAME],
  ['an address in a network', { addresses: ['10.1.0.0/16'] }, { addresses: ['10.1.2.3'] }, SAME],
  ['a network in a network', { addresses: ['10.1.2.0/24'] }, { addresses: ['10.0.0.0/8'] }, SAME],
  ['networks of IPv6', { addresses: ['fd00:1::/32'] }, { addresses: ['fd00:1:2::/48'] }, SAME],
  ['networks beside each other', { addresses: ['10.1.0.0/16'] }, { addresses: ['10.2.0.0/16'] }, null],
  ['a certificate of one alone', digest('a'), {}, SAME],
  ['two certificates', digest('a'), digest('b'), null],
  ['two users', user('one'), user('two'), null],
  ['another AE title', {}, { aeTitle: 'CT2' }, null],
])('two hospitals are told apart by their callers, or refused: %s', (_what, one, other, message) => {
  const peer = { aeTitle: 'CT1', addresses: ['10.0.0.0/8'] };
  const entries = [
    hospitalEntry({ peers: [{ ...peer, ...one }] }),
    hospitalEntry({ hospital: 'other', peers: [{ ...peer, ...other }] }),
  ];
  if (message === null) expect(read(entries)).toHaveLength(2);
  else expect(() => read(entries)).toThrow(message);
});

test.each(['10.1.0.0/33', '10.1', 'pacs.example', '10.1.0.0/', 'fd00::/129'])(
  'what is no address is refused: %s',
  (address) => {
    const peers = [{ aeTitle: 'CT1', addresses: [address] }];
    expect(() => read([hospitalEntry({ peers })])).toThrow('names what is no address');
  },
);
