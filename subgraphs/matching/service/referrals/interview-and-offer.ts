import { unlawfulDemands } from '../../market/unlawful-demands.ts';
import type { PartyOf } from '../party.ts';
import { comingDay, comingInstant, givenAmount, invalidInput, optionalText } from '../read-given.ts';
import type { ServiceWork } from '../service-work.ts';
import { enterStage } from './enter-stage.ts';
import { assertLawfulWage } from './legal-bars.ts';
import { takeUp } from './take-step.ts';

/** Where and when somebody is asked to come. */
export interface Interview {
  /** An instant in UTC. */
  readonly at: string;
  /** Where, and what to bring; may be empty. */
  readonly words: string;
}

/** What an employer offers. */
export interface Offer {
  /** A month, in fen. */
  readonly wageFen: number;
  readonly startsOn: string;
  readonly words: string;
}

/**
 * An appointment; with it the employer has name and telephone number. Recorded again, it is another appointment.
 * @throws SluiceError SERVICE_INPUT_INVALID and those of `takeUp`
 */
export async function recordInterview(
  work: ServiceWork,
  referralId: string,
  interview: Interview,
  by: PartyOf<'EMPLOYER' | 'ADVISER'>,
): Promise<void> {
  const interviewAt = comingInstant(interview.at, 'at', work.now);
  const words = lawfulWords(interview.words);
  const details = { interviewAt, interviewWords: words };
  const taken = await takeUp(work, referralId, { act: 'interview', by, cause: null, words, details });
  if (taken !== null) await enterStage(work, taken.referral, taken.step);
}

/**
 * Work at a wage, from a day on. WHY the wage is held against the law: a vacancy below the minimum is refused, and an offer
 * must not be the way round it.
 * @throws SluiceError SERVICE_INPUT_INVALID and those of `takeUp`
 */
export async function recordOffer(
  work: ServiceWork,
  referralId: string,
  offer: Offer,
  by: PartyOf<'EMPLOYER' | 'ADVISER'>,
): Promise<void> {
  const words = lawfulWords(offer.words);
  const details = {
    offerWageFen: givenAmount(offer.wageFen, 'wage'),
    offerWords: words,
    startsOn: comingDay(offer.startsOn, 'startsOn', work.today),
  };
  const taken = await takeUp(work, referralId, { act: 'offer', by, cause: null, words, details });
  if (taken === null) return;
  assertLawfulWage(details.offerWageFen, taken.vacancy, work.today);
  await enterStage(work, taken.referral, taken.step);
}

/** WHY: what no vacancy may demand is not demanded of the one who comes for it either. */
function lawfulWords(given: string): string {
  const words = optionalText(given, 'words');
  const [fault] = unlawfulDemands({ title: '', text: words });
  if (fault === undefined) return words;
  throw invalidInput({
    en: `words: ${fault.words.en} (${fault.statute ?? ''})`,
    zh: `words：${fault.words.zh}（${fault.statute ?? ''}）`,
  });
}
