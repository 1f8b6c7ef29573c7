import { describe, expect, test } from '@jest/globals';
import type { AggregatedGroup, Aggregation, Overlay, Piece, Pieces, Predicate } from './contract.ts';
import { patiently, refusalOf, withConnector } from './contract-reading.ts';
import { CONTRACT_ROWS } from './contract-rows.ts';
import type { SourceUnderTest } from './contract-suite.ts';

const EVERYTHING: Predicate = { kind: 'all', of: [] };
type ContractRow = (typeof CONTRACT_ROWS)[number];

const aggregationOf = (part: Partial<Aggregation> = {}): Aggregation => ({
  relation: 'contract_row',
  where: EVERYTHING,
  groupBy: ['division', 'is_open'],
  distinct: 'label',
  sums: ['amount', 'record_id'],
  ...part,
});

const overlayOf = (part: Partial<Overlay> = {}): Overlay => ({
  relation: 'contract_row',
  choices: [
    { kind: 'compare', column: 'month', op: '<', value: '2026-07' },
    { kind: 'compare', column: 'month', op: '>=', value: '2026-04' },
    { kind: 'compare', column: 'label', op: '=', value: '' },
  ],
  groupBy: ['division'],
  distinct: 'label',
  ...part,
});

/** What the choices of `overlayOf` mean, said once more without a source. Null is equal to nothing. */
const CHOICES: readonly ((row: ContractRow) => boolean)[] = [
  (row) => String(row['month']) < '2026-07',
  (row) => String(row['month']) >= '2026-04',
  (row) => row['label'] === '',
];

/** Groups counted, and choices of rows laid over each other: each number against the rows themselves. */
export function testAggregates(source: () => SourceUnderTest): void {
  describe('aggregates', () => {
    testCounts(source);
    testOverlays(source);
    testAggregateRefusals(source);
  });
}

function testCounts(source: () => SourceUnderTest): void {
  const aggregate = (aggregation: Aggregation) =>
    withConnector(source(), {}, (connector) => connector.aggregate(aggregation, patiently()));

  test.each([
    ['two columns', ['division', 'is_open']],
    ['a day and a month', ['day', 'month']],
    ['no column', []],
  ])(
    'groups by %s count the distinct values of those who have one, and add up exactly',
    async (_, groupBy) => {
      const aggregation = aggregationOf({ groupBy });
      const groups = await aggregate(aggregation);
      expect(sorted(groups)).toEqual(sorted(counted(aggregation, CONTRACT_ROWS)));
      // One amount is the largest whole number of a double: a sum beyond it keeps its last digit.
      expect(groups.flatMap(({ sums }) => sums).some((sum) => sum > Number.MAX_SAFE_INTEGER)).toBe(true);
    },
  );

  test('null makes a group of its own, and only the rows of the predicate count', async () => {
    const aggregation = aggregationOf({
      groupBy: ['label'],
      distinct: 'record_id',
      sums: [],
      where: { kind: 'compare', column: 'is_open', op: '=', value: false },
    });
    const groups = await aggregate(aggregation);
    const isOpen = CONTRACT_ROWS.filter((row) => row['is_open'] === false);
    expect(sorted(groups)).toEqual(sorted(counted(aggregation, isOpen)));
    expect(groups.some(({ group }) => group[0] === null)).toBe(true);
  });

  test('what no row has is no group, neither with columns nor without', async () => {
    const where: Predicate = { kind: 'any', of: [] };
    expect(await aggregate(aggregationOf({ where }))).toEqual([]);
    expect(await aggregate(aggregationOf({ where, groupBy: [] }))).toEqual([]);
    const nobody: Predicate = { kind: 'is-null', column: 'label' };
    expect(await aggregate(aggregationOf({ where: nobody, groupBy: [] }))).toEqual([]);
  });
}

function testOverlays(source: () => SourceUnderTest): void {
  test.each([
    ['labels by two columns', 'label', ['division', 'family']],
    ['days by a column', 'day', ['family']],
    ['records by no column', 'record_id', []],
  ])('choices of rows laid over each other cut groups into pieces: %s', async (_, distinct, groupBy) => {
    const overlay = overlayOf({ groupBy, distinct });
    const { rows, values } = await withConnector(source(), {}, (connector) =>
      connector.overlay(overlay, patiently()),
    );
    const expected = overlaid(overlay);
    expect(sorted(rows)).toEqual(sorted(expected.rows));
    expect(sorted(values)).toEqual(sorted(expected.values));
    // Else nothing overlapped.
    expect(rows.some(({ within }) => within[0] && within[1])).toBe(true);
    expect(rows.some(({ within }) => within[1] && within[2])).toBe(
      distinct !== 'label' || groupBy.length > 0,
    );
  });

  test('what no choice has is no piece', async () => {
    const overlay = overlayOf({ choices: [{ kind: 'any', of: [] }], groupBy: [] });
    const pieces = await withConnector(source(), {}, (connector) => connector.overlay(overlay, patiently()));
    expect(pieces).toEqual({ rows: [], values: [] });
  });
}

