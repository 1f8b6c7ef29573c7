import { dayInChina } from '../../../identifiers/calendar-day.ts';
import type { SubgraphWork } from '../../kit/source-mapping.ts';
import type { ServedRow } from '../serve/served-row.ts';
import type { ServiceDesk } from '../service/service-desk.ts';
import { numberOf, objectOf, textOf } from './given-arguments.ts';
import { profileDraftOf } from './profile-draft.ts';

/** What an adviser decides, and an official of another agency that was asked. */
export function adviserMutations(desk: ServiceDesk, served: ServedRow): SubgraphWork['mutations'] {
  return {
    ...caseMutations(desk, served),
    ...mutationsForOthers(desk, served),
    proposeReferral: async ({ person, vacancyId, words }, { grant }) =>
      served(
        'referral_to_adviser',
        await desk.proposeReferral(textOf(person), textOf(vacancyId), textOf(words), grant.subject),
      ),
    refer: async ({ referralId, words }, { grant }) =>
      served('referral_to_adviser', await desk.refer(textOf(referralId), textOf(words), grant.subject)),
    endReferral: async ({ referralId, hasLapsed, reason }, { grant }) => {
      const [id, why] = [textOf(referralId), textOf(reason)];
      await (hasLapsed === true ? desk.lapse(id, why, grant.subject) : desk.withdraw(id, why, grant.subject));
      return served('referral_to_adviser', id);
    },
    recordFollowUp: async ({ followUpId, outcome, words }, { grant }) =>
      served(
        'follow_up',
        await desk.recordFollowUp(
          textOf(followUpId),
          { outcome: textOf(outcome), words: textOf(words) },
          grant.subject,
        ),
      ),
    completeTask: async ({ taskId, result }, { grant }) =>
      served('coordination_task', await desk.completeTask(textOf(taskId), textOf(result), grant.subject)),
  };
}

/** What is somebody else's to say, written down for whoever comes to the counter or calls. */
function mutationsForOthers(desk: ServiceDesk, served: ServedRow): SubgraphWork['mutations'] {
  return {
    keepProfileFor: async ({ person, profile }, { grant }) => {
      const draft = profileDraftOf(profile, textOf(person), dayInChina(new Date()));
      return served('jobseeker', await desk.keepProfile(textOf(person), draft, grant.subject));
    },
    recordInterview: async ({ referralId, at, words }, { grant }) => {
      const interview = { at: textOf(at), words: textOf(words) };
      return served(
        'referral_to_adviser',
        await desk.recordInterview(textOf(referralId), interview, grant.subject),
      );
    },
    recordOffer: async ({ referralId, wage, startsOn, words }, { grant }) => {
      const offer = { wageFen: numberOf(wage), startsOn: textOf(startsOn), words: textOf(words) };
      return served('referral_to_adviser', await desk.recordOffer(textOf(referralId), offer, grant.subject));
    },
  };
}

function caseMutations(desk: ServiceDesk, served: ServedRow): SubgraphWork['mutations'] {
  return {
    openCase: async ({ person, county }, { grant }) =>
      served('service_case', await desk.openCase(textOf(person), textOf(county), grant.subject)),
    confirmCase: async ({ caseId }, { grant }) =>
      served('service_case', await desk.confirmCase(textOf(caseId), grant.subject)),
    refuseCase: async ({ caseId, reason }, { grant }) =>
      served('service_case', await desk.refuseCase(textOf(caseId), textOf(reason), grant.subject)),
    closeCase: async ({ caseId, outcome, reason }, { grant }) =>
      served(
        'service_case',
        await desk.closeCase(
          textOf(caseId),
          { outcome: textOf(outcome), reason: textOf(reason) },
          grant.subject,
        ),
      ),
    makePlan: async ({ caseId, person, goal, measures }, { grant }) =>
      served(
        'service_case',
        await desk.setPlan(
          textOf(caseId),
          {
            personKey: textOf(person),
            goal: textOf(goal),
            measures: (measures as readonly unknown[]).map((each) => {
              const { kind, words } = objectOf(each);
              return { kind: textOf(kind), words: textOf(words) };
            }),
          },
          grant.subject,
        ),
      ),
  };
}
