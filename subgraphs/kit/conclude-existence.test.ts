import { expect, test } from '@jest/globals';
import { concludeExistence, type Search, type Sighting } from './conclude-existence.ts';
import type { DatasetState } from './dataset-states.ts';
import { doubtOf } from './quality-flags.ts';
import { satisfies } from './record-condition.ts';

const FRESH: DatasetState = { asOf: '2026-11-01T00:00:00.000Z', isFresh: true };
const OLD: DatasetState = { asOf: '2026-10-01T00:00:00.000Z', isFresh: false };
const UNKNOWN: DatasetState = { asOf: null, isFresh: false };
const SOUND: Sighting = { matches: true, doubt: null };
const OTHER: Sighting = { matches: false, doubt: null };

const conclude = (search: Partial<Search>) =>
  concludeExistence({ source: 'pets', sightings: [], states: [FRESH], isNarrowed: false, ...search });

test.each<[string, Partial<Search>, string, readonly string[]]>([
  ['a sound record', { sightings: [OTHER, SOUND] }, 'YES', []],
  ['a sound record of a stale source', { sightings: [SOUND], states: [OLD] }, 'YES', []],
  [
    'a sound record among doubtful ones',
    { sightings: [{ matches: true, doubt: 'DISPUTED' }, SOUND] },
    'YES',
    [],
  ],
  ['nothing', {}, 'NO', []],
  ['only records that do not count', { sightings: [OTHER, OTHER] }, 'NO', []],
  [
    'a record that may be somebody else’s',
    { sightings: [{ matches: true, doubt: 'IDENTITY_DOUBTFUL' }] },
    'CANNOT_TELL',
    ['IDENTITY_DOUBTFUL'],
  ],
  [
    'one that may be and would not count',
    { sightings: [{ matches: false, doubt: 'IDENTITY_DOUBTFUL' }] },
    'NO',
    [],
  ],
  [
    'a disputed record, whatever it says',
    { sightings: [{ matches: false, doubt: 'DISPUTED' }] },
    'CANNOT_TELL',
    ['DISPUTED'],
  ],
  [
    'a record that leaves open whether it counts',
    { sightings: [{ matches: null, doubt: null }] },
    'CANNOT_TELL',
    ['DISPUTED'],
  ],
  ['nothing in a stale source', { states: [OLD] }, 'CANNOT_TELL', ['STALE']],
  ['nothing in a source that does not say', { states: [FRESH, UNKNOWN] }, 'CANNOT_TELL', ['NOT_COVERED']],
  ['nothing in the part that may be seen', { isNarrowed: true }, 'CANNOT_TELL', ['NOT_COVERED']],
  [
    'everything at once',
    {
      sightings: [
        { matches: null, doubt: null },
        { matches: true, doubt: 'IDENTITY_DOUBTFUL' },
      ],
      states: [OLD],
      isNarrowed: true,
    },
    'CANNOT_TELL',
    ['STALE', 'NOT_COVERED', 'IDENTITY_DOUBTFUL', 'DISPUTED'],
  ],
])('%s', (_, search, answer, reasons) => {
  expect(conclude(search)).toMatchObject({ answer, reasons, source: 'pets' });
});

test('it is as old as the oldest of what it rests on', () => {
  expect(conclude({ states: [FRESH, OLD] }).asOf).toBe(OLD.asOf);
  expect(conclude({ states: [FRESH, UNKNOWN] }).asOf).toBeNull();
});

test('an empty column settles nothing, unless another column does', () => {
  const where = [
    { kind: 'in', column: 'status', values: ['NORMAL'] },
    { kind: 'not-in', column: 'use', values: ['TAXI'] },
  ] as const;
  expect(satisfies({ status: 'NORMAL', use: 'PRIVATE' }, where)).toBe(true);
  expect(satisfies({ status: 'NORMAL', use: 'TAXI' }, where)).toBe(false);
  expect(satisfies({ status: 'NORMAL', use: null }, where)).toBeNull();
  expect(satisfies({ status: 'STOLEN', use: null }, where)).toBe(false);
  expect(satisfies({}, [])).toBe(true);
});

test.each([
  [null, null],
  ['ID_15_DIGITS', null],
  ['ID_FULL_WIDTH', null],
  ['NUMBER_SHARED', 'IDENTITY_DOUBTFUL'],
  ['ID_CHECK_DIGIT', 'IDENTITY_DOUBTFUL'],
  ['AMOUNT_UNSURE', 'DISPUTED'],
  ['', 'DISPUTED'],
])('the mark %j raises the doubt %j', (flag, doubt) => {
  expect(doubtOf(flag)).toBe(doubt);
});
