import type pg from 'pg';
import { SluiceError } from '../../../errors/sluice-error.ts';
import { dayInChina } from '../../../identifiers/calendar-day.ts';
import { readWorkingCalendar } from '../../../identifiers/working-days.ts';
import { inTransaction } from '../../kit/in-transaction.ts';
import type { ProfileDraft } from '../market/keep-jobseeker.ts';
import type { VacancyDraft } from '../market/keep-vacancy.ts';
import { closeCase, confirmCase, refuseCase } from './cases/decide-case.ts';
import { openCase } from './cases/open-case.ts';
import { setPlan, type GivenPlan } from './cases/set-plan.ts';
import { giveConsent, type GivenContact } from './consents/give-consent.ts';
import { withdrawConsent } from './consents/withdraw-consent.ts';
import { declineSuggestion, takeBackDecline } from './declines/note-decline.ts';
import type { GivenUnwanted } from './declines/read-unwanted.ts';
import { recordFollowUp } from './follow-ups.ts';
import { keepProfile } from './keep-profile.ts';
import type { MarketBook } from './market-book.ts';
import { actingAs, callerOf, type Actor, type PartyOf } from './party.ts';
import { acceptOffer } from './referrals/accept-offer.ts';
import { closeReferral, declineReferral, type GivenDecline } from './referrals/end-referral.ts';
import { recordInterview, recordOffer, type Interview, type Offer } from './referrals/interview-and-offer.ts';
import { proposeReferral } from './referrals/propose-referral.ts';
import { agreeToReferral, refer } from './referrals/refer.ts';
import type { ServiceWork } from './service-work.ts';
import { completeTask } from './tasks/complete-task.ts';
import { Turns } from './turns.ts';
import { changeVacancy, postVacancy, withdrawVacancy } from './vacancies.ts';

export interface ServiceDeskOptions {
  readonly pool: pg.Pool;
  readonly market: MarketBook;
  readonly now?: () => Date;
}

/** How many acts of one caller may be under way and wait: nobody who clicks comes near it. */
const MOST_OF_ONE = 16;

/**
 * What people do in the service chain. Each act is one transaction, by somebody named, for the side that it belongs to;
 * it answers with the id of what it was done to, and throws a `SluiceError` of stage `matching` where it is not done.
 * Somebody else's case, referral or task is as if it were not there (`SERVICE_UNKNOWN`). What one caller asks is done one after the
 * other (`CALLER_BUSY` where too much of it waits).
 */
export class ServiceDesk {
  readonly #pool: pg.Pool;
  readonly #market: MarketBook;
  readonly #calendar = readWorkingCalendar();
  readonly #turns = new Turns(MOST_OF_ONE);
  readonly #now: () => Date;

  constructor({ pool, market, now = () => new Date() }: ServiceDeskOptions) {
    this.#pool = pool;
    this.#market = market;
    this.#now = now;
  }

  /** Of a jobseeker: to be matched and introduced. @returns the person key. */
  async giveConsent(
    given: { readonly contact: GivenContact; readonly county: string },
    actor: Actor,
  ): Promise<string> {
    const by = actingAs(actor, 'JOBSEEKER');
    return this.#act(actor, by.personKey, (work) => giveConsent(work, by, given));
  }

  /** Of a jobseeker: open referrals are withdrawn, and employers see nothing more. @returns the person key. */
  async withdrawConsent(actor: Actor): Promise<string> {
    const by = actingAs(actor, 'JOBSEEKER');
    return this.#act(actor, by.personKey, (work) => withdrawConsent(work, by));
  }

  /**
   * Of a jobseeker, or an adviser under an open case.
   * @param personKey null: the jobseeker who asks
   */
  async keepProfile(personKey: string | null, profile: ProfileDraft, actor: Actor): Promise<string> {
    const by = actingAs(actor, 'ADVISER', 'JOBSEEKER');
    const whose = personOf(by, personKey);
    return this.#act(actor, whose, (work) => keepProfile(work, whose, profile, by));
  }

  /** Of an adviser: it is open. Of a jobseeker, for themselves: it is proposed. @returns the case's id. */
  async openCase(personKey: string | null, county: string, actor: Actor): Promise<string> {
    const by = actingAs(actor, 'ADVISER', 'JOBSEEKER');
    const whose = personOf(by, personKey);
    return this.#work(actor, (work) => openCase(work, { personKey: whose, county }, by));
  }

  async confirmCase(caseId: string, actor: Actor): Promise<string> {
    const by = actingAs(actor, 'ADVISER');
    return this.#act(actor, caseId, (work) => confirmCase(work, caseId, by));
  }

  async refuseCase(caseId: string, reason: string, actor: Actor): Promise<string> {
    const by = actingAs(actor, 'ADVISER');
    return this.#act(actor, caseId, (work) => refuseCase(work, caseId, reason, by));
  }

  async closeCase(
    caseId: string,
    given: { readonly outcome: string; readonly reason: string },
    actor: Actor,
  ): Promise<string> {
    const by = actingAs(actor, 'ADVISER');
    return this.#act(actor, caseId, (work) => closeCase(work, caseId, given, by));
  }

  /** @returns the case's id. */
  async setPlan(caseId: string, plan: GivenPlan, actor: Actor): Promise<string> {
    const by = actingAs(actor, 'ADVISER');
    return this.#act(actor, caseId, (work) => setPlan(work, caseId, plan, by));
  }

