import { expect, test } from '@jest/globals';
import { filterPredicates } from './filter-predicate.ts';

const columns = { name: 'pet_name', born: 'born_on', area: 'division' };

test.each<[string, unknown, unknown]>([
  ['nothing', undefined, []],
  ['null', null, []],
  ['equality', { name: { eq: 'a' } }, [{ kind: 'compare', column: 'pet_name', op: '=', value: 'a' }]],
  ['a list', { name: { in: ['a', 'b'] } }, [{ kind: 'in', column: 'pet_name', values: ['a', 'b'] }]],
  ['an empty list', { name: { in: [] } }, [{ kind: 'in', column: 'pet_name', values: [] }]],
  ['null as not given', { name: { eq: null }, born: null }, []],
  [
    'both ends of a range',
    { born: { gte: '2020-01-01', lt: '2021-01-01' } },
    [
      { kind: 'compare', column: 'born_on', op: '>=', value: '2020-01-01' },
      { kind: 'compare', column: 'born_on', op: '<', value: '2021-01-01' },
    ],
  ],
  [
    'a division and what is below it',
    { area: { within: '230100' } },
    [{ kind: 'prefix', column: 'division', prefixes: ['2301'] }],
  ],
])('%s', (_, filter, predicates) => {
  expect(filterPredicates(filter, columns)).toEqual(predicates);
});

test('a division code that is none is the caller’s mistake', () => {
  expect(() => filterPredicates({ area: { within: '000000' } }, columns)).toThrow(
    expect.objectContaining({ code: 'VARIABLES_INVALID' }),
  );
});

test.each([{ owner: { eq: 'x' } }, { name: { like: 'x' } }])(
  'a condition that nothing implements is never left out silently: %j',
  (filter) => {
    expect(() => filterPredicates(filter, columns)).toThrow();
  },
);
