import { describe, expect, test } from '@jest/globals';
import { desk, eligibility } from '../testing/small-graph.ts';
import { readDeclaration } from './read-declaration.ts';

const read = (headers: Readonly<Record<string, string>>) =>
  readDeclaration({ body: {}, headers, signal: new AbortController().signal }, desk, () => [eligibility]);

test('purpose, case and attestation are read as they are declared', () => {
  expect(read({})).toEqual({ purpose: null, caseNumber: null, caseAttestation: null });
  expect(
    read({
      'sluice-purpose': ' eligibility ',
      'sluice-case': ' SA-1 ',
      'sluice-case-attestation': 'a.b-_.c',
    }),
  ).toEqual({ purpose: 'eligibility', caseNumber: 'SA-1', caseAttestation: 'a.b-_.c' });
});

describe('a header that does not have its form is refused by name, never by value', () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ['sluice-case', { 'sluice-case': '' }],
    ['sluice-case', { 'sluice-case': 'SA-1, SA-2' }],
    ['sluice-case', { 'sluice-case': 'x'.repeat(129) }],
    ['sluice-case', { 'sluice-case': "SA-1' OR 'x" }],
    ['sluice-case-attestation', { 'sluice-case-attestation': 'a.b.c' }],
    ['sluice-case-attestation', { 'sluice-case': 'SA-1', 'sluice-case-attestation': '' }],
    ['sluice-case-attestation', { 'sluice-case': 'SA-1', 'sluice-case-attestation': 'a.b' }],
    ['sluice-case-attestation', { 'sluice-case': 'SA-1', 'sluice-case-attestation': 'a.b.c, d.e.f' }],
    [
      'sluice-case-attestation',
      { 'sluice-case': 'SA-1', 'sluice-case-attestation': `${'a'.repeat(12_288)}.b.c` },
    ],
  ])('%s: %j', (header, headers) => {
    let refused: unknown;
    try {
      read(headers);
    } catch (error) {
      refused = error;
    }
    expect(refused).toMatchObject({ code: 'HEADER_MALFORMED', detail: { header } });
  });
});