  /**
   * Of an adviser for somebody, or of a jobseeker for themselves, who has agreed with it.
   * @param personKey null: the jobseeker who asks
   * @returns the referral's id.
   */
  async proposeReferral(
    personKey: string | null,
    vacancyId: string,
    words: string,
    actor: Actor,
  ): Promise<string> {
    const by = actingAs(actor, 'ADVISER', 'JOBSEEKER');
    const whose = personOf(by, personKey);
    return this.#work(actor, (work) => proposeReferral(work, { personKey: whose, vacancyId, words }, by));
  }

  async agreeToReferral(referralId: string, actor: Actor): Promise<string> {
    const by = actingAs(actor, 'JOBSEEKER');
    return this.#act(actor, referralId, (work) => agreeToReferral(work, referralId, by));
  }

  /** The adviser's decision; it takes a place of the vacancy, or is told PLACE_TAKEN. */
  async refer(referralId: string, words: string, actor: Actor): Promise<string> {
    const by = actingAs(actor, 'ADVISER');
    return this.#act(actor, referralId, (work) => refer(work, referralId, words, by));
  }

  async recordInterview(referralId: string, interview: Interview, actor: Actor): Promise<string> {
    const by = actingAs(actor, 'EMPLOYER', 'ADVISER');
    return this.#act(actor, referralId, (work) => recordInterview(work, referralId, interview, by));
  }

  async recordOffer(referralId: string, offer: Offer, actor: Actor): Promise<string> {
    const by = actingAs(actor, 'EMPLOYER', 'ADVISER');
    return this.#act(actor, referralId, (work) => recordOffer(work, referralId, offer, by));
  }

  /** Of the jobseeker: sets follow-ups, and asks the agencies concerned to look at what work changes. */
  async acceptOffer(referralId: string, actor: Actor): Promise<string> {
    const by = actingAs(actor, 'JOBSEEKER');
    return this.#act(actor, referralId, (work) => acceptOffer(work, referralId, by));
  }

  /** Of the jobseeker or the employer: no to a referral, and why. */
  async decline(referralId: string, given: GivenDecline, actor: Actor): Promise<string> {
    const by = actingAs(actor, 'JOBSEEKER', 'EMPLOYER');
    return this.#act(actor, referralId, (work) => declineReferral(work, referralId, given, by));
  }

  /** "Not this one, because", to a suggestion. @returns the id of the decline. */
  async declineSuggestion(given: GivenUnwanted, actor: Actor): Promise<string> {
    const by = actingAs(actor, 'JOBSEEKER');
    return this.#work(actor, (work) => declineSuggestion(work, by, given));
  }

  async takeBackDecline(declineId: string, actor: Actor): Promise<string> {
    const by = actingAs(actor, 'JOBSEEKER');
    return this.#act(actor, declineId, (work) => takeBackDecline(work, by, declineId));
  }

  /** Of an adviser: a referral is taken back. */
  async withdraw(referralId: string, reason: string, actor: Actor): Promise<string> {
    const by = actingAs(actor, 'ADVISER');
    return this.#act(actor, referralId, (work) => closeReferral(work, 'withdraw', referralId, reason, by));
  }

  /** Of an adviser: nobody went on with a referral. */
  async lapse(referralId: string, reason: string, actor: Actor): Promise<string> {
    const by = actingAs(actor, 'ADVISER');
    return this.#act(actor, referralId, (work) => closeReferral(work, 'lapse', referralId, reason, by));
  }

  /** Of an official of the task's agency, in whose area it lies. */
  async completeTask(taskId: string, result: string, actor: Actor): Promise<string> {
    return this.#act(actor, taskId, (work) => completeTask(work, taskId, result, actor));
  }

  async recordFollowUp(
    followUpId: string,
    given: { readonly outcome: string; readonly words: string },
    actor: Actor,
  ): Promise<string> {
    const by = actingAs(actor, 'ADVISER');
    return this.#act(actor, followUpId, (work) => recordFollowUp(work, followUpId, given, by));
  }

  /** @returns the vacancy's id. */
  async postVacancy(draft: VacancyDraft, actor: Actor): Promise<string> {
    const by = actingAs(actor, 'EMPLOYER');
    return this.#work(actor, (work) => postVacancy(work, draft, by));
  }

  async changeVacancy(vacancyId: string, draft: VacancyDraft, actor: Actor): Promise<string> {
    const by = actingAs(actor, 'EMPLOYER');
    return this.#act(actor, vacancyId, (work) => changeVacancy(work, vacancyId, draft, by));
  }

  /** Its open referrals are withdrawn with it. */
  async withdrawVacancy(vacancyId: string, actor: Actor): Promise<string> {
    const by = actingAs(actor, 'EMPLOYER');
    return this.#act(actor, vacancyId, (work) => withdrawVacancy(work, vacancyId, by));
  }

  async #act(actor: Actor, id: string, act: (work: ServiceWork) => Promise<unknown>): Promise<string> {
    await this.#work(actor, act);
    return id;
  }

  #work<T>(actor: Actor, act: (work: ServiceWork) => Promise<T>): Promise<T> {
    return this.#turns.take(callerOf(actor), () =>
      inTransaction(this.#pool, (client) => {
        const now = this.#now();
        return act({ client, market: this.#market, calendar: this.#calendar, now, today: dayInChina(now) });
      }),
    );
  }
}

/** Whom an act is about: a jobseeker asks for themselves, an adviser names somebody. */
function personOf(by: PartyOf<'ADVISER' | 'JOBSEEKER'>, personKey: string | null): string {
  if (by.side === 'JOBSEEKER' && (personKey === null || personKey === by.personKey)) return by.personKey;
  if (by.side === 'ADVISER' && personKey !== null) return personKey;
  throw new SluiceError('SERVICE_NOT_YOURS');
}
