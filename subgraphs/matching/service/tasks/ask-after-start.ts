import type { WorkStart } from '../follow-ups.ts';
import { groupsOfPerson } from '../groups-of-person.ts';
import type { ServiceWork } from '../service-work.ts';
import { askAgency } from './ask-agency.ts';
import type { TaskKind } from './task-terms.ts';

/**
 * Asks the agencies that somebody's work concerns: labour always, civil affairs where the family is known to draw
 * minimum living allowance. WHY not where it can not be told: civil affairs would learn of the work of somebody it has
 * nothing to do with.
 */
export async function askAfterStart(work: ServiceWork, start: WorkStart): Promise<void> {
  const groups = await groupsOfPerson(work, start.personKey);
  const requests: (readonly [TaskKind, string])[] = [['ELIGIBILITY_RECHECK', 'labour']];
  if (groups.length > 0) requests.push(['JOB_SUBSIDY', 'labour']);
  if (groups.includes('DIBAO'))
    requests.push(['DIBAO_TAPER', 'civil-affairs'], ['ELIGIBILITY_RECHECK', 'civil-affairs']);
  const { referralId, caseId, personKey, county, startsOn } = start;
  for (const [kind, agency] of requests) {
    const request = {
      kind,
      agency,
      subject: `referral ${referralId}`,
      personKey,
      county,
      caseId,
      referralId,
    };
    await askAgency(work, { ...request, from: startsOn }, null);
  }
}
