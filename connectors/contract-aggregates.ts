import { describe, expect, test } from '@jest/globals';
import type { AggregatedGroup, Aggregation, ComparedGroup, Comparing, Predicate } from './contract.ts';
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

const comparingOf = (part: Partial<Comparing> = {}): Comparing => ({
  relation: 'contract_row',
  one: { kind: 'compare', column: 'month', op: '<', value: '2026-07' },
  other: { kind: 'compare', column: 'month', op: '>=', value: '2026-04' },
  groupBy: ['division'],
  distinct: 'label',
  ...part,
});

/** Groups counted and groups compared: each number against the rows themselves. */
export function testAggregates(source: () => SourceUnderTest): void {
  describe('aggregates', () => {
    testCounts(source);
    testComparisons(source);
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

function testComparisons(source: () => SourceUnderTest): void {
  const compare = (comparing: Comparing) =>
    withConnector(source(), {}, (connector) => connector.compare(comparing, patiently()));

  test.each([
    ['labels by two columns', 'label', ['division', 'family']],
    ['days by a column', 'day', ['family']],
    ['days by no column', 'day', []],
  ])('two choices of rows are compared: %s', async (_, distinct, groupBy) => {
    const comparing = comparingOf({ groupBy, distinct });
    const inOne = (row: ContractRow): boolean => String(row['month']) < '2026-07';
    const inOther = (row: ContractRow): boolean => String(row['month']) >= '2026-04';
    const groups = await compare(comparing);
    expect(sorted(groups)).toEqual(sorted(compared(comparing, inOne, inOther)));
    // Else every number could be nought.
    expect(groups.some(({ onlyInOne, onlyInOther }) => onlyInOne > 0 && onlyInOther > 0)).toBe(true);
    expect(groups.some(({ shared }) => shared > 0)).toBe(true);
  });

  test('a column that is null is in neither choice that compares it', async () => {
    const closed: Predicate = { kind: 'compare', column: 'label', op: '=', value: '' };
    const groups = await compare(
      comparingOf({ one: closed, other: EVERYTHING, groupBy: [], distinct: 'record_id' }),
    );
    const named = CONTRACT_ROWS.filter(({ label }) => label === '').length;
    const all = CONTRACT_ROWS.length;
    expect(groups).toEqual([
      {
        group: [],
        one: named,
        other: all,
        shared: named,
        rowsOfOneAlone: 0,
        rowsOfOtherAlone: all - named,
        onlyInOne: 0,
        onlyInOther: all - named,
      },
    ]);
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
        for (const part of [{ groupBy: [name] }, { distinct: name }, { relation: name }]) {
          const refusal = await refusalOf(connector.compare(comparingOf(part), patiently()));
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
      const many = [
        connector.aggregate(aggregationOf({ groupBy: ['division'] }), patiently()),
        connector.compare(comparingOf({ groupBy: ['division'] }), patiently()),
      ];
      for (const reading of many) expect((await refusalOf(reading)).reason).toBe('too-many-rows');
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

function compared(
  { groupBy, distinct }: Comparing,
  inOne: (row: ContractRow) => boolean,
  inOther: (row: ContractRow) => boolean,
): readonly ComparedGroup[] {
  const rows = CONTRACT_ROWS.filter((row) => inOne(row) || inOther(row));
  return grouped(groupBy, distinct, rows).map(({ group, members }) => {
    const values = (holds: (row: ContractRow) => boolean) =>
      new Set(members.filter(holds).map((row) => row[distinct]));
    const [one, other] = [values(inOne), values(inOther)];
    return {
      group,
      one: one.size,
      other: other.size,
      shared: values((row) => inOne(row) && inOther(row)).size,
      rowsOfOneAlone: values((row) => inOne(row) && !inOther(row)).size,
      rowsOfOtherAlone: values((row) => inOther(row) && !inOne(row)).size,
      onlyInOne: [...one].filter((value) => !other.has(value)).length,
      onlyInOther: [...other].filter((value) => !one.has(value)).length,
    };
  });
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

const sorted = <T extends { readonly group: AggregatedGroup['group'] }>(groups: readonly T[]): readonly T[] =>
  groups.toSorted((one, other) => (JSON.stringify(one.group) < JSON.stringify(other.group) ? -1 : 1));
