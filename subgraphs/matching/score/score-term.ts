import type { EducationLevel } from '../market/working-terms.ts';
import type { DeclinedThing } from '../market/jobseeker.ts';
import type { Fen } from '../market/measures.ts';
import type { OccupationDistance } from '../occupations/occupation-tree.ts';
import type { Words } from '../occupations/words.ts';

/** What a term rests on: all that its words may say. */
export type TermBasis =
  | {
      readonly name: 'OCCUPATION';
      /** The wanted occupation that is nearest; null where the jobseeker names none. */
      readonly wanted: Words | null;
      readonly offered: Words;
      readonly distance: OccupationDistance | null;
    }
  | {
      readonly name: 'SKILLS';
      /** What both have, the rarest in the market first. */
      readonly shared: readonly Words[];
      /** What the vacancy asks for beyond that, the rarest first. */
      readonly missing: readonly Words[];
      /** Whether the jobseeker named skills at all. */
      readonly told: boolean;
    }
  | {
      readonly name: 'TEXT';
      /** Words of both texts, those that count most first. */
      readonly words: readonly string[];
      readonly told: boolean;
    }
  | { readonly name: 'WAGE'; readonly lowFen: Fen; readonly highFen: Fen; readonly floorFen: Fen }
  | {
      readonly name: 'COMMUTE';
      readonly minutes: number;
      readonly limitMinutes: number;
      /** The jobseeker lives at the place of work, so that the way does not bar. */
      readonly lodging: boolean;
    }
  | {
      readonly name: 'EMPLOYER_WISH';
      readonly years: number;
      readonly wantedYears: number;
      readonly education: EducationLevel;
      readonly wantedEducation: EducationLevel;
    }
  | {
      readonly name: 'UNLIKE_DECLINED';
      /** What the jobseeker declined that this is most like; null where it is like nothing declined. */
      readonly like: { readonly what: DeclinedThing; readonly name: Words } | null;
    };

export const TERM_NAMES = [
  'OCCUPATION',
  'SKILLS',
  'TEXT',
  'WAGE',
  'COMMUTE',
  'EMPLOYER_WISH',
  'UNLIKE_DECLINED',
] as const satisfies readonly TermBasis['name'][];
export type TermName = (typeof TERM_NAMES)[number];

/** One part of the score of a pair. */
export interface ScoreTerm {
  readonly name: TermName;
  /** Its share of the score; all of a score together are 1. */
  readonly weight: number;
  /** 0..1. */
  readonly value: number;
  readonly basis: TermBasis;
}
