import type pg from 'pg';
import type { PersonKey } from '../../identifiers/person-key.ts';
import type { Jobseeker } from '../../subgraphs/matching/market/jobseeker.ts';
import { jobseekerObstacles } from '../../subgraphs/matching/market/check-jobseeker.ts';
import { checkVacancy } from '../../subgraphs/matching/market/check-vacancy.ts';
import { applyMarketSchema } from '../../subgraphs/matching/market/apply-market-schema.ts';
import { insertJobseekers } from '../../subgraphs/matching/market/keep-jobseeker.ts';
import { insertVacancies } from '../../subgraphs/matching/market/keep-vacancy.ts';
import { vacancyStatus } from '../../subgraphs/matching/market/vacancy-status.ts';
import type { Vacancy } from '../../subgraphs/matching/market/vacancy.ts';
import type { VacancyFault } from '../../subgraphs/matching/market/vacancy-fault.ts';
import { dayInChina } from '../../identifiers/calendar-day.ts';
import { day as dayOf, dayText, TODAY } from '../draw/calendar.ts';
import type { ProvinceServer } from '../load/table-load.ts';
import { demonstrationJobseeker, demonstrationVacancies } from './demonstration.ts';
import type { PersonFacts } from './person-facts.ts';
import { planMarket } from './plan-market.ts';
import { readProvinceEmployers, readProvincePeople } from './read-province-people.ts';

const BATCH = 500;
/** Enough that every planted fault occurs. */
const LEAST_VACANCIES = 450;
/** One person in so many has a profile and has not consented to be matched. */
const WITHOUT_CONSENT_EVERY = 25;

/** A market of which somebody knows what is in it. */
export interface LoadableMarket {
  readonly vacancies: Iterable<Vacancy>;
  readonly jobseekers: Iterable<Jobseeker>;
  /** Who of them is employed or dead, by the registers; everybody else is neither. */
  readonly standings?: ReadonlyMap<PersonKey, PersonFacts['standing']>;
}

/**
 * Brings a market into schema `market`, each vacancy with what is wrong with it, as if its employer had posted it: nothing
 * is left out. In one transaction; the schema must be there and empty.
 */
export async function loadMarket(
  client: pg.ClientBase,
  market: LoadableMarket,
  now = new Date(),
): Promise<void> {
  await client.query('BEGIN');
  try {
    let most = 0;
    for (const batch of batches(judged(market.vacancies, dayInChina(now)))) {
      await insertVacancies(client, batch, now);
      for (const { vacancy } of batch) most = Math.max(most, Number(vacancy.vacancyId.slice(1)));
    }
    let nth = 0;
    for (const batch of batches(market.jobseekers)) {
      const rows = batch.map((jobseeker) => {
        nth += 1;
        const consented = nth % WITHOUT_CONSENT_EVERY !== 0;
        const standing = market.standings?.get(jobseeker.personKey);
        const conclusions = { employed: standing === 'EMPLOYED', deceased: standing === 'DECEASED' };
        return { jobseeker, consented, obstacles: jobseekerObstacles(jobseeker, conclusions) };
      });
      await insertJobseekers(client, rows, now);
    }
    // What is posted next is numbered after them.
    await client.query(`SELECT setval('market.vacancy_number', $1)`, [Math.max(1, most)]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

/**
 * Loads the market of a province that was made: its own people and firms, and the demonstration's. Nothing happens where
 * there is a market already.
 * @param client its role owns schema `market`, which is there
 */
export async function ensureProvinceMarket(
  client: pg.ClientBase,
  server: ProvinceServer,
  seed: number,
): Promise<void> {
  await applyMarketSchema(client);
  const { rows } = await client.query<{ exists: boolean }>('SELECT EXISTS (SELECT FROM market.vacancy)');
  if (rows[0]?.exists === true) return;
  const [people, employers] = [await readProvincePeople(server), await readProvinceEmployers(server)];
  const vacancies = Math.max(LEAST_VACANCIES, people.length);
  const market = planMarket({ seed, jobseekers: people.length, vacancies, people, employers });
  await loadMarket(client, {
    vacancies: both(market.vacancies, demonstrationVacancies(vacancies)),
    jobseekers: both([demonstrationJobseeker], market.jobseekers),
    standings: new Map(people.map(({ personKey, standing }) => [personKey, standing])),
  });
}

/** Each vacancy beside what its employer posted before it, as many days from today as it was planned from its own. */
function* judged(
  vacancies: Iterable<Vacancy>,
  day: string,
): Generator<{ readonly vacancy: Vacancy; readonly faults: readonly VacancyFault[] }> {
  const later = dayOf(day) - TODAY;
  const posted = new Map<string, Vacancy[]>();
  for (const planned of vacancies) {
    const raw = {
      ...planned,
      openFrom: dayText(dayOf(planned.openFrom) + later),
      openUntil: dayText(dayOf(planned.openUntil) + later),
    };
    const place = `${raw.employer} ${raw.occupation} ${raw.county}`;
    const others = posted.get(place) ?? [];
    const faults = checkVacancy(raw, { day, others });
    const vacancy = { ...raw, status: vacancyStatus(raw, faults) };
    if (vacancy.status === 'OPEN' || vacancy.status === 'FILLED') posted.set(place, [...others, vacancy]);
    yield { vacancy, faults };
  }
}

function* batches<T>(all: Iterable<T>): Generator<readonly T[]> {
  let batch: T[] = [];
  for (const one of all) {
    batch.push(one);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function* both<T>(first: Iterable<T>, second: Iterable<T>): Generator<T> {
  yield* first;
  yield* second;
}
