import { describe, expect, test } from '@jest/globals';
import { SluiceError } from '../../errors/sluice-error.ts';
import { desk, eligibility } from '../testing/small-graph.ts';
import { readDeclaration } from './read-declaration.ts';

const read = (headers: Readonly<Record<string, string>>, allowsHistory = true) =>
  readDeclaration({ headers }, desk, {
    purposesOf: () => [eligibility],
    allowsHistory: () => allowsHistory,
    now: () => new Date('2026-11-01T00:00:00Z'),
  });

test('purpose, case and attestation are read as they are declared', () => {
  expect(read({})).toEqual({ purpose: null, caseNumber: null, caseAttestation: null, asOf: null });
  expect(
    read({
      'sluice-purpose': ' eligibility ',
      'sluice-case': ' SA-1 ',
      'sluice-case-attestation': 'a.b-_.c',
    }),
  ).toEqual({ purpose: 'eligibility', caseNumber: 'SA-1', caseAttestation: 'a.b-_.c', asOf: null });
});

describe('an earlier time', () => {
  const purpose = { 'sluice-purpose': 'eligibility' };
  const at = (asOf: string) => ({ ...purpose, 'sluice-as-of': asOf });

  test('is read as it is written, in all its decimals', () => {
    expect(read(at(' 2026-10-01T00:00:00.123456Z ')).asOf).toBe('2026-10-01T00:00:00.123456Z');
  });

  test('is refused in the future, and where the purpose does not allow it or none is declared', () => {
    expect(() => read(at('2026-11-01T00:00:01Z'))).toThrow(new SluiceError('AS_OF_FUTURE'));
    expect(() => read(at('2026-10-01T00:00:00Z'), false)).toThrow(new SluiceError('HISTORY_DENIED'));
    expect(() => read({ 'sluice-as-of': '2026-10-01T00:00:00Z' })).toThrow(new SluiceError('HISTORY_DENIED'));
  });
});

describe('a header that does not have its form is refused by name, never by value', () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ['sluice-as-of', { 'sluice-purpose': 'eligibility', 'sluice-as-of': 'yesterday' }],
    ['sluice-as-of', { 'sluice-purpose': 'eligibility', 'sluice-as-of': '' }],
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
