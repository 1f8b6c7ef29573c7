import { expect, test } from '@jest/globals';
import { InvalidConfiguration, parseConfiguration } from './configuration.ts';
import { DEFAULT_LIMITS } from './operation/operation-limits.ts';

const sound = {
  host: '127.0.0.1',
  port: 0,
  supergraphFile: 'supergraph.graphql',
  policyDirectory: 'documents',
  subgraphs: { vehicles: 'http://127.0.0.1:1/graphql' },
  issuer: 'https://issuer.sluice.invalid',
  audience: 'sluice',
  jwksFile: 'jwks.json',
  hubDatabase: { host: '127.0.0.1', port: 5432, database: 'hub', user: 'writer', passwordFile: 'password' },
  caseRegistry: { host: '127.0.0.1', port: 5432, database: 'hub', user: 'reader', passwordFile: 'password' },
  grantSigningKeyFile: 'a.pem',
  fetchKeyFiles: { vehicles: 'a.key' },
  ledgerSigningKeyFile: 'b.pem',
  cursorKeyFile: 'b.key',
  pseudonymKeyFile: 'c.key',
  dataSubjectTagKeyFile: 't.key',
};

test('a sound configuration is read, with defaults where there are any', () => {
  expect(parseConfiguration({ ...sound, limits: { maxDepth: 3 } })).toMatchObject({
    keySet: { jwksFile: 'jwks.json' },
    pseudonymEpoch: 1,
    limits: { ...DEFAULT_LIMITS, maxDepth: 3 },
  });
});

test.each([
  ['no object', []],
  ['a member too many', { ...sound, debug: true }],
  ['a misspelt limit', { ...sound, limits: { maxDeph: 3 } }],
  ['a limit of nothing', { ...sound, limits: { maxDepth: 0 } }],
  ['a limit that is text', { ...sound, limits: { maxDepth: '3' } }],
  ['a password given in clear', { ...sound, hubDatabase: { ...sound.hubDatabase, password: 'x' } }],
  ['no registry of cases', { ...sound, caseRegistry: undefined }],
  ['attestations without a file', { ...sound, caseAttestations: { 'civil-affairs': 7 } }],
  ['a missing key', { ...sound, cursorKeyFile: undefined }],
  ['two key sets', { ...sound, jwksUrl: 'https://issuer.sluice.invalid/jwks' }],
  ['a port that is none', { ...sound, port: 70_000 }],
  ['a subgraph without a key', { ...sound, fetchKeyFiles: {} }],
])('%s is refused', (_, configuration) => {
  expect(() => parseConfiguration(configuration)).toThrow(InvalidConfiguration);
});
