import { readTable } from './read-table.ts';
import type { Words } from './words.ts';

/** An occupation (细类) of the classification of 2022, `d-dd-dd-dd`. */
export type OccupationCode = string;

/** How many levels above two occupations the group lies that holds both: 0 the same, 4 not even of one major class. */
export type OccupationDistance = 0 | 1 | 2 | 3 | 4;

/** The classification of occupations: major class `d`, middle group `d-dd`, minor group `d-dd-dd`, occupation. */
export interface OccupationTree {
  /** Every occupation, in the order of the codes. */
  readonly codes: readonly OccupationCode[];
  has(code: string): boolean;
  /** What an occupation is called; null where the code is unknown. */
  name(code: string): Words | null;
  /** Symmetric. Asks nothing but the codes, so that an unknown occupation is near its neighbours all the same. */
  distance(a: OccupationCode, b: OccupationCode): OccupationDistance;
}

const NAMES: ReadonlyMap<OccupationCode, Words> = new Map(
  readTable(new URL('occupations.csv', import.meta.url)).map(([code = '', zh = '', en = '']) => [
    code,
    { en, zh },
  ]),
);

/**
 * Some three hundred occupations in the shape of 国家职业分类大典 (2022), those that a county's labour market is made of.
 * The classes and middle groups are its own; the last digits of a code are set here where the book was not at hand.
 */
export const occupationTree: OccupationTree = {
  codes: [...NAMES.keys()].sort(),
  has: (code) => NAMES.has(code),
  name: (code) => NAMES.get(code) ?? null,
  distance: distanceOf,
};

/** Where the levels end in `d-dd-dd-dd`. */
const MINOR_END = 7;
const MIDDLE_END = 4;

function distanceOf(a: OccupationCode, b: OccupationCode): OccupationDistance {
  if (a === b) return 0;
  if (a.slice(0, MINOR_END) === b.slice(0, MINOR_END)) return 1;
  if (a.slice(0, MIDDLE_END) === b.slice(0, MIDDLE_END)) return 2;
  return a.charAt(0) === b.charAt(0) ? 3 : 4;
}
