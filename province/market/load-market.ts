import type pg from 'pg';
import { readWorkingCalendar } from '../../identifiers/working-days.ts';
import type { PersonKey } from '../../identifiers/person-key.ts';
import type { Jobseeker } from '../../subgraphs/matching/market/jobseeker.ts';
import { jobseekerObstacles } from '../../subgraphs/matching/market/check-jobseeker.ts';
import { checkVacancy } from '../../subgraphs/matching/market/check-vacancy.ts';
import { insertJobseekers } from '../../subgraphs/matching/market/keep-jobseeker.ts';
import { insertVacancies } from '../../subgraphs/matching/market/keep-vacancy.ts';
import { postgresMarketBook } from '../../subgraphs/matching/market/postgres-market-book.ts';
import { giveConsent, type GivenContact } from '../../subgraphs/matching/service/consents/give-consent.ts';
import { shutByFaults, vacancyStatus } from '../../subgraphs/matching/market/vacancy-status.ts';
import type { Vacancy } from '../../subgraphs/matching/market/vacancy.ts';
import type { VacancyFault } from '../../subgraphs/matching/market/vacancy-fault.ts';
import { dayInChina } from '../../identifiers/calendar-day.ts';
import { day as dayOf, dayText, TODAY } from '../draw/calendar.ts';
import type { PersonFacts } from './person-facts.ts';

const BATCH = 500;

/** A market of which somebody knows what is in it. */
export interface LoadableMarket {
  readonly vacancies: Iterable<Vacancy>;
  readonly jobseekers: Iterable<Jobseeker>;
  /** Who of them is employed or dead, by the registers; everybody else is neither. */
  readonly standings?: ReadonlyMap<PersonKey, PersonFacts['standing']>;
  /** Who of them consents to be matched and introduced, and how they are reached; nobody else does. */
  readonly consents?: ReadonlyMap<PersonKey, GivenContact>;
}

/**
 * Brings a market into schemas `market` and `service`, each vacancy with what is wrong with it, as if its employer had posted it: nothing
 * is left out. In one transaction; the tables must be there and empty.
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
    for (const batch of batches(market.jobseekers)) await enterJobseekers(client, batch, market, now);
    // What is posted next is numbered after them.
    await client.query(`SELECT setval('market.vacancy_number', $1)`, [Math.max(1, most)]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

async function enterJobseekers(
  client: pg.ClientBase,
  jobseekers: readonly Jobseeker[],
  { standings, consents }: LoadableMarket,
  now: Date,
): Promise<void> {
  const rows = jobseekers.map((jobseeker) => {
    const standing = standings?.get(jobseeker.personKey);
    const conclusions = { employed: standing === 'EMPLOYED', deceased: standing === 'DECEASED' };
    return { jobseeker, consented: false, obstacles: jobseekerObstacles(jobseeker, conclusions) };
  });
  await insertJobseekers(client, rows, now);
  const work = {
    client,
    market: postgresMarketBook,
    calendar: readWorkingCalendar(),
    now,
    today: dayInChina(now),
  };
  for (const { personKey, county } of jobseekers) {
    const contact = consents?.get(personKey);
    if (contact !== undefined) await giveConsent(work, { side: 'JOBSEEKER', personKey }, { contact, county });
  }
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
    const others = posted.get(raw.employer) ?? [];
    const faults = checkVacancy(raw, { day, open: others.length, others });
    const vacancy = { ...raw, status: vacancyStatus({ ...raw, held: 0 }, shutByFaults(faults)) };
    if (vacancy.status === 'OPEN' || vacancy.status === 'FILLED')
      posted.set(raw.employer, [...others, vacancy]);
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
