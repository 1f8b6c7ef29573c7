import type pg from 'pg';
import { makeCreditCode, type CreditCode } from '../../identifiers/credit-code.ts';
import type { PersonKey } from '../../identifiers/person-key.ts';
import type { PriorityGroup } from '../../subgraphs/matching/market/priority-group.ts';
import { dayText, TODAY } from '../draw/calendar.ts';
import type { Sex } from '../people/person.ts';
import type { AgencyDatabase } from '../registers/province-table.ts';

/** Opens a connection to the database of an agency, as somebody who may write there; ended here. */
export type OpenAgency = (database: AgencyDatabase) => Promise<pg.Client>;

/** Somebody who works at the plant, by the registers. */
export interface PlantWorker {
  readonly personKey: PersonKey;
  readonly householdNumber: string;
  readonly birthDate: string;
  readonly sex: Sex;
  /** Six digits: where the household lives. */
  readonly county: string;
}

/** A plant of which somebody knows who works there. */
export interface PlantedPlant {
  readonly creditCode: CreditCode;
  readonly name: string;
  readonly workers: readonly PlantWorker[];
  /** Urban households in which everybody of working age works at the plant: without work once it has closed. */
  readonly wholeHouseholds: readonly string[];
  /** One of them, whose household draws minimum living allowance: with work of its own, a little. */
  readonly onDibao: PlantWorker;
}

/** The case of `onDibao`. */
export const DIBAO_CASE = 'D-PLANT-0001';
export const PLANT_CODE = makeCreditCode({ category: '91', division: '239900', organisation: 'PLANT001' });
export const PLANT_NAME = '哈尔滨合成机械厂';
/** Where the plant is, and its people live: districts of Harbin. */
const COUNTIES = ['230102', '230103', '230104'] as const;
/** What the priority rules of the province call working age. */
const WORKING_AGE = { from: 16, below: 63 } as const;

interface Resident extends Omit<PlantWorker, 'county' | 'personKey'> {
  readonly personKey: PersonKey | null;
  readonly setting: 'URBAN' | 'RURAL';
  readonly status: string;
}

/**
 * Gives people of a province that was made one employer: whole urban households first, then others who are insured by a
 * firm. They move to Harbin, and their insurance is the plant's. Before anything is connected to the databases.
 * @throws RangeError where the province has not so many people whom firms insure
 */
export async function plantPlant(
  open: OpenAgency,
  { workers: wanted }: { readonly workers: number },
): Promise<PlantedPlant> {
  const insured = new Set(await using(open, 'labour', readInsured));
  const homes = Map.groupBy(
    await using(open, 'household_registration', readResidents),
    ({ householdNumber }) => householdNumber,
  );
  const chosen = chooseWorkers(homes, insured, wanted);
  await using(open, 'household_registration', (client) => moveHome(client, chosen.workers));
  await using(open, 'labour', (client) => takeOver(client, chosen.workers));
  await using(open, 'business_registry', registerPlant);
  const onDibao = chosen.workers.find(({ householdNumber }) =>
    chosen.wholeHouseholds.includes(householdNumber),
  );
  if (onDibao === undefined) throw new RangeError('no urban household lives on what firms pay alone');
  await using(open, 'civil_affairs', (client) => grantDibao(client, onDibao));
  return { creditCode: PLANT_CODE, name: PLANT_NAME, ...chosen, onDibao };
}

/**
 * What the rules of the province conclude on a day (`YYYY-MM-DD`) of a worker, besides disability, once all of them are
 * unemployed.
 */
export function groupsAfterClosing(
  { wholeHouseholds, onDibao }: PlantedPlant,
  worker: PlantWorker,
  day: string,
): readonly PriorityGroup[] {
  const age = ageOn(day, worker.birthDate);
  const groups: PriorityGroup[] = [];
  if (worker.sex === 'MALE' ? age >= 50 && age < 63 : age >= 40 && age < 58) groups.push('OVER_50_40');
  if (wholeHouseholds.includes(worker.householdNumber)) groups.push('ZERO_EMPLOYMENT');
  if (worker.personKey === onDibao.personKey) groups.push('DIBAO');
  return groups;
}

function chooseWorkers(
  homes: ReadonlyMap<string, readonly Resident[]>,
  insured: ReadonlySet<string>,
  wanted: number,
): Pick<PlantedPlant, 'workers' | 'wholeHouseholds'> {
  const whole: Resident[][] = [];
  const others: Resident[][] = [];
  for (const members of homes.values()) {
    const working = members.filter(({ birthDate }) => isOfWorkingAge(birthDate));
    const employed = working.filter(
      ({ personKey, status }) => isIn(insured, personKey) && status === 'NORMAL',
    );
    // One number that nobody can read, and nobody can say that the household is without work.
    const isKnown = members.every(({ personKey }) => personKey !== null);
    const isWhole = isKnown && employed.length === working.length && members[0]?.setting === 'URBAN';
    if (employed.length > 0) (isWhole ? whole : others).push(employed);
  }
  // Half of them at most: somebody else at home has work in the other half.
  const closing = takeUntil(whole, Math.ceil(wanted / 2));
  const rest = [...others, ...whole.slice(closing.length)];
  const filled = takeUntil(rest, wanted - closing.flat().length);
  const workers = [...closing, ...filled].flatMap((members, nth) =>
    members.map((member): PlantWorker => ({
      personKey: member.personKey ?? ('' as PersonKey),
      householdNumber: member.householdNumber,
      birthDate: member.birthDate,
      sex: member.sex,
      county: COUNTIES[nth % COUNTIES.length] ?? COUNTIES[0],
    })),
  );
  if (workers.length < wanted)
    throw new RangeError(`firms insure ${workers.length} people of the province alone`);
  // Others of `whole` that came in to fill up lose all their work as well.
  const filling = filled.filter((members) => whole.includes(members));
  return {
    workers,
    wholeHouseholds: [...closing, ...filling].flatMap((members) => members[0]?.householdNumber ?? []),
  };
}

