import { dayInChina } from '../../../identifiers/calendar-day.ts';
import type { SubgraphWork } from '../../kit/source-mapping.ts';
import type { SubgraphContext } from '../../kit/subgraph-context.ts';
import type { ServedRow } from '../serve/served-row.ts';
import type { ServiceDesk } from '../service/service-desk.ts';
import { textOf } from './given-arguments.ts';
import { profileDraftOf } from './profile-draft.ts';

/** What somebody who looks for work does, for himself alone. */
export function jobseekerMutations(desk: ServiceDesk, served: ServedRow): SubgraphWork['mutations'] {
  const own = ({ grant }: SubgraphContext) => served('jobseeker', grant.subject.person ?? '');
  return {
    ...referralMutations(desk, served),
    keepProfile: async ({ profile }, context) => {
      const { subject } = context.grant;
      await desk.keepProfile(
        null,
        profileDraftOf(profile, subject.person ?? '', dayInChina(new Date())),
        subject,
      );
      return own(context);
    },
    registerForWork: async ({ county }, context) => {
      await desk.openCase(null, textOf(county), context.grant.subject);
      return own(context);
    },
    consentToMatching: async ({ surname, givenName, phone, county }, context) => {
      const contact = { surname: textOf(surname), givenName: textOf(givenName), phone: textOf(phone) };
      await desk.giveConsent({ contact, county: textOf(county) }, context.grant.subject);
      return own(context);
    },
    withdrawConsent: async (_, context) => {
      await desk.withdrawConsent(context.grant.subject);
      return own(context);
    },
    declineSuggestion: async ({ what, value, reason }, context) => {
      const unwanted = { what: textOf(what), value: textOf(value), reason: textOf(reason) };
      await desk.declineSuggestion(unwanted, context.grant.subject);
      return own(context);
    },
    takeBackDecline: async ({ declineId }, context) => {
      await desk.takeBackDecline(textOf(declineId), context.grant.subject);
      return own(context);
    },
  };
}

function referralMutations(desk: ServiceDesk, served: ServedRow): SubgraphWork['mutations'] {
  return {
    askForReferral: async ({ vacancyId, words }, { grant }) =>
      served(
        'referral_to_jobseeker',
        await desk.proposeReferral(null, textOf(vacancyId), textOf(words), grant.subject),
      ),
    agreeToReferral: async ({ referralId }, { grant }) =>
      served('referral_to_jobseeker', await desk.agreeToReferral(textOf(referralId), grant.subject)),
    acceptOffer: async ({ referralId }, { grant }) =>
      served('referral_to_jobseeker', await desk.acceptOffer(textOf(referralId), grant.subject)),
    declineReferral: async ({ referralId, cause, words }, { grant }) =>
      served(
        'referral_to_jobseeker',
        await desk.decline(textOf(referralId), { cause: textOf(cause), words: textOf(words) }, grant.subject),
      ),
  };
}
