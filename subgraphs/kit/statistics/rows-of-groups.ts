import type { Predicate, SourceValue } from '../../../connectors/contract.ts';

type Group = readonly SourceValue[];

/**
 * The rows of some groups. Tuples compare nulls to nothing, so groups are told apart by which of their values are null;
 * of each such kind it is one list of tuples, however many groups there are.
 */
export function rowsOfGroups(columns: readonly string[], groups: readonly Group[]): Predicate {
  const byNulls = Map.groupBy(groups, (group) => group.map((value) => (value === null ? 'n' : 'v')).join(''));
  return { kind: 'any', of: [...byNulls.values()].map((alike) => rowsOfAlike(columns, alike)) };
}

function rowsOfAlike(columns: readonly string[], groups: readonly Group[]): Predicate {
  const isNull = (at: number): boolean => groups[0]?.[at] === null;
  const given = columns.flatMap((column, at) => (isNull(at) ? [] : [{ column, at }]));
  const nulls = columns.flatMap((column, at): readonly Predicate[] =>
    isNull(at) ? [{ kind: 'is-null', column }] : [],
  );
  const tuples: Predicate = {
    kind: 'in-tuples',
    columns: given.map(({ column }) => column),
    tuples: groups.map((group) => given.map(({ at }) => group[at] ?? null)),
  };
  return { kind: 'all', of: given.length === 0 ? nulls : [...nulls, tuples] };
}
