import type { Piece, Pieces, SourceValue } from '../../../connectors/contract.ts';
import type { AnsweredAggregate } from './answered-aggregate.ts';

/**
 * Whether answers that make the same groups, taken together, tell of fewer people than the largest of their smallest
 * groups. Why these conditions and no others: decisions/2026-11-22-differencing.md.
 * @param answers as many as the pieces have choices, in their order
 */
export function tellApartFew(answers: readonly AnsweredAggregate[], pieces: Pieces): boolean {
  const smallest = Math.max(...answers.map(({ smallestGroup }) => smallestGroup));
  const groups = groupsOf(pieces);
  const folded = groups.map((group) => answers.map((answer, at) => isFolded(group, answer, at)));
  const isTold = groups.some((group, index) => {
    const states = new Set(folded[index]?.filter((_, at) => peopleOf(group, at) > 0));
    // Shown in one answer and folded in another: the remainder of the one is known without it.
    if (states.size > 1) return true;
    // What is folded must be the same rows in all that have any: one piece.
    if (states.has(true)) return group.rows.length > 1;
    return [...group.rows, ...group.values].some(({ distinct }) => distinct < smallest);
  });
  return isTold || remaindersOverlap(answers, folded);
}

/** Which answers share rows with the last one, and with those that do: their places, the last one's among them. */
export function connectedToLast(rows: readonly Piece[]): readonly number[] {
  const count = rows[0]?.within.length ?? 0;
  const connected = new Set([count - 1]);
  for (let isGrowing = true; isGrowing;) {
    const before = connected.size;
    for (const { within } of rows)
      if (within.some((isIn, at) => isIn && connected.has(at)))
        within.forEach((isIn, at) => isIn && connected.add(at));
    isGrowing = connected.size > before;
  }
  return [...connected].toSorted((one, other) => one - other);
}

interface CutGroup extends Pieces {
  readonly group: readonly SourceValue[];
}

function groupsOf({ rows, values }: Pieces): readonly CutGroup[] {
  const nameOf = ({ group }: Piece): string => JSON.stringify(group);
  const [byRows, byValues] = [Map.groupBy(rows, nameOf), Map.groupBy(values, nameOf)];
  return [...byRows].map(([name, own]) => ({
    group: own[0]?.group ?? [],
    rows: own,
    values: byValues.get(name) ?? [],
  }));
}

/** How many people an answer counted in a group: each is in one piece. */
const peopleOf = ({ values }: CutGroup, at: number): number =>
  values.reduce((sum, { within, distinct }) => sum + (within[at] ? distinct : 0), 0);

function isFolded(group: CutGroup, { smallestGroup, alsoFolded }: AnsweredAggregate, at: number): boolean {
  const people = peopleOf(group, at);
  if (people === 0) return false;
  return people < smallestGroup || JSON.stringify(group.group) === JSON.stringify(alsoFolded);
}

/** Two remainders are of the same groups or have none in common: else their difference is made of small groups. */
function remaindersOverlap(
  answers: readonly AnsweredAggregate[],
  folded: readonly (readonly boolean[])[],
): boolean {
  const remainders = answers.map((_, at) =>
    folded.flatMap((states, group) => (states[at] ? [group] : [])).join(' '),
  );
  const distinct = [...new Set(remainders)].flatMap((each) => each.split(' ').filter(Boolean));
  return new Set(distinct).size < distinct.length;
}
