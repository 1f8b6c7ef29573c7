import type { SubgraphWork } from '../../kit/source-mapping.ts';
import type { ServedRow } from '../serve/served-row.ts';
import type { ServiceDesk } from '../service/service-desk.ts';
import { numberOf, textOf } from './given-arguments.ts';
import { vacancyDraftOf } from './vacancy-draft.ts';

/** What an employer does, about the own vacancies and those who were referred to them. */
export function employerMutations(desk: ServiceDesk, served: ServedRow): SubgraphWork['mutations'] {
  return {
    postVacancy: async ({ draft }, { grant }) =>
      served('vacancy', await desk.postVacancy(vacancyDraftOf(draft), grant.subject)),
    changeVacancy: async ({ vacancyId, draft }, { grant }) =>
      served('vacancy', await desk.changeVacancy(textOf(vacancyId), vacancyDraftOf(draft), grant.subject)),
    withdrawVacancy: async ({ vacancyId }, { grant }) =>
      served('vacancy', await desk.withdrawVacancy(textOf(vacancyId), grant.subject)),
    inviteToInterview: async ({ referralId, at, words }, { grant }) =>
      served(
        'received_referral',
        await desk.recordInterview(
          textOf(referralId),
          { at: textOf(at), words: textOf(words) },
          grant.subject,
        ),
      ),
    offerWork: async ({ referralId, wage, startsOn, words }, { grant }) =>
      served(
        'received_referral',
        await desk.recordOffer(
          textOf(referralId),
          { wageFen: numberOf(wage), startsOn: textOf(startsOn), words: textOf(words) },
          grant.subject,
        ),
      ),
    turnDownCandidate: async ({ referralId, cause, words }, { grant }) =>
      served(
        'received_referral',
        await desk.decline(textOf(referralId), { cause: textOf(cause), words: textOf(words) }, grant.subject),
      ),
  };
}