function takeUntil(homes: readonly Resident[][], wanted: number): readonly Resident[][] {
  const taken: Resident[][] = [];
  let people = 0;
  for (const members of homes) {
    if (people >= wanted) break;
    taken.push(members);
    people += members.length;
  }
  return taken;
}

function isIn(insured: ReadonlySet<string>, personKey: PersonKey | null): boolean {
  return personKey !== null && insured.has(personKey);
}

function isOfWorkingAge(birthDate: string): boolean {
  const age = ageOn(dayText(TODAY), birthDate);
  return age >= WORKING_AGE.from && age < WORKING_AGE.below;
}

function ageOn(day: string, birthDate: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

async function readInsured(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ person_key: string }>(
    `SELECT DISTINCT person_key FROM insurance_interval
     WHERE recorded_to IS NULL AND to_month IS NULL AND unit_credit_code IS NOT NULL AND person_key LIKE 'RID:%'
     ORDER BY person_key`,
  );
  return rows.map(({ person_key: key }) => key);
}

async function readResidents(client: pg.Client): Promise<readonly Resident[]> {
  const { rows } = await client.query<Resident>(
    `SELECT resident.person_key AS "personKey", household_number AS "householdNumber", born_on::text AS "birthDate",
       sex, status, setting
     FROM resident JOIN household USING (household_number)
     WHERE resident.recorded_to IS NULL AND household.recorded_to IS NULL AND born_on IS NOT NULL
     ORDER BY household_number, resident.record_id`,
  );
  return rows;
}

async function moveHome(client: pg.Client, workers: readonly PlantWorker[]): Promise<void> {
  const homes = new Map(workers.map(({ householdNumber, county }) => [householdNumber, county]));
  for (const table of ['resident', 'household'])
    await client.query(
      `UPDATE ${table} SET division = home.county || '001', address_division = home.county || '001'
       FROM unnest($1::text[], $2::text[]) AS home (number, county)
       WHERE household_number = home.number AND recorded_to IS NULL`,
      [[...homes.keys()], [...homes.values()]],
    );
}

async function takeOver(client: pg.Client, workers: readonly PlantWorker[]): Promise<void> {
  const people = [workers.map(({ personKey }) => personKey), workers.map(({ county }) => county)];
  await client.query(
    `UPDATE insurance_interval SET unit_credit_code = $3, unit_name = $4, division = worker.county
     FROM unnest($1::text[], $2::text[]) AS worker (key, county)
     WHERE person_key = worker.key AND recorded_to IS NULL AND to_month IS NULL`,
    [...people, PLANT_CODE, PLANT_NAME],
  );
  await client.query(
    `UPDATE employment_registration SET division = worker.county
     FROM unnest($1::text[], $2::text[]) AS worker (key, county)
     WHERE person_key = worker.key AND recorded_to IS NULL`,
    people,
  );
}

async function registerPlant(client: pg.Client): Promise<void> {
  await client.query(
    `INSERT INTO enterprise (record_id, valid_from, recorded_from, credit_code, name, kind, status, registered_on,
       capital_fen, industry, division)
     SELECT max(record_id) + 1, '1998-05-04', '1998-05-06', $1, $2, 'COMPANY', 'OPEN', '1998-05-04', 5000000000,
       'MANUFACTURING', '230102001' FROM enterprise`,
    [PLANT_CODE, PLANT_NAME],
  );
}

/** Before the plant closes the family is poor although somebody works: it may draw allowance all the same. */
async function grantDibao(client: pg.Client, worker: PlantWorker): Promise<void> {
  const of = [DIBAO_CASE, worker.personKey, worker.personKey.slice('RID:'.length), `${worker.county}001`];
  await client.query(
    `INSERT INTO assistance_family (record_id, valid_from, recorded_from, case_number, scheme, class, setting, status,
       household_number, head_person_key, head_id_kind, head_id_number, monthly_amount_fen, member_count, applied_on,
       approved_on, division)
     SELECT max(record_id) + 1, '2026-03-01', '2026-03-02', $1, 'DIBAO', 'C', 'URBAN', 'ACTIVE',
       $5, $2, 'RID', $3, 42000, 1, '2026-02-10', '2026-03-01', $4 FROM assistance_family`,
    [...of, worker.householdNumber],
  );
  await client.query(
    `INSERT INTO assistance_member (record_id, valid_from, recorded_from, case_number, person_key, id_kind, id_number,
       relation, division)
     SELECT max(record_id) + 1, '2026-03-01', '2026-03-02', $1, $2, 'RID', $3, 'HEAD', $4 FROM assistance_member`,
    of,
  );
}

/** Opens, works, and ends the connection however that ends. */
export async function using<T>(
  open: OpenAgency,
  database: AgencyDatabase,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = await open(database);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
