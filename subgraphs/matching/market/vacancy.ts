import type { CreditCode } from '../../../identifiers/credit-code.ts';
import type { LicenceId } from '../occupations/licences.ts';
import type { OccupationCode } from '../occupations/occupation-tree.ts';
import type { SkillId } from '../occupations/skills.ts';
import type { DivisionCode, Fen, IsoDate } from './measures.ts';
import type { Accommodation, Contract, EducationLevel, PhysicalDemand, Shift } from './working-terms.ts';

/** `REFUSED`: what it demands is unlawful or makes no sense; it is kept with the reasons, and matched with nobody. */
export type VacancyStatus = 'OPEN' | 'WITHDRAWN' | 'FILLED' | 'REFUSED';

/** Work that an employer offers. */
export interface Vacancy {
  /** `V` and ten digits. */
  readonly vacancyId: string;
  readonly employer: CreditCode;
  readonly title: string;
  /** As the employer wrote it: scripts may be mixed, words may be unlawful (see `checkVacancy`). */
  readonly text: string;
  readonly occupation: OccupationCode;
  readonly skills: readonly SkillId[];
  /** What the law or the employer requires of whoever does this work. */
  readonly licences: readonly LicenceId[];
  readonly county: DivisionCode;
  readonly shift: Shift;
  readonly contract: Contract;
  /** A month. */
  readonly wageFen: { readonly low: Fen; readonly high: Fen };
  /** Whether there is a bed at the place of work. */
  readonly lodging: boolean;
  readonly demands: readonly PhysicalDemand[];
  /** What the workplace offers. */
  readonly accommodations: readonly Accommodation[];
  /** 18 where the work is barred to minors (未成年工特殊保护规定) or the employer asks for it, else 16 (劳动法 第十五条). */
  readonly minimumAge: 16 | 18;
  /** What the employer would like: it moves the score and never bars anybody. */
  readonly wanted: { readonly years: number; readonly education: EducationLevel };
  readonly places: number;
  /** How many of the places are taken. */
  readonly filled: number;
  readonly openFrom: IsoDate;
  /** The last day on which it is open. */
  readonly openUntil: IsoDate;
  readonly status: VacancyStatus;
}

declare const locked: unique symbol;

/** As it was read when it was locked: nobody else changes it or takes a place of it until the transaction ends. */
export type LockedVacancy = Vacancy & { readonly [locked]: true };
