import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../hub/testing/test-database.ts';
import { makeProvince } from '../make-province.ts';
import { closePlant, registerUnemployed } from './close-plant.ts';
import { groupsAfterClosing, PLANT_CODE, plantPlant, type PlantedPlant } from './closing-plant.ts';

let database: TestDatabase;
let client: pg.Client;
let plant: PlantedPlant;
/** In China it is the fifth already. */
const CLOSED = new Date('2026-11-04T20:00:00Z');

const open = async (): Promise<pg.Client> => {
  const opened = new pg.Client(database);
  await opened.connect();
  return opened;
};

beforeAll(async () => {
  database = await createTestDatabase();
  await makeProvince({
    residents: 2_000,
    seed: 5,
    server: { ...database, databaseName: () => database.database },
  });
  client = await open();
  plant = await plantPlant(open, { workers: 300 });
}, 120_000);
afterAll(async () => {
  await client.end();
  await database.drop();
});

async function count(sql: string, ...values: readonly unknown[]): Promise<number> {
  const { rows } = await client.query<{ n: string }>(`SELECT count(*) AS n FROM ${sql}`, [...values]);
  return Number(rows[0]?.n);
}

test('at least as many people as asked for are insured by the plant, each once, and live in Harbin', async () => {
  const keys = plant.workers.map(({ personKey }) => personKey);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.length).toBeGreaterThanOrEqual(300);
  const { rows } = await client.query<{ person_key: string; division: string }>(
    `SELECT DISTINCT person_key, division FROM insurance_interval
     WHERE unit_credit_code = $1 AND recorded_to IS NULL AND status = 'PAYING'`,
    [PLANT_CODE],
  );
  expect(new Set(rows.map((row) => row.person_key))).toEqual(new Set(keys));
  expect(rows.filter(({ division }) => !division.startsWith('2301'))).toEqual([]);
  const elsewhere = `resident WHERE person_key = ANY ($1) AND recorded_to IS NULL AND address_division NOT LIKE '2301%'`;
  expect(await count(elsewhere, keys)).toBe(0);
  expect(await count('enterprise WHERE credit_code = $1', PLANT_CODE)).toBe(1);
});

test('a household that is wholly at the plant is urban and has nobody else of working age', async () => {
  expect(plant.wholeHouseholds.length).toBeGreaterThan(20);
  const others = `resident JOIN household USING (household_number)
    WHERE household_number = ANY ($1) AND resident.recorded_to IS NULL AND household.recorded_to IS NULL
      AND (setting <> 'URBAN' OR (age('2026-11-01', born_on) >= '16 years' AND age('2026-11-01', born_on) < '63 years'
        AND person_key <> ALL ($2)))`;
  const keys = plant.workers.map(({ personKey }) => personKey);
  expect(await count(others, plant.wholeHouseholds, keys)).toBe(0);
  const groups = plant.workers.map((worker) => groupsAfterClosing(plant, worker, '2026-11-22'));
  expect(groups.filter((each) => each.includes('ZERO_EMPLOYMENT')).length).toBeGreaterThanOrEqual(
    plant.wholeHouseholds.length,
  );
  expect(groups.filter((each) => each.includes('OVER_50_40')).length).toBeGreaterThan(20);
  expect(groups.filter((each) => each.length === 0).length).toBeGreaterThan(20);
});

test('one of them is counted in a family on minimum living allowance', async () => {
  expect(plant.wholeHouseholds).toContain(plant.onDibao.householdNumber);
  expect(groupsAfterClosing(plant, plant.onDibao, '2026-11-22')).toContain('DIBAO');
  const counted = `assistance_member JOIN assistance_family AS family USING (case_number)
    WHERE assistance_member.person_key = $1 AND scheme = 'DIBAO' AND family.status = 'ACTIVE'`;
  expect(await count(counted, plant.onDibao.personKey)).toBe(1);
});

test('when it closes, what was recorded before stays readable, and nobody is insured by it any more', async () => {
  const paying = `insurance_interval WHERE unit_credit_code = $1 AND recorded_to IS NULL AND status = 'PAYING'`;
  const before = await count(paying, PLANT_CODE);
  expect(await closePlant(open, plant, CLOSED)).toBe(before);
  expect(await count(paying, PLANT_CODE)).toBe(0);
  const stopped = `insurance_interval WHERE unit_credit_code = $1 AND recorded_to IS NULL AND status = 'STOPPED'
    AND to_month = '2026-10' AND valid_to = '2026-11-01'`;
  expect(await count(stopped, PLANT_CODE)).toBe(before);
  const known = `insurance_interval WHERE unit_credit_code = $1 AND recorded_to IS NOT NULL AND to_month IS NULL`;
  expect(await count(known, PLANT_CODE)).toBe(before);
  expect(await closePlant(open, plant, CLOSED)).toBe(0);
});

test('those who register as unemployed were registered as employed before', async () => {
  const keys = plant.workers.slice(0, 50).map(({ personKey }) => personKey);
  const registered = await registerUnemployed(open, keys, CLOSED);
  expect(registered).toBeGreaterThan(40);
  const now = `employment_registration WHERE person_key = ANY ($1) AND recorded_to IS NULL
    AND status = 'UNEMPLOYED' AND registered_on = '2026-11-05'`;
  expect(await count(now, keys)).toBe(registered);
});

test('a province without so many people whom firms insure is said to be too small', async () => {
  await expect(plantPlant(open, { workers: 5_000 })).rejects.toThrow(RangeError);
});
