import { ageOn } from '../../identifiers/age-on.ts';
import type { Jobseeker } from '../../subgraphs/matching/market/jobseeker.ts';
import type { Vacancy } from '../../subgraphs/matching/market/vacancy.ts';
import { holdsLicence } from '../../subgraphs/matching/occupations/licences.ts';
import { occupationTree } from '../../subgraphs/matching/occupations/occupation-tree.ts';
import { commuteMinutes } from '../../subgraphs/matching/places/commute.ts';
import type { Preference } from './draw-jobseeker.ts';
import type { DrawnVacancy } from './draw-vacancy.ts';

/** By levels between what is offered and what is truly wanted. */
const LIKING = [1.6, 0.8, 0.3, -0.6, -1.2] as const;
/** A trade that the person would be glad of and never named counts nearly as much as the named one. */
const SECOND_SHARE = 0.8;

/**
 * What a vacancy is truly worth to somebody, without chance: trade, mastery, wage, way, what the place is like, and whether
 * the employer would take the person. Written apart from the engine's score, from what the engine is never shown.
 */
export function utilityOf(jobseeker: Jobseeker, preference: Preference, drawn: DrawnVacancy): number {
  const { vacancy, goodness, perks } = drawn;
  const first = LIKING[occupationTree.distance(preference.trade.occupation, vacancy.occupation)];
  const second = LIKING[occupationTree.distance(preference.second.occupation, vacancy.occupation)];
  const liking = Math.max(first, second * SECOND_SHARE);
  const known = vacancy.skills.filter((skill) => preference.mastered.has(skill)).length;
  const mastery = vacancy.skills.length === 0 ? 0.5 : known / vacancy.skills.length;
  const middle = (vacancy.wageFen.low + vacancy.wageFen.high) / 2;
  const wage = Math.max(-1, Math.min(0.8, Math.log(middle / preference.expectedWageFen)));
  const minutes =
    vacancy.lodging && jobseeker.needsLodging ? 0 : commuteMinutes(jobseeker.county, vacancy.county);
  const taste = perks.reduce((sum, perk) => sum + (preference.taste[perk] ?? 0), 0) / Math.sqrt(perks.length);
  const experience = Math.min(0, preference.years - vacancy.wanted.years) * 0.06;
  return (
    liking +
    0.9 * mastery +
    preference.greed * wage -
    (preference.impatience * minutes) / 60 +
    0.25 * taste +
    0.25 * goodness +
    experience
  );
}

/** Whether nothing that the law or the person says keeps the two apart, in plain words of its own. */
export function isPossible(jobseeker: Jobseeker, vacancy: Vacancy, day: string): boolean {
  return (
    vacancy.status === 'OPEN' &&
    vacancy.openFrom <= day &&
    day <= vacancy.openUntil &&
    vacancy.filled < vacancy.places &&
    vacancy.wageFen.high >= jobseeker.wageFloorFen &&
    jobseeker.shifts.includes(vacancy.shift) &&
    jobseeker.contracts.includes(vacancy.contract) &&
    (!jobseeker.needsLodging || vacancy.lodging) &&
    vacancy.licences.every((licence) => holdsLicence(jobseeker.licences, licence)) &&
    jobseeker.needs.every((need) => vacancy.accommodations.includes(need)) &&
    !vacancy.demands.some((demand) => jobseeker.cannot.includes(demand)) &&
    (jobseeker.needsLodging ||
      commuteMinutes(jobseeker.county, vacancy.county) <= jobseeker.maxCommuteMinutes) &&
    (ageOn(jobseeker.birthDate, day) ?? 0) >= vacancy.minimumAge
  );
}
