import type { PersonKey } from '../../../identifiers/person-key.ts';
import type { LicenceId } from '../occupations/licences.ts';
import type { OccupationCode } from '../occupations/occupation-tree.ts';
import type { SkillId } from '../occupations/skills.ts';
import type { DivisionCode, Fen, IsoDate } from './measures.ts';
import type { PriorityGroup } from './priority-group.ts';
import type { Accommodation, Contract, EducationLevel, PhysicalDemand, Shift } from './working-terms.ts';

/** What a "not this one, because" is about. */
export const DECLINED_THINGS = ['VACANCY', 'EMPLOYER', 'OCCUPATION', 'COUNTY', 'SHIFT'] as const;
export type DeclinedThing = (typeof DECLINED_THINGS)[number];

/** Filters what it names from later suggestions and lowers what is like it; it has no other consequence. */
export interface Decline {
  readonly what: DeclinedThing;
  /** The vacancy's id, the credit code, the occupation, the county or the shift. */
  readonly value: string;
  readonly reason: string;
}

/** Somebody who looks for work, as matching sees them. */
export interface Jobseeker {
  readonly personKey: PersonKey;
  readonly county: DivisionCode;
  readonly birthDate: IsoDate;
  /** Wanted, the best first; may be empty. */
  readonly occupations: readonly OccupationCode[];
  readonly skills: readonly SkillId[];
  readonly licences: readonly LicenceId[];
  /** In the person's own words; may be empty, scripts may be mixed. */
  readonly text: string;
  /** Years of work in the wanted occupations. */
  readonly years: number;
  readonly education: EducationLevel;
  readonly maxCommuteMinutes: number;
  /** The least that is worth going for, a month. */
  readonly wageFloorFen: Fen;
  readonly shifts: readonly Shift[];
  readonly contracts: readonly Contract[];
  readonly needsLodging: boolean;
  /** A conclusion of a derivation, or the person's own words; never which of them. */
  readonly cannot: readonly PhysicalDemand[];
  /** Likewise. */
  readonly needs: readonly Accommodation[];
  /** For re-ranking and fairness figures alone: the score of a pair never reads it. */
  readonly groups: readonly PriorityGroup[];
  readonly declined: readonly Decline[];
}
