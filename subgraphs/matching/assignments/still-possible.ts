import { setImmediate } from 'node:timers/promises';
import type { PersonKey } from '../../../identifiers/person-key.ts';
import { withinRegion } from '../../../identifiers/division.ts';
import { asTold } from '../score/as-told.ts';
import type { VacancyIndex } from '../score/vacancy-index.ts';
import type { MirroredMarket } from '../suggestions/market-mirror.ts';
import type { MadePair } from './keep-run.ts';

/** So often others are let in between. */
const EVERY = 50;

export interface ChosenPair {
  readonly personKey: PersonKey;
  readonly vacancyId: string;
}

/**
 * Of what was chosen, the pairs that can still be proposed by the market as it is now: both are there, in the county, no
 * constraint is violated, and no vacancy has more people than places are free; the best stay. Scores are those that others
 * than the person are told.
 *
 * @throws the signal's reason when it is aborted
 */
export async function stillPossible(
  chosen: readonly ChosenPair[],
  { vacancies, jobseekers }: MirroredMarket,
  { county, signal }: { readonly county: string; readonly signal: AbortSignal },
): Promise<readonly MadePair[]> {
  const possible: MadePair[] = [];
  for (const [place, { personKey, vacancyId }] of chosen.entries()) {
    if (place % EVERY === 0) {
      await setImmediate();
      signal.throwIfAborted();
    }
    const jobseeker = jobseekers.find(personKey);
    if (jobseeker === undefined || !withinRegion(jobseeker.county, county)) continue;
    if (vacancies.find(vacancyId) === undefined) continue;
    const judged = vacancies.judge(jobseeker, vacancyId);
    if (judged.kind === 'REFUSAL') continue;
    const { score } = asTold(judged, 'OTHERS');
    possible.push({ personKey, county: jobseeker.county, vacancyId, score });
  }
  return withinPlaces(possible, vacancies);
}

function withinPlaces(pairs: readonly MadePair[], vacancies: VacancyIndex): readonly MadePair[] {
  const byVacancy = Map.groupBy(pairs, ({ vacancyId }) => vacancyId);
  return Array.from(byVacancy).flatMap(([vacancyId, suitors]) => {
    const { places, filled } = vacancies.find(vacancyId) ?? { places: 0, filled: 0 };
    return suitors.toSorted((one, other) => other.score - one.score).slice(0, Math.max(0, places - filled));
  });
}
