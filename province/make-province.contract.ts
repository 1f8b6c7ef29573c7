import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../hub/testing/test-database.ts';
import { checkCreditCode } from '../identifiers/credit-code.ts';
import { syntheticDivisions } from '../identifiers/division.ts';
import { personKeyOf } from '../identifiers/person-key.ts';
import type { ProvinceServer } from './load/table-load.ts';
import { makeProvince, readProvinceFacts, type ProvinceFacts } from './make-province.ts';
import { AGENCY_TABLES } from './registers/agency-tables.ts';
import { PLAIN_QUERIES } from './truth/plain-queries.ts';

/** Large enough for every share below to be far from its bound by chance alone. */
const RESIDENTS = 20_000;

let database: TestDatabase;
let server: ProvinceServer;
let client: pg.Client;
let facts: ProvinceFacts;

beforeAll(async () => {
  database = await createTestDatabase();
  // All tables in one database, so that a plain statement can join what agencies keep apart.
  server = { ...database, databaseName: () => database.database };
  facts = await makeProvince({ residents: RESIDENTS, seed: 2399, server });
  client = new pg.Client(database);
  await client.connect();
}, 120_000);
afterAll(async () => {
  await client.end();
  await database.drop();
});

async function column(sql: string, parameters: readonly unknown[] = []): Promise<readonly (string | null)[]> {
  const { rows } = await client.query<{ answer: string | null }>(sql, [...parameters]);
  return rows.map((row) => row.answer);
}
async function number(sql: string): Promise<number> {
  return Number((await column(sql))[0]);
}

test('what was loaded is remembered, whole, indexed and open to nobody', async () => {
  expect(await readProvinceFacts(server)).toEqual({ residents: RESIDENTS, seed: 2399, rows: facts.rows });
  let rows = await number('SELECT count(*) AS answer FROM planted_case');
  for (const { name } of AGENCY_TABLES) rows += await number(`SELECT count(*) AS answer FROM ${name}`);
  expect(rows).toBe(facts.rows);
  expect(
    await number(`SELECT count(*) AS answer FROM pg_indexes WHERE schemaname = 'public'`),
  ).toBeGreaterThan(70);
  expect(
    await number(`SELECT count(*) AS answer FROM information_schema.role_table_grants
      WHERE grantee = 'PUBLIC' AND table_schema = 'public'`),
  ).toBe(0);
});

test.each(Object.entries(PLAIN_QUERIES))(
  'a plain query finds exactly the planted cases of %s and none of its exemptions',
  async (kind, query) => {
    const planted = await column(
      `SELECT DISTINCT ${query.by} AS answer FROM planted_case WHERE kind = $1 AND NOT exempt`,
      [kind],
    );
    const found = await column(query.sql);
    expect(planted.length).toBeGreaterThanOrEqual(10);
    expect([...found].sort()).toEqual([...planted].sort());
  },
);