function testAggregateRefusals(source: () => SourceUnderTest): void {
  test.each(['amount"; drop table contract_row; --', 'no_such_column', '*', ''])(
    'the name %j is no column to group by, to count or to add up',
    (name) =>
      withConnector(source(), {}, async (connector) => {
        const aggregations = [{ groupBy: [name] }, { distinct: name }, { sums: [name] }, { relation: name }];
        for (const part of aggregations) {
          const refusal = await refusalOf(connector.aggregate(aggregationOf(part), patiently()));
          expect(refusal.reason).toBe('bad-selection');
        }
        for (const part of [{ groupBy: [name] }, { distinct: name }, { relation: name }, { choices: [] }]) {
          const refusal = await refusalOf(connector.overlay(overlayOf(part), patiently()));
          expect(refusal.reason).toBe('bad-selection');
        }
      }),
  );

  test('only whole numbers are added up', () =>
    withConnector(source(), {}, async (connector) => {
      for (const name of ['ratio', 'label', 'day']) {
        const refusal = await refusalOf(connector.aggregate(aggregationOf({ sums: [name] }), patiently()));
        expect(refusal.reason).toBe('bad-selection');
      }
    }));

  test('more groups than the ceiling are refused, never cut', () =>
    withConnector(source(), { maxRows: 3 }, async (connector) => {
      expect(await connector.aggregate(aggregationOf({ groupBy: ['is_open'] }), patiently())).toHaveLength(2);
      const refusals = await Promise.all([
        refusalOf(connector.aggregate(aggregationOf({ groupBy: ['division'] }), patiently())),
        refusalOf(connector.overlay(overlayOf(), patiently())),
      ]);
      expect(refusals.map(({ reason }) => reason)).toEqual(['too-many-rows', 'too-many-rows']);
    }));
}

/** What the groups are, told by the rows. */
function counted(
  { groupBy, distinct, sums }: Aggregation,
  rows: readonly ContractRow[],
): readonly AggregatedGroup[] {
  return grouped(groupBy, distinct, rows).map(({ group, members }) => ({
    group,
    distinct: new Set(members.map((row) => row[distinct])).size,
    sums: sums.map((name) => members.reduce((sum, row) => sum + BigInt(row[name] ?? 0), 0n)),
  }));
}

/** The pieces, told by the rows. */
function overlaid({ groupBy, distinct }: Overlay): Pieces {
  const withinOf = (row: ContractRow) => CHOICES.map((holds) => holds(row));
  const rows = CONTRACT_ROWS.filter((row) => withinOf(row).includes(true));
  const pieces = grouped(groupBy, distinct, rows).map(({ group, members }) => {
    const values = [...new Set(members.map((row) => row[distinct]))].map((value) => {
      const own = members.filter((row) => row[distinct] === value).map(withinOf);
      return { value, within: CHOICES.map((_, at) => own.some((within) => within[at])) };
    });
    return {
      rows: piecesBy(
        group,
        members.map((row) => ({ value: row[distinct], within: withinOf(row) })),
      ),
      values: piecesBy(group, values),
    };
  });
  return { rows: pieces.flatMap((each) => each.rows), values: pieces.flatMap((each) => each.values) };
}

function piecesBy(
  group: Piece['group'],
  placed: readonly { readonly value: unknown; readonly within: readonly boolean[] }[],
): readonly Piece[] {
  const alike = Map.groupBy(placed, ({ within }) => JSON.stringify(within));
  return [...alike].map(([within, members]) => ({
    group,
    within: JSON.parse(within) as readonly boolean[],
    distinct: new Set(members.map(({ value }) => value)).size,
  }));
}

function grouped(groupBy: readonly string[], distinct: string, rows: readonly ContractRow[]) {
  const groups = Map.groupBy(
    rows.filter((row) => row[distinct] !== null),
    (row) => JSON.stringify(groupBy.map((name) => row[name])),
  );
  return [...groups].map(([text, members]) => ({
    group: JSON.parse(text) as AggregatedGroup['group'],
    members,
  }));
}

const sorted = <T extends AggregatedGroup | Piece>(groups: readonly T[]): readonly T[] => {
  const place = (each: T): string => JSON.stringify([each.group, 'within' in each ? each.within : []]);
  return groups.toSorted((one, other) => (place(one) < place(other) ? -1 : 1));
};
