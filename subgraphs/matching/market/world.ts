import { occupationTree, type OccupationTree } from '../occupations/occupation-tree.ts';
import { commuteMinutes } from '../places/commute.ts';
import type { DivisionCode } from './measures.ts';

/** What matching knows of the world beside vacancies and people: tests bring smaller ones. */
export interface World {
  readonly occupationTree: OccupationTree;
  /** From door to door, one way; infinite where a county is unknown. */
  commuteMinutes(from: DivisionCode, to: DivisionCode): number;
}

/** The world as it ships. */
export const world: World = { occupationTree, commuteMinutes };
