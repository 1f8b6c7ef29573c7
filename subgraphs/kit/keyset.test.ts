import { expect, test } from '@jest/globals';
import { afterCursor, encodeCursor, type KeysetOrder } from './keyset.ts';

const byRecord: KeysetOrder = { name: null, column: null, recordColumn: 'record_id', direction: 'asc' };
const byBirth: KeysetOrder = {
  name: 'BORN_ON',
  column: 'born_on',
  recordColumn: 'record_id',
  direction: 'desc',
};
const row = { record_id: 7, born_on: '2020-01-02' };

test('the order of the record goes on after the record', () => {
  expect(afterCursor(byRecord, encodeCursor(byRecord, row))).toEqual({
    kind: 'compare',
    column: 'record_id',
    op: '>',
    value: 7,
  });
});

test('an order by a column goes on in that column, and among equals after the record', () => {
  expect(afterCursor(byBirth, encodeCursor(byBirth, row))).toEqual({
    kind: 'all',
    of: [
      { kind: 'compare', column: 'born_on', op: '<=', value: '2020-01-02' },
      {
        kind: 'any',
        of: [
          { kind: 'compare', column: 'born_on', op: '<', value: '2020-01-02' },
          { kind: 'compare', column: 'record_id', op: '<', value: 7 },
        ],
      },
    ],
  });
});

const cursor = (position: unknown): string => Buffer.from(JSON.stringify(position)).toString('base64url');

test.each([
  ['of another order', encodeCursor(byRecord, row)],
  ['of the other direction', encodeCursor({ ...byBirth, direction: 'asc' }, row)],
  ['that is no JSON', 'AAAA'],
  ['of too few parts', cursor(['BORN_ON', 'desc', 'x'])],
  ['whose value is an object', cursor(['BORN_ON', 'desc', { a: 1 }, 7])],
  ['whose record is null', cursor(['BORN_ON', 'desc', '2020-01-02', null])],
  ['of null', cursor(null)],
])('a cursor %s is refused', (_, text) => {
  expect(() => afterCursor(byBirth, text)).toThrow(expect.objectContaining({ code: 'CURSOR_INVALID' }));
});
