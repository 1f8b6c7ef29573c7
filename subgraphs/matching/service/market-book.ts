import type pg from 'pg';
import type { PersonKey } from '../../../identifiers/person-key.ts';
import type { CreditCode } from '../../../identifiers/credit-code.ts';
import type { Decline } from '../market/jobseeker.ts';
import type { StoredJobseeker } from '../market/jobseeker-rows.ts';
import type { ProfileDraft } from '../market/keep-jobseeker.ts';
import type { VacancyChange, VacancyDraft } from '../market/keep-vacancy.ts';
import type { PriorityGroup } from '../market/priority-group.ts';
import type { PlacesTaken } from '../market/vacancy-status.ts';
import type { LockedVacancy } from '../market/vacancy.ts';

/**
 * What the service chain needs of the store of the market. Everything happens in the caller's transaction: a place that
 * is taken and the referral that takes it are kept together or not at all.
 */
export interface MarketBook {
  /** Null: there is none of this id. */
  lockVacancy(client: pg.ClientBase, vacancyId: string): Promise<LockedVacancy | null>;
  /** Whether a vacancy of this id, or of an employer of this credit code, is there; of none that was refused is that told. */
  isShown(client: pg.ClientBase, what: 'VACANCY' | 'EMPLOYER', value: string): Promise<boolean>;
  /** How many vacancies of an employer are refused and wait to be changed. */
  countRefused(client: pg.ClientBase, employer: CreditCode): Promise<number>;
  setFilled(client: pg.ClientBase, vacancy: LockedVacancy, taken: Omit<PlacesTaken, 'places'>): Promise<void>;
  /** Null: there is no profile. */
  readJobseeker(client: pg.ClientBase, personKey: PersonKey): Promise<StoredJobseeker | null>;
  /** Whether matching may use the person's profile; nothing happens where there is none. */
  setConsented(client: pg.ClientBase, personKey: PersonKey, consented: boolean): Promise<void>;
  /** Whether work was accepted that has not ended: nothing more is suggested then, and it is said why. */
  setAccepted(client: pg.ClientBase, personKey: PersonKey, accepted: boolean): Promise<void>;
  /** Where somebody lives now; nothing happens where there is no profile. */
  setCounty(client: pg.ClientBase, personKey: PersonKey, county: string, now: Date): Promise<void>;
  setDeclined(client: pg.ClientBase, personKey: PersonKey, declined: readonly Decline[]): Promise<void>;
  /** To which groups each counts; nothing happens where there is no profile. */
  setGroups(client: pg.ClientBase, groups: ReadonlyMap<PersonKey, readonly PriorityGroup[]>): Promise<void>;
  /**
   * @param isAnew whether it is recorded as of now, whatever of it differs from the former one
   * @returns whether it says anything else than the former one, or is anew.
   */
  keepProfile(
    client: pg.ClientBase,
    personKey: PersonKey,
    profile: ProfileDraft,
    now: Date,
    isAnew?: boolean,
  ): Promise<boolean>;
  /** @returns the id; a vacancy that demands what is unlawful is kept as refused, with the reasons. */
  postVacancy(client: pg.ClientBase, employer: CreditCode, draft: VacancyDraft, now: Date): Promise<string>;
  /** The vacancy is the employer's, and locked. @returns whether it says anything else than before. */
  changeVacancy(client: pg.ClientBase, vacancyId: string, change: VacancyChange, now: Date): Promise<boolean>;
  withdrawVacancy(client: pg.ClientBase, vacancyId: string, now: Date): Promise<void>;
}
