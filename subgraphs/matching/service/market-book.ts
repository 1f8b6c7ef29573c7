import type pg from 'pg';
import type { PersonKey } from '../../../identifiers/person-key.ts';
import type { CreditCode } from '../../../identifiers/credit-code.ts';
import type { Decline, Jobseeker } from '../market/jobseeker.ts';
import type { DivisionCode, IsoDate } from '../market/measures.ts';
import type { PriorityGroup } from '../market/priority-group.ts';
import type { Vacancy, VacancyStatus } from '../market/vacancy.ts';
import type { OccupationCode } from '../occupations/occupation-tree.ts';
import type { SkillId } from '../occupations/skills.ts';

/** A vacancy of which nobody else takes a place until the transaction ends. */
export interface LockedVacancy {
  readonly vacancyId: string;
  readonly employer: CreditCode;
  readonly county: DivisionCode;
  readonly places: number;
  /** Places taken, those included that are held for somebody who was referred. */
  readonly filled: number;
  readonly status: VacancyStatus;
  readonly openFrom: IsoDate;
  readonly openUntil: IsoDate;
}

/** What an employer learns of somebody at first. */
export interface Introduction {
  readonly occupation: OccupationCode | null;
  readonly skills: readonly SkillId[];
  readonly years: number;
}

/** What an employer says of a vacancy; what it has of its own comes from the store. */
export type VacancyDraft = Omit<Vacancy, 'vacancyId' | 'employer' | 'filled' | 'status'>;

/** What somebody says of themselves; consent, declines and groups have ways of their own. */
export type ProfileDraft = Omit<Jobseeker, 'personKey' | 'declined' | 'groups'>;

/**
 * What the service chain needs of the store of the market. Everything happens in the caller's transaction: a place that
 * is taken and the referral that takes it are kept together or not at all.
 */
export interface MarketBook {
  /** Null: there is none of this id. */
  lockVacancy(client: pg.ClientBase, vacancyId: string): Promise<LockedVacancy | null>;
  setFilled(client: pg.ClientBase, vacancyId: string, filled: number, status: VacancyStatus): Promise<void>;
  /** Null: nothing is known of the person. */
  introductionOf(client: pg.ClientBase, personKey: PersonKey): Promise<Introduction | null>;
  /** Whether matching may use the person's profile; nothing happens where there is none. */
  setConsented(client: pg.ClientBase, personKey: PersonKey, consented: boolean): Promise<void>;
  setDeclined(client: pg.ClientBase, personKey: PersonKey, declined: readonly Decline[]): Promise<void>;
  setGroups(client: pg.ClientBase, personKey: PersonKey, groups: readonly PriorityGroup[]): Promise<void>;
  keepProfile(client: pg.ClientBase, personKey: PersonKey, profile: ProfileDraft, now: Date): Promise<void>;
  /** @returns the id; a vacancy that demands what is unlawful is kept as refused, with the reasons. */
  postVacancy(client: pg.ClientBase, employer: CreditCode, draft: VacancyDraft, now: Date): Promise<string>;
  /** The vacancy is the employer's, and locked. */
  changeVacancy(client: pg.ClientBase, vacancyId: string, draft: VacancyDraft, now: Date): Promise<void>;
  withdrawVacancy(client: pg.ClientBase, vacancyId: string, now: Date): Promise<void>;
}
