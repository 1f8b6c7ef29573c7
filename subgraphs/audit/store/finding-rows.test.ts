import { expect, test } from '@jest/globals';
import { evidenceHash } from './finding-rows.ts';

const EVIDENCE = [
  { path: 'vehicle.use', value: 'PRIVATE', recordKey: 'V1' },
  { path: 'family.status', value: 'ACTIVE', recordKey: 'F1' },
];

test('the order of the evidence and the records that say it do not change its hash', () => {
  const again = [...EVIDENCE].reverse().map((item) => ({ ...item, recordKey: `${item.recordKey}-again` }));
  expect(evidenceHash(again)).toBe(evidenceHash(EVIDENCE));
});

test.each([
  ['another value', [{ ...EVIDENCE[0]!, value: 'TAXI' }, EVIDENCE[1]!]],
  ['another path', [{ ...EVIDENCE[0]!, path: 'vehicle.kind' }, EVIDENCE[1]!]],
  ['one value less', [EVIDENCE[0]!]],
  ['a value said twice', [...EVIDENCE, EVIDENCE[1]!]],
  ['text in place of a number', [{ path: 'vehicle.use', value: 1 }]],
])('%s does', (_, changed) => {
  expect(evidenceHash(changed)).not.toBe(evidenceHash(EVIDENCE));
});

test('the hash is that of its written form', () => {
  expect(evidenceHash([{ path: 'a.b', value: 'x' }])).toBe(
    'd6213949af2279962d139aab52111357181d0c7b4da4181ce5e6ba2e019819a1',
  );
});
