import type { AggregatedGroup, SourceValue } from '../../../connectors/contract.ts';

/** The groups of one aggregate, as they may be shown: all but the small ones, which only count together. */
export interface FoldedGroups {
  readonly shown: readonly AggregatedGroup[];
  /** Null where nothing had to be folded. Its people are counted once, in however many of its groups they are. */
  readonly remainder: { readonly groups: readonly AggregatedGroup[]; readonly people: number } | null;
  /** The group that is large enough and folded all the same, so that the remainder is; null where none had to be. */
  readonly alsoFolded: readonly SourceValue[] | null;
}

/**
 * Folds groups of fewer than `smallest` people into one remainder, with the smallest of the others where the remainder
 * would itself be small (complementary suppression). Null where nothing may be shown.
 *
 * The people of the small groups are counted also where there are none: how long an answer takes must not tell an
 * empty population from a small one.
 * @param groups in the order in which they will be shown
 * @param countPeople the distinct people of some groups together
 */
export async function foldGroups(
  groups: readonly AggregatedGroup[],
  smallest: number,
  countPeople: (groups: readonly AggregatedGroup[]) => Promise<number>,
): Promise<FoldedGroups | null> {
  const small = groups.filter(({ distinct }) => distinct < smallest);
  const large = groups.filter(({ distinct }) => distinct >= smallest);
  const people = await countPeople(small);
  if (small.length === 0)
    return large.length === 0 ? null : { shown: large, remainder: null, alsoFolded: null };
  if (people >= smallest) return { shown: large, remainder: { groups: small, people }, alsoFolded: null };
  const [first, ...others] = large;
  if (!first) return null;
  const chosen = others.reduce((least, each) => (each.distinct < least.distinct ? each : least), first);
  const folded = [...small, chosen];
  return {
    shown: large.filter((each) => each !== chosen),
    remainder: { groups: folded, people: await countPeople(folded) },
    alsoFolded: chosen.group,
  };
}
