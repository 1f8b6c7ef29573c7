import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AggregatedGroup, Piece, Pieces } from '../../../connectors/contract.ts';
import type { AnsweredAggregate } from './answered-aggregate.ts';
import { foldGroups, type FoldedGroups } from './fold-groups.ts';
import { connectedToLast, tellApartFew } from './tell-apart-few.ts';

/** Small, so that small populations have all kinds of groups. */
const K = 3;

interface Row {
  readonly person: number;
  readonly group: string;
  readonly month: number;
}

/** A question about the months from one to before another. */
interface Months {
  readonly from: number;
  readonly to: number;
}

const row = fc.record({
  person: fc.integer({ min: 0, max: 11 }),
  group: fc.constantFrom('a', 'b', 'c', 'd'),
  month: fc.integer({ min: 0, max: 3 }),
});
const months = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 4 }))
  .map(([from, length]): Months => ({ from, to: from + length }));

const isIn = ({ month }: Row, { from, to }: Months): boolean => from <= month && month < to;
const peopleOf = (rows: Iterable<Row>): ReadonlySet<number> => new Set([...rows].map(({ person }) => person));

async function fold(rows: readonly Row[]): Promise<FoldedGroups | null> {
  const byGroup = Map.groupBy(rows, ({ group }) => group);
  const groups = [...byGroup]
    .map(([group, own]): AggregatedGroup => ({ group: [group], distinct: peopleOf(own).size, sums: [] }))
    .toSorted((one, other) => (String(one.group[0]) < String(other.group[0]) ? -1 : 1));
  return foldGroups(groups, K, (some) => {
    const names = new Set(some.map(({ group }) => group[0]));
    return Promise.resolve(peopleOf(rows.filter(({ group }) => names.has(group))).size);
  });
}

/** The cells that an answer shows, as the rows they are about. */
function cellsOf(rows: readonly Row[], { shown, remainder }: FoldedGroups): readonly (readonly Row[])[] {
  const cells = [...shown.map(({ group }) => [group]), remainder?.groups.map(({ group }) => group) ?? []];
  return cells
    .map((groups) => rows.filter(({ group }) => groups.some(([name]) => name === group)))
    .filter((cell) => cell.length > 0);
}

function piecesOf(rows: readonly Row[], asked: readonly Months[], isByGroup: boolean): Pieces {
  const withinOf = (each: Row) => asked.map((one) => isIn(each, one));
  const groups = Map.groupBy(
    rows.filter((each) => withinOf(each).includes(true)),
    ({ group }) => (isByGroup ? group : ''),
  );
  const pieces = (
    group: string,
    placed: readonly (readonly [number, readonly boolean[]])[],
  ): readonly Piece[] =>
    [...Map.groupBy(placed, ([, within]) => JSON.stringify(within))].map(([within, members]) => ({
      group: isByGroup ? [group] : [],
      within: JSON.parse(within) as boolean[],
      distinct: new Set(members.map(([person]) => person)).size,
    }));
  const byRows = [...groups].flatMap(([group, own]) =>
    pieces(
      group,
      own.map((each) => [each.person, withinOf(each)] as const),
    ),
  );
  const byValues = [...groups].flatMap(([group, own]) =>
    pieces(
      group,
      [...peopleOf(own)].map((person) => {
        const theirs = own.filter((each) => each.person === person).map(withinOf);
        return [person, asked.map((_, at) => theirs.some((within) => within[at]))] as const;
      }),
    ),
  );
  return { rows: byRows, values: byValues };
}

/** All unions of cells. */
const unionsOf = (cells: readonly (readonly Row[])[]): readonly ReadonlySet<Row>[] =>
  Array.from(
    { length: 2 ** cells.length },
    (_, chosen) => new Set(cells.flatMap((cell, at) => ((chosen >> at) & 1 ? cell : []))),
  );

/** Whether some cells of one answer less some cells of the other are 1 to K − 1 people, by their rows or by counts. */
function isFewTold(one: readonly (readonly Row[])[], other: readonly (readonly Row[])[]): boolean {
  const isFew = (people: number): boolean => people > 0 && people < K;
  const counts = one.some((large) =>
    other.some((small) => {
      const people = peopleOf(large);
      return small.every((each) => large.includes(each)) && isFew(people.size - peopleOf(small).size);
    }),
  );
  const unions = unionsOf(other);
  const totals = unionsOf(one).some((large) =>
    unions.some(
      (small) =>
        [...small].every((each) => large.has(each)) &&
        isFew(peopleOf([...large].filter((each) => !small.has(each))).size),
    ),
  );
  return counts || totals;
}

test('from any two answers that are both given, no few people can be computed', async () => {
  const seen = { given: 0, refused: 0, needed: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 60 }), months, months, async (rows, first, second) => {
      const asked = [first, second];
      const own = asked.map((one) => rows.filter((each) => isIn(each, one)));
      const [one, other] = await Promise.all(own.map(fold));
      if (!one || !other) return;
      const answers = [one, other].map(
        ({ alsoFolded }) => ({ smallestGroup: K, alsoFolded }) as AnsweredAggregate,
      );
      const isConnected = connectedToLast(piecesOf(rows, asked, false).rows).length > 1;
      const isRefused = isConnected && tellApartFew(answers, piecesOf(rows, asked, true));
      const cells = [cellsOf(own[0] ?? [], one), cellsOf(own[1] ?? [], other)] as const;
      const isTold = isFewTold(cells[0], cells[1]) || isFewTold(cells[1], cells[0]);
      seen[isRefused ? 'refused' : 'given'] += 1;
      seen.needed += isTold ? 1 : 0;
      expect(isTold && !isRefused).toBe(false);
    }),
    { numRuns: 1_500 },
  );
  // Else it would show nothing: both kinds happen, and some refusals were needed.
  expect(Math.min(seen.given, seen.refused, seen.needed)).toBeGreaterThan(20);
});
