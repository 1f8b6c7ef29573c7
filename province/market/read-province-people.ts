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
const PLANTED = { EMPLOYED: 12, DECEASED: 6 } as const;

interface Resident {
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
export async function readProvincePeople(server: ProvinceServer): Promise<readonly PersonFacts[]> {
  const registers = await readRegisters(server);
  const seeking: PersonFacts[] = [];
  const flexible: PersonFacts[] = [];
  const employed: PersonFacts[] = [];
  const deceased: PersonFacts[] = [];
  for (const resident of registers.residents) {
    const status = registers.work.get(resident.person_key)?.status;
    const facts = (standing: PersonFacts['standing']): PersonFacts => factsOf(resident, registers, standing);
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

function factsOf(resident: Resident, registers: Registers, standing: PersonFacts['standing']): PersonFacts {
  const { person_key: personKey, born_on: birthDate, sex, county } = resident;
  const disability = registers.disabilities.get(personKey) ?? null;
  const work = registers.work.get(personKey);
  const age = Number(dayText(TODAY).slice(0, 4)) - Number(birthDate.slice(0, 4));
  const groups: PriorityGroup[] = [];
  if (age >= (sex === 'MALE' ? 50 : 40)) groups.push('OVER_50_40');
  if (disability !== null) groups.push('DISABLED');
  if (registers.onDibao.has(personKey)) groups.push('DIBAO');
  if (work?.status === 'UNEMPLOYED' && work.since < dayText(TODAY - 366)) groups.push('LONG_TERM');
  return { personKey, county, birthDate, sex, disability, groups, standing };
}

async function readRegisters(server: ProvinceServer): Promise<Registers> {
  const [oldest, youngest] = [dayText(TODAY - 60 * 365), dayText(TODAY - 17 * 366)];
  const residents = await reading(server, 'household_registration', async (client) => {
    const { rows } = await client.query<Resident>(
      `SELECT DISTINCT ON (person_key) person_key, left(address_division, 6) AS county, born_on::text AS born_on, sex, status
       FROM resident WHERE recorded_to IS NULL AND person_key LIKE 'RID:%' AND born_on BETWEEN $1 AND $2
       ORDER BY person_key, record_id`,
      [oldest, youngest],
    );
    return rows;
  });
  const work = await reading(server, 'labour', async (client) => {
    const { rows } = await client.query<Record<'person_key' | 'status' | 'since', string>>(
      `SELECT person_key, status, registered_on::text AS since FROM employment_registration
       WHERE recorded_to IS NULL AND valid_to IS NULL AND person_key IS NOT NULL ORDER BY record_id`,
    );
    return new Map(rows.map((row) => [row.person_key, row]));
  });
  const certified = await keyed(
    server,
    'health',
    'SELECT person_key AS key, NULL AS value FROM death_certificate',
  );
  const assisted = await keyed(
    server,
    'civil_affairs',
    `SELECT member.person_key AS key, NULL AS value FROM assistance_member AS member JOIN assistance_family AS family
       USING (case_number) WHERE family.recorded_to IS NULL AND member.recorded_to IS NULL
       AND family.status = 'ACTIVE' AND family.scheme = 'DIBAO'`,
  );
  const disabled = await keyed(
    server,
    'civil_affairs',
    'SELECT person_key AS key, kind AS value FROM disability_certificate WHERE recorded_to IS NULL',
  );
  return {
    residents,
    work,
    dead: new Set(certified.keys()),
    onDibao: new Set(assisted.keys()),
    disabilities: disabled as ReadonlyMap<string, DisabilityKind>,
  };
}

async function keyed(
  server: ProvinceServer,
  database: AgencyDatabase,
  sql: string,
): Promise<ReadonlyMap<string, string | null>> {
  return await reading(server, database, async (client) => {
    const { rows } = await client.query<{ key: string | null; value: string | null }>(sql);
    return new Map(rows.flatMap(({ key, value }) => (key === null ? [] : [[key, value] as const])));
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
