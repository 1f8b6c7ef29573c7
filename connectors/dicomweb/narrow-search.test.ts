import { expect, test } from '@jest/globals';
import type { Predicate } from '../contract.ts';
import type { DicomwebRelation } from './dicomweb-source.ts';
import { narrowSearch } from './narrow-search.ts';

const RELATION: DicomwebRelation = {
  level: 'study',
  filters: { ModalitiesInStudy: 'DX' },
  columns: {
    study: { tag: '0020000D', type: 'text', isSearchable: true },
    patient: { tag: '00100020', type: 'text', isSearchable: true },
    taken_on: { tag: '00080020', type: 'day', isSearchable: true },
    name: { tag: '00100010', type: 'text', group: 'Ideographic' },
  },
};
const is = (column: string, value: string, op: '=' | '<' | '>=' | '<>' = '='): Predicate => ({
  kind: 'compare',
  column,
  op,
  value,
});
const all = (...of: Predicate[]): Predicate => ({ kind: 'all', of });

test.each<[string, Predicate, readonly Readonly<Record<string, string>>[]]>([
  ['nothing', all(), [{}]],
  ['a value', is('patient', '239901'), [{ '00100020': '239901' }]],
  [
    'what lies deeper, and days as a range',
    all(is('taken_on', '2026-01-01', '>='), all(is('taken_on', '2026-02-01', '<'), is('patient', 'A'))),
    [{ '00080020': '20260101-20260201', '00100020': 'A' }],
  ],
  [
    'each of a list',
    { kind: 'in', column: 'study', values: ['1.2', '1.3'] },
    [{ '0020000D': '1.2' }, { '0020000D': '1.3' }],
  ],
  ['a list of nothing, for which nothing is asked', { kind: 'in', column: 'study', values: [] }, []],
])('%s is handed on', (_, where, expected) => {
  expect(narrowSearch(where, RELATION)).toEqual(
    expected.map((each) => ({ ModalitiesInStudy: 'DX', ...each })),
  );
});

test.each<[string, Predicate]>([
  ['a name, by which a server may find nobody', is('name', '王小红')],
  ['a wildcard that is none', is('patient', '2399*')],
  ['what a server takes for a list', is('patient', 'A\\B')],
  ['nothing at all, which a server takes for anything', is('patient', '')],
  ['what is not so', is('patient', 'A', '<>')],
  ['what need not be so', { kind: 'any', of: [is('patient', 'A'), is('name', 'B')] }],
  ['the contrary', { kind: 'not', of: is('patient', 'A') }],
  ['a list with a null', { kind: 'in', column: 'study', values: ['1.2', null] }],
  [
    'a list that is long',
    { kind: 'in', column: 'study', values: Array.from({ length: 51 }, (_, at) => `1.${at}`) },
  ],
  ['a column that is none', is('constructor', 'A')],
])('%s is not', (_, where) => {
  expect(narrowSearch(where, RELATION)).toEqual([{ ModalitiesInStudy: 'DX' }]);
});
