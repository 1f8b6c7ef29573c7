import type pg from 'pg';
import type { PersonKey } from '../../identifiers/person-key.ts';
import { applyMarketSchema } from '../../subgraphs/matching/market/apply-market-schema.ts';
import { applyServiceSchema } from '../../subgraphs/matching/service/apply-service-schema.ts';
import type { GivenContact } from '../../subgraphs/matching/service/consents/give-consent.ts';
import { partsOfName } from '../draw/names.ts';
import type { ProvinceServer } from '../load/table-load.ts';
import {
  DEMONSTRATION_CONTACT,
  DEMONSTRATION_JOBSEEKER,
  demonstrationJobseeker,
  demonstrationVacancies,
} from './demonstration.ts';
import { loadMarket } from './load-market.ts';
import { planMarket, type PlannedMarket } from './plan-market.ts';
import { readProvinceEmployers, readProvincePeople, type ProvincePerson } from './read-province-people.ts';

/** Enough that every planted fault occurs. */
const LEAST_VACANCIES = 450;
/** One person in so many has a profile and has not consented to be matched. */
const WITHOUT_CONSENT_EVERY = 25;

/**
 * Loads the market of a province that was made: its own people and firms, and the demonstration's. Nothing happens where
 * there is a market already.
 * @param client its role owns schemas `market` and `service`, which are there
 */
export async function ensureProvinceMarket(
  client: pg.ClientBase,
  server: ProvinceServer,
  seed: number,
): Promise<void> {
  await applyMarketSchema(client);
  await applyServiceSchema(client);
  const { rows } = await client.query<{ exists: boolean }>('SELECT EXISTS (SELECT FROM market.vacancy)');
  if (rows[0]?.exists === true) return;
  const { people, vacancies, market } = await planProvinceMarket(server, seed);
  await loadMarket(client, {
    vacancies: both(market.vacancies, demonstrationVacancies(vacancies)),
    jobseekers: both([demonstrationJobseeker], market.jobseekers),
    standings: new Map(people.map(({ personKey, standing }) => [personKey, standing])),
    consents: new Map([[DEMONSTRATION_JOBSEEKER, DEMONSTRATION_CONTACT], ...consentsOf(people)]),
  });
}

/** The market of a province by its registers, the demonstration's left out: the same as long as these stay as they are. */
export async function planProvinceMarket(
  server: ProvinceServer,
  seed: number,
): Promise<{
  readonly people: readonly ProvincePerson[];
  readonly vacancies: number;
  readonly market: PlannedMarket;
}> {
  const [people, employers] = [await readProvincePeople(server), await readProvinceEmployers(server)];
  const vacancies = Math.max(LEAST_VACANCIES, people.length);
  const market = planMarket({
    seed,
    jobseekers: people.length,
    vacancies,
    people,
    // A province of a few people may have no firm.
    ...(employers.length === 0 ? {} : { employers }),
  });
  return { people, vacancies, market };
}

/** Under the names of the register; who has none there gives none, and so does not consent. */
function consentsOf(people: readonly ProvincePerson[]): readonly (readonly [PersonKey, GivenContact])[] {
  return people.flatMap(({ personKey, name }, nth) => {
    const parts = partsOfName(name ?? '');
    if (parts === null || nth % WITHOUT_CONSENT_EVERY === WITHOUT_CONSENT_EVERY - 1) return [];
    // Numbers of eleven digits that begin so are given to nobody.
    const phone = `1000${String(nth).padStart(7, '0')}`;
    return [[personKey, { ...parts, phone }] as const];
  });
}

function* both<T>(first: Iterable<T>, second: Iterable<T>): Generator<T> {
  yield* first;
  yield* second;
}
