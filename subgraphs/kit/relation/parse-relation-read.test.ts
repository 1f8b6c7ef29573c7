import { describe, expect, test } from '@jest/globals';
import { MAX_RELATION_KEYS, type RelationRead } from '../../../policies/relation-wire.ts';
import { parseRelationRead } from './parse-relation-read.ts';

const READ: RelationRead = {
  type: 'Vehicle',
  through: { kind: 'parent', type: 'Person', keyField: 'id', field: 'vehicles' },
  filter: null,
  columns: ['plate', 'owner.id'],
  keys: 2,
  where: { kind: 'not', of: { kind: 'all', of: [{ kind: 'is-null', field: 'use' }] } },
  having: { measure: 'sum', field: 'price', op: '>=', value: 1.5 },
  asOf: null,
};
const bodyOf = (read: unknown, rest = ''): Buffer => Buffer.from(`${JSON.stringify(read)}${rest}`);

describe('a question and its keys', () => {
  test.each([
    ['\na\nb', 'a\nb'],
    ['\na\nb\n', 'a\nb'],
    ['\n王\n', null],
  ])('%j', (rest, keys) => {
    const count = keys === null ? 1 : 2;
    const parsed = parseRelationRead(bodyOf({ ...READ, keys: count }, rest));
    expect(parsed.read).toEqual({ ...READ, keys: count });
    expect(parsed.keys?.count).toBe(count);
    expect(Buffer.from(parsed.keys?.bytes ?? []).toString()).toBe(keys ?? '王');
  });

  test('no key, and no keys', () => {
    for (const rest of ['', '\n']) {
      expect(parseRelationRead(bodyOf({ ...READ, keys: 0 }, rest)).keys?.count).toBe(0);
      expect(parseRelationRead(bodyOf({ ...READ, keys: null }, rest)).keys).toBeNull();
    }
  });
});

test.each<readonly [string, Buffer]>([
  ['nothing', Buffer.alloc(0)],
  ['no JSON', Buffer.from('{\n')],
  ['bytes that are no text', Buffer.concat([bodyOf({ ...READ, keys: 1 }, '\n'), Buffer.from([0xff])])],
  ['a zero byte', bodyOf({ ...READ, keys: 1 }, '\na\0b')],
  ['fewer keys than it says', bodyOf(READ, '\na')],
  ['more keys than it says', bodyOf(READ, '\na\nb\nc')],
  ['keys where there are none', bodyOf({ ...READ, keys: null }, '\na')],
  ['more keys than may be', bodyOf({ ...READ, keys: MAX_RELATION_KEYS + 1 })],
  ['a part of a key', bodyOf({ ...READ, keys: 0.5 })],
  ['a claim that nobody knows', bodyOf({ ...READ, keys: 0, limit: 5 })],
  ['a missing claim', bodyOf({ ...READ, keys: 0, where: undefined })],
  ['a name that is none', bodyOf({ ...READ, keys: 0, type: 'Vehicle { plate } } #' })],
  ['a column that is none', bodyOf({ ...READ, keys: 0, columns: ['owner.id.x'] })],
  ['a way that is none', bodyOf({ ...READ, keys: 0, through: { kind: 'sideways', field: 'x' } })],
  ['a condition that is none', bodyOf({ ...READ, keys: 0, where: { kind: 'xor', of: [] } })],
  [
    'a comparison that is none',
    bodyOf({ ...READ, keys: 0, where: { kind: 'compare', field: 'use', op: '~', value: 'x' } }),
  ],
  [
    'a comparison with null',
    bodyOf({ ...READ, keys: 0, where: { kind: 'compare', field: 'use', op: '=', value: null } }),
  ],
  [
    'a bound that is none',
    bodyOf({ ...READ, keys: 0, having: { measure: 'average', field: 'price', op: '>', value: 1 } }),
  ],
])('%s is malformed', (_, body) => {
  expect(() => parseRelationRead(body)).toThrow(expect.objectContaining({ code: 'BODY_MALFORMED' }));
});