test.each([
  ['BARRED_VEHICLE', 'MOBILITY_SCOOTER', / *AND vehicle_kind <> 'MOBILITY_SCOOTER'/u],
  ['BARRED_VEHICLE', 'SOLE_LIVELIHOOD', /AND use <> 'SOLE_LIVELIHOOD'/u],
  ['BARRED_VEHICLE', 'TRANSFERRED', /AND vehicle.status = 'NORMAL'/u],
  ['BARRED_VEHICLE', 'SUPERSEDED_VERSION', /vehicle.recorded_to IS NULL AND/u],
  ['TWO_HOMES', 'DEMOLITION', /AND acquired_by <> 'DEMOLITION'/u],
  ['TWO_HOMES', 'GARAGE', /AND use = 'RESIDENTIAL'/u],
  ['COMPANY_CONTROL', 'STALL_WITHOUT_EMPLOYEES', /AND NOT \(kind = 'STALL' AND employees = 0\)/u],
  ['COMPANY_CONTROL', 'CANCELLED_FIRM', /AND status = 'OPEN'/u],
  ['COMPANY_CONTROL', 'SHARE_SOLD', /holding.recorded_to IS NULL AND/u],
  ['INCOME_OVER_LINE', 'BASIC_PENSION_DISREGARDED', /AND kind <> 'RESIDENT_PENSION'/u],
  ['MOVED_AWAY', 'WITHIN_COUNTY', /AND moved_to_division NOT LIKE '23%'/u],
  ['DEAD_AND_PAID', 'MEMBER_REMOVED_IN_TIME', /AND \(ever.valid_to IS NULL OR [^\n]*/u],
  ['ONE_CARD_MANY_FAMILIES', 'INSTITUTION_CARD', /WHERE NOT \(one.case_number IN[^\n]*/u],
  ['BASE_OVER_LINE', 'SEALED_ACCOUNT', /AND status = 'PAYING'(?=\))/u],
  ['PUBLIC_PAY_IN_FAMILY', 'LEFT_BEFORE', /AND pay_month >= '2025-11'/u],
  ['TEKUN_ABLE_TO_WORK', 'OF_AGE', /AND age\([^\n]*/u],
  ['TEKUN_ABLE_TO_WORK', 'LIMB_DISABILITY', /OR d.kind = 'LIMB' AND d.grade <= 2/u],
  ['TEKUN_ABLE_TO_WORK', 'SIGHT_DISABILITY', /OR d.kind = 'SIGHT' AND d.grade = 1/u],
  ['RETURNED_NEVER_REPAID', 'REPAID', /AND NOT EXISTS \(SELECT 1 FROM paid[^)]*\)/u],
  ['RETURNED_NEVER_REPAID', 'RETURNED_RECENTLY', /AND returned.approved_on <= date '2026-11-01' - 30/u],
  ['RETURNED_NEVER_REPAID', 'RECIPIENT_DIED', /AND NOT EXISTS \(SELECT 1 FROM death[^]*/u],
  ['APPROVER_RELATED', 'DIVORCED_BEFORE', /AND NOT EXISTS [^]*/u],
  ['POVERTY_BY_ILLNESS', 'OVER_A_YEAR_AGO', /AND visited_on >= '2025-11-01'/u],
  ['POVERTY_BY_ILLNESS', 'IN_SCHEME', /AND person_key NOT IN \(TABLE assisted\)/u],
  ['POVERTY_BY_ILLNESS', 'AID_GRANTED', /AND person_key NOT IN \(SELECT person_key FROM aid_grant[^\n]*/u],
  ['INCOME_DROP', 'CHANGED_JOB', /AND \(SELECT coalesce[^\n]*/u],
  ['INCOME_DROP', 'ONE_MONTH_ONLY', /AND to_month BETWEEN '2026-05' AND '2026-08'/u],
  ['INCOME_DROP', 'ENDED_LONG_AGO', /AND to_month BETWEEN '2026-05' AND '2026-08'/u],
  ['INCOME_DROP', 'RETIRED', /UNION ALL SELECT person_key, monthly_fen[^\n]*\n[^\n]*(?=\))/u],
  ['NEW_SEVERE_DISABILITY', 'OLD_CERTIFICATE', /AND issued_on >= [^\n]*/u],
  ['NEW_SEVERE_DISABILITY', 'MILDER_GRADE', /AND grade <= 2/u],
  ['NEW_SEVERE_DISABILITY', 'IN_SCHEME', /AND person_key NOT IN \(TABLE assisted\)/u],
  ['STUDENT_WITHOUT_GRANT', 'GRANTED', /AND NOT EXISTS[^\n]*/u],
  ['STUDENT_WITHOUT_GRANT', 'LEFT_SCHOOL', /AND e.status = 'ENROLLED'/u],
  ['LONELY_ELDER', 'DIED', /AND NOT EXISTS \(SELECT 1 FROM death_certificate[^\n]*/u],
  ['LONELY_ELDER', 'SEEN_BY_A_DOCTOR', /AND NOT EXISTS \(SELECT 1 FROM medical_claim[^\n]*/u],
  ['MISSED_TEKUN', 'OWNS_VEHICLE', /UNION SELECT owner_person_key FROM vehicle[^\n]*/u],
  ['MISSED_TEKUN', 'EMPLOYEES_PENSION', /UNION SELECT person_key FROM benefit_interval[^\n]*/u],
  ['MISSED_TEKUN', 'IN_SCHEME', /UNION TABLE assisted/u],
  ['ZERO_EMPLOYMENT', 'RURAL_HOUSEHOLD', /AND h.setting = 'URBAN'/u],
  ['ZERO_EMPLOYMENT', 'ON_ASSISTANCE', /AND household_number NOT IN [^\n]*/u],
  ['APPROVED_UNPAID_30_DAYS', 'APPROVED_RECENTLY', /AND approved_on <= date '2026-11-01' - 30/u],
] as const)(
  'of %s the exemption %s is a near miss: without its condition it would be found',
  async (kind, exemption, condition) => {
    const query = PLAIN_QUERIES[kind];
    const exempt = await column(
      `SELECT ${query.by} AS answer FROM planted_case WHERE kind = $1 AND exemption = $2`,
      [kind, exemption],
    );
    expect(query.sql).toMatch(condition);
    const found = new Set(await column(query.sql.replace(condition, '')));
    expect(exempt.length).toBeGreaterThanOrEqual(5);
    expect(exempt.filter((each) => !found.has(each))).toEqual([]);
  },
);

test('a number that two people share names neither in the household registration', async () => {
  const planted = await number(`SELECT count(*) AS answer FROM planted_case WHERE kind = 'SHARED_NUMBER'`);
  const flagged = `FROM resident WHERE quality_flag = 'NUMBER_SHARED' AND recorded_to IS NULL`;
  expect(await number(`SELECT count(*) AS answer ${flagged}`)).toBe(planted * 2);
  expect(await number(`SELECT count(person_key) AS answer ${flagged}`)).toBe(0);
});

test('every number that has a key is sound, synthetic and has that key; every other has none', async () => {
  const wrong: string[] = [];
  for (const table of AGENCY_TABLES) {
    for (const keyColumn of table.columns.filter((each) => each.endsWith('person_key'))) {
      const role = keyColumn.slice(0, -'person_key'.length);
      const { rows } = await client.query<Record<'key' | 'kind' | 'number' | 'flag', string | null>>(
        `SELECT DISTINCT ${keyColumn} AS key, ${role}id_kind AS kind, ${role}id_number AS number,
           CASE quality_flag WHEN 'NUMBER_SHARED' THEN quality_flag END AS flag FROM ${table.name}`,
      );
      for (const row of rows) {
        const key = row.flag === null ? personKeyOf(row.kind, row.number, syntheticDivisions) : null;
        if (row.key !== key) wrong.push(`${table.name}.${keyColumn}`);
      }
    }
  }
  expect(wrong).toEqual([]);
  const codes = await column('SELECT credit_code AS answer FROM enterprise');
  expect(codes.filter((code) => !checkCreditCode(code ?? '', syntheticDivisions).ok)).toEqual([]);
  expect(new Set(codes).size).toBe(codes.length);
});

test('current records name one thing each', async () => {
  for (const [table, columns] of [
    ['resident', 'person_key'],
    ['household', 'household_number'],
    ['assistance_family', 'case_number'],
    ['vehicle', 'plate_type, plate'],
    ['payment', 'case_number, pay_month, batch'],
  ] as const) {
    const twice = `SELECT 1 FROM ${table} WHERE recorded_to IS NULL AND (${columns}) IS NOT NULL
      GROUP BY ${columns} HAVING count(*) > 1`;
    expect([table, await number(`SELECT count(*) AS answer FROM (${twice}) AS t`)]).toEqual([table, 0]);
  }
  expect(await number('SELECT count(*) AS answer FROM resident WHERE recorded_to IS NULL')).toBe(RESIDENTS);
});

test('records are dated before today and versions follow each other', async () => {
  for (const { name } of AGENCY_TABLES) {
    const odd = `SELECT count(*) AS answer FROM ${name} WHERE valid_from > '2026-11-01' OR recorded_from > '2026-11-01'
      OR valid_to < valid_from OR recorded_to <= recorded_from`;
    expect([name, await number(odd)]).toEqual([name, 0]);
  }
});

test('the registers have the dirt of real ones', async () => {
  for (const flag of ['ID_CHECK_DIGIT', 'ID_15_DIGITS', 'ID_FULL_WIDTH', 'ID_MISSING']) {
    expect(
      await number(`SELECT count(*) AS answer FROM medical_claim WHERE quality_flag = '${flag}'`),
    ).toBeGreaterThan(3);
  }
  expect(
    await number(`SELECT count(*) AS answer FROM resident WHERE recorded_to IS NOT NULL`),
  ).toBeGreaterThan(50);
  expect(
    await number(
      `SELECT count(*) AS answer FROM medical_claim WHERE recorded_from > visited_on + interval '60 days'`,
    ),
  ).toBeGreaterThan(20);
  expect(await number('SELECT count(*) AS answer FROM resident WHERE phone IS NULL')).toBeGreaterThan(100);
  expect(
    await number(`SELECT count(*) AS answer FROM (SELECT name FROM resident WHERE recorded_to IS NULL
      GROUP BY name HAVING count(DISTINCT person_key) > 1) AS namesakes`),
  ).toBeGreaterThan(100);
});

test('people, work, wealth and health hang together', async () => {
  const living = `FROM resident r WHERE r.recorded_to IS NULL`;
  const assisted = `EXISTS (SELECT 1 FROM assistance_family f WHERE f.household_number = r.household_number)`;
  const share = async (condition: string, of: string): Promise<number> =>
    await number(`SELECT avg((${condition})::int) AS answer ${living} AND ${of}`);
  const has = (table: string): string =>
    `EXISTS (SELECT 1 FROM ${table} x WHERE x.person_key = r.person_key)`;
  const owns = `EXISTS (SELECT 1 FROM vehicle v WHERE v.owner_person_key = r.person_key)`;
  const grown = `r.born_on < '2006-01-01'`;

  expect(await share(assisted, 'true')).toBeGreaterThan(0.04);
  expect(await share(assisted, 'true')).toBeLessThan(0.07);
  expect(await share(owns, `${grown} AND NOT ${assisted}`)).toBeGreaterThan(0.15);
  expect(await share(owns, `r.born_on > '2008-11-01'`)).toBe(0);
  expect(await share(has('serious_illness'), assisted)).toBeGreaterThan(
    2 * (await share(has('serious_illness'), `NOT ${assisted}`)),
  );
  expect(await share(has('disability_certificate'), assisted)).toBeGreaterThan(
    2 * (await share(has('disability_certificate'), `NOT ${assisted}`)),
  );
  expect(await share(has('enrolment'), `r.born_on BETWEEN '2013-01-01' AND '2019-01-01'`)).toBeGreaterThan(
    0.9,
  );
  expect(await share(has('enrolment'), `r.born_on < '2003-01-01'`)).toBe(0);
  expect(await share(has('public_payroll'), `r.born_on > '2008-11-01'`)).toBe(0);
  expect(
    await number(
      'SELECT count(*) AS answer FROM medical_claim WHERE total_fen <> fund_paid_fen + aid_fen + self_paid_fen',
    ),
  ).toBe(0);
});

test('an aborted province leaves the old tables and no facts', async () => {
  const before = await number('SELECT count(*) AS answer FROM resident');
  const abort = new AbortController();
  const making = makeProvince({
    residents: 4000,
    seed: 1,
    server,
    signal: abort.signal,
    onProgress: () => abort.abort(new Error('enough')),
  });
  await expect(making).rejects.toThrow('enough');
  expect(await number('SELECT count(*) AS answer FROM resident')).toBe(before);
  expect(await readProvinceFacts(server)).toBeNull();
});

test('T6 namesakes are planted: the same name and day of birth, another number, and never the label of a finding', async () => {
  const namesakes = await number(`SELECT count(*) AS answer FROM planted_case p
    JOIN resident r ON r.person_key = p.person_key AND r.recorded_to IS NULL
    JOIN (SELECT name, id_number, person_key FROM death_certificate
          UNION ALL SELECT owner_name, owner_id_number, owner_person_key FROM vehicle) AS other ON other.name = r.name
      AND substr(other.id_number, 7, 8) = to_char(r.born_on, 'YYYYMMDD') AND other.person_key <> r.person_key
    WHERE p.exemption IN ('NAMESAKE_DIED', 'NAMESAKE_OWNER')`);
  expect(namesakes).toBeGreaterThanOrEqual(8);
  expect(
    await number(`SELECT count(*) AS answer FROM planted_case one JOIN planted_case other USING (kind, case_number)
      WHERE one.exemption LIKE 'NAMESAKE%' AND NOT other.exempt`),
  ).toBe(0);
});
