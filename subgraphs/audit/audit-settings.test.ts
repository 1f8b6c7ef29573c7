import { expect, test } from '@jest/globals';
import { InvalidConfiguration } from '../kit/strict-configuration.ts';
import { readAuditSettings } from './audit-settings.ts';

const database = { host: '127.0.0.1', port: 5432, database: 'hub', user: 'audit', passwordFile: 'p' };
const supervision = { stream: { kind: 'postgres', ...database }, tagKeyFile: 'k' };
const sound = { hubUrl: 'http://127.0.0.1:4000', tokenFile: 't', supergraphFile: 's', database, supervision };

test('sound settings are read', () => {
  expect(readAuditSettings(sound)).toEqual(sound);
});

test.each<[string, unknown]>([
  ['`settings` must be object', undefined],
  ["`settings` must have required property 'tokenFile'", { ...sound, tokenFile: undefined }],
  ['`hubURL` is not a known key', { ...sound, hubURL: 'x' }],
  [
    '`supervision.stream` must match exactly one schema',
    { ...sound, supervision: { ...supervision, stream: {} } },
  ],
  ['`database.password` is not a known key', { ...sound, database: { ...database, password: 'x' } }],
  ['`database.port` must be >= 1', { ...sound, database: { ...database, port: 0 } }],
  ['`database.port` must be <= 65535', { ...sound, database: { ...database, port: 65_536 } }],
])('%s', (problem, settings) => {
  expect(() => readAuditSettings(settings)).toThrow(InvalidConfiguration);
  expect(() => readAuditSettings(settings)).toThrow(problem);
});
