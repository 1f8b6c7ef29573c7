import type pg from 'pg';
import type { CreditCode } from '../../identifiers/credit-code.ts';
import type { PersonKey } from '../../identifiers/person-key.ts';
import type { PriorityGroup } from '../../subgraphs/matching/market/priority-group.ts';
import { dayText, TODAY } from '../draw/calendar.ts';
import { provinceClient, type ProvinceServer } from '../load/table-load.ts';
import type { DisabilityKind, Sex } from '../people/person.ts';
import type { AgencyDatabase } from '../registers/province-table.ts';
import type { EmployerFacts, PersonFacts } from './person-facts.ts';

/** How many jobseekers a province has at most, and how many among them are planted to be found. */
const MOST_SEEKING = 600;
/** Of how many with each status on the registers it is looked whether they are of an age to work. */
const LOOKED_AT = 2_000;
const PLANTED = { EMPLOYED: 12, DECEASED: 6 } as const;

/** Somebody of the province who looks for work, with the name of the register. */
export interface ProvincePerson extends PersonFacts {
  readonly name: string | null;
}

interface Resident {
  readonly name: string | null;
  readonly person_key: PersonKey;
  readonly county: string;
  readonly born_on: string;
  readonly sex: Sex;
  readonly status: string;
}

interface Registers {
  readonly residents: readonly Resident[];
  readonly dead: ReadonlySet<string>;
  readonly work: ReadonlyMap<string, { readonly status: string; readonly since: string }>;
  readonly disabilities: ReadonlyMap<string, DisabilityKind>;
  readonly onDibao: ReadonlySet<string>;
}

/**
 * Who looks for work in a province that was made, by its own registers: the unemployed first, then those with work of no
 * fixed kind. At the end come some who are employed or dead by the registers and look for work all the same.
 */
export async function readProvincePeople(server: ProvinceServer): Promise<readonly ProvincePerson[]> {
  const registers = await readRegisters(server);
  const seeking: ProvincePerson[] = [];
  const flexible: ProvincePerson[] = [];
  const employed: ProvincePerson[] = [];
  const deceased: ProvincePerson[] = [];
  for (const resident of registers.residents) {
    const status = registers.work.get(resident.person_key)?.status;
    const facts = (standing: PersonFacts['standing']): ProvincePerson =>
      factsOf(resident, registers, standing);
    if (registers.dead.has(resident.person_key)) deceased.push(facts('DECEASED'));
    else if (resident.status !== 'NORMAL') continue;
    else if (status === 'UNEMPLOYED') seeking.push(facts('SEEKING'));
    else if (status === 'FLEXIBLE') flexible.push(facts('SEEKING'));
    else if (status === 'EMPLOYED') employed.push(facts('EMPLOYED'));
  }
  return [
    ...[...seeking, ...flexible].slice(0, MOST_SEEKING),
    ...employed.slice(0, PLANTED.EMPLOYED),
    ...deceased.slice(0, PLANTED.DECEASED),
  ];
}

/** The firms of a province that are open, by their codes. */
export async function readProvinceEmployers(server: ProvinceServer): Promise<readonly EmployerFacts[]> {
  return await reading(server, 'business_registry', async (client) => {
    const { rows } = await client.query<{ creditCode: CreditCode; county: string }>(
      `SELECT DISTINCT ON (credit_code) credit_code AS "creditCode", left(division, 6) AS county FROM enterprise
       WHERE recorded_to IS NULL AND status = 'OPEN' AND kind = 'COMPANY' ORDER BY credit_code`,
    );
    return rows;
  });
}

function factsOf(
  resident: Resident,
  registers: Registers,
  standing: PersonFacts['standing'],
): ProvincePerson {
  const { person_key: personKey, born_on: birthDate, sex, county, name } = resident;
  const disability = registers.disabilities.get(personKey) ?? null;
  const work = registers.work.get(personKey);
  const age = Number(dayText(TODAY).slice(0, 4)) - Number(birthDate.slice(0, 4));
  const groups: PriorityGroup[] = [];
  if (age >= (sex === 'MALE' ? 50 : 40)) groups.push('OVER_50_40');
  if (disability !== null) groups.push('DISABLED');
  if (registers.onDibao.has(personKey)) groups.push('DIBAO');
  if (work?.status === 'UNEMPLOYED' && work.since < dayText(TODAY - 366)) groups.push('LONG_TERM');
  return { personKey, county, birthDate, sex, disability, groups, standing, name };
}

