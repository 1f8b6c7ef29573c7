import type {
  OccupationCode,
  OccupationDistance,
  OccupationTree,
} from '../../occupations/occupation-tree.ts';
import type { Words } from '../../occupations/words.ts';
import type { Pair } from '../../constraints/constraint.ts';
import { UNSAID, type TermValue } from './term-value.ts';

/** How near two occupations are by the levels between them: what one learns in the one that serves in the other. */
const CLOSENESS: Readonly<Record<OccupationDistance, number>> = { 0: 1, 1: 0.65, 2: 0.35, 3: 0.12, 4: 0 };
/** What each further wish counts less than the one before it, down to the last of these. */
const BY_RANK = [1, 0.9, 0.8, 0.75] as const;
const LAST_RANK = 0.7;

/** 0..1 by the levels to the group that holds both. */
export function closeness(distance: OccupationDistance): number {
  return CLOSENESS[distance];
}

/** How near the wish of this rank (0 the first) is to an offer that is so far from it. */
export function wishValue(distance: OccupationDistance, rank: number): number {
  return CLOSENESS[distance] * (BY_RANK[rank] ?? LAST_RANK);
}

/** How near the offered occupation is to the nearest wanted one, earlier wishes before later ones. */
export function occupationTerm({ jobseeker, vacancy }: Pair, tree: OccupationTree): TermValue {
  let [value, wanted, nearest]: [number, OccupationCode | null, OccupationDistance | null] = [0, null, null];
  for (const [rank, wish] of jobseeker.occupations.entries()) {
    const distance = tree.distance(wish, vacancy.occupation);
    const worth = wishValue(distance, rank);
    if (wanted === null || worth > value) [value, wanted, nearest] = [worth, wish, distance];
  }
  const offered = nameOf(vacancy.occupation, tree);
  if (wanted === null)
    return { value: UNSAID, basis: { name: 'OCCUPATION', wanted: null, offered, distance: null } };
  return { value, basis: { name: 'OCCUPATION', wanted: nameOf(wanted, tree), offered, distance: nearest } };
}

/** An occupation in words; its code where the tree does not know it. */
export function nameOf(code: OccupationCode, tree: OccupationTree): Words {
  return tree.name(code) ?? { en: code, zh: code };
}
