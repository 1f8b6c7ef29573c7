import type pg from 'pg';
import type { PersonKey } from '../../../identifiers/person-key.ts';
import type { CreditCode } from '../../../identifiers/credit-code.ts';
import type { Decline } from '../market/jobseeker.ts';
import type { BodilyNeeds, Introduction, ProfileDraft } from '../market/keep-jobseeker.ts';
import type { VacancyDraft } from '../market/keep-vacancy.ts';
import type { DivisionCode, IsoDate } from '../market/measures.ts';
import type { PriorityGroup } from '../market/priority-group.ts';
import type { VacancyStatus } from '../market/vacancy.ts';

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
  /** Null: there is no profile. */
  needsOf(client: pg.ClientBase, personKey: PersonKey): Promise<BodilyNeeds | null>;
  /** Whether matching may use the person's profile; nothing happens where there is none. */
  setConsented(client: pg.ClientBase, personKey: PersonKey, consented: boolean): Promise<void>;
  setDeclined(client: pg.ClientBase, personKey: PersonKey, declined: readonly Decline[]): Promise<void>;
  /** Those of the people who have a profile: of nobody else is there anything to set. */
  profilesAmong(client: pg.ClientBase, personKeys: readonly string[]): Promise<ReadonlySet<string>>;
  setGroups(client: pg.ClientBase, personKey: PersonKey, groups: readonly PriorityGroup[]): Promise<void>;
  keepProfile(client: pg.ClientBase, personKey: PersonKey, profile: ProfileDraft, now: Date): Promise<void>;
  /** @returns the id; a vacancy that demands what is unlawful is kept as refused, with the reasons. */
  postVacancy(client: pg.ClientBase, employer: CreditCode, draft: VacancyDraft, now: Date): Promise<string>;
  /** The vacancy is the employer's, and locked. */
  changeVacancy(client: pg.ClientBase, vacancyId: string, draft: VacancyDraft, now: Date): Promise<void>;
  withdrawVacancy(client: pg.ClientBase, vacancyId: string, now: Date): Promise<void>;
}