/** What the registers have of so many people that enough of them are of an age to work: a province may be large. */
async function readRegisters(server: ProvinceServer): Promise<Registers> {
  const work = await reading(server, 'labour', async (client) => {
    const { rows } = await client.query<Record<'person_key' | 'status' | 'since', string>>(
      `SELECT seen.* FROM unnest(ARRAY['UNEMPLOYED', 'FLEXIBLE', 'EMPLOYED']) AS wanted, LATERAL (
         SELECT person_key, status, registered_on::text AS since FROM employment_registration
         WHERE recorded_to IS NULL AND valid_to IS NULL AND person_key LIKE 'RID:%' AND status = wanted
         ORDER BY person_key LIMIT $1) AS seen`,
      [LOOKED_AT],
    );
    return new Map(rows.map((row) => [row.person_key, row]));
  });
  const dead = await keyed(
    server,
    'health',
    `SELECT DISTINCT person_key AS key, NULL AS value FROM death_certificate
     WHERE person_key LIKE 'RID:%' ORDER BY key LIMIT $1`,
    LOOKED_AT,
  );
  const keys = [...work.keys(), ...dead.keys()];
  const onDibao = await keyed(
    server,
    'civil_affairs',
    `SELECT member.person_key AS key, NULL AS value FROM assistance_member AS member JOIN assistance_family AS family
       USING (case_number) WHERE family.recorded_to IS NULL AND member.recorded_to IS NULL
       AND family.status = 'ACTIVE' AND family.scheme = 'DIBAO' AND member.person_key = ANY ($1)`,
    keys,
  );
  const disabled = await keyed(
    server,
    'civil_affairs',
    `SELECT person_key AS key, kind AS value FROM disability_certificate
     WHERE recorded_to IS NULL AND person_key = ANY ($1)`,
    keys,
  );
  return {
    residents: await readResidents(server, keys, [...dead.keys()]),
    work,
    dead: new Set(dead.keys()),
    onDibao: new Set(onDibao.keys()),
    disabilities: disabled as ReadonlyMap<string, DisabilityKind>,
  };
}

/** Those of them who are of an age to work, or died past it, in the order of their keys. */
async function readResidents(
  server: ProvinceServer,
  keys: readonly string[],
  dead: readonly string[],
): Promise<readonly Resident[]> {
  const [oldest, youngest] = [dayText(TODAY - 60 * 365), dayText(TODAY - 17 * 366)];
  return await reading(server, 'household_registration', async (client) => {
    const { rows } = await client.query<Resident>(
      `SELECT DISTINCT ON (person_key) person_key, left(address_division, 6) AS county, born_on::text AS born_on, sex, status,
         name
       FROM resident WHERE recorded_to IS NULL AND person_key = ANY ($1) AND born_on <= $3
         AND (born_on >= $2 OR person_key = ANY ($4))
       ORDER BY person_key, record_id`,
      [keys, oldest, youngest, dead],
    );
    return rows;
  });
}

async function keyed(
  server: ProvinceServer,
  database: AgencyDatabase,
  sql: string,
  parameter: unknown,
): Promise<ReadonlyMap<string, string | null>> {
  return await reading(server, database, async (client) => {
    const { rows } = await client.query<{ key: string; value: string | null }>(sql, [parameter]);
    return new Map(rows.map(({ key, value }) => [key, value]));
  });
}

async function reading<T>(
  server: ProvinceServer,
  database: AgencyDatabase,
  read: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = provinceClient(server, database);
  await client.connect();
  try {
    return await read(client);
  } finally {
    await client.end();
  }
}
