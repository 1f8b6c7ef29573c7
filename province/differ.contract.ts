import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../hub/testing/test-database.ts';
import { AGE_BANDS, ageBand } from '../policies/obligations/age-band.ts';
import { perturbColumns, type Perturbation } from './differ.ts';
import { makeProvince } from './make-province.ts';

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  await makeProvince({
    residents: 2000,
    seed: 5,
    server: { ...database, databaseName: () => database.database },
  });
  client = new pg.Client(database);
  await client.connect();
}, 60_000);
afterAll(async () => {
  await client.end();
  await database.drop();
});

type Rows = readonly Readonly<Record<string, string | null>>[];

/** Every value as text, with how it was before; nothing of it stays. */
async function change(
  wish: Perturbation,
): Promise<{ readonly before: Rows; readonly after: Rows; readonly count: number }> {
  const read = async (): Promise<Rows> => {
    const { rows } = await client.query<{ record: Record<string, string | null> }>(
      `SELECT (SELECT jsonb_object_agg(key, value) FROM jsonb_each_text(to_jsonb(t))) AS record
       FROM ${wish.table} AS t ORDER BY record_id`,
    );
    return rows.map(({ record }) => record);
  };
  await client.query('BEGIN');
  try {
    const before = await read();
    const count = await perturbColumns(client, wish);
    return { before, count, after: await read() };
  } finally {
    await client.query('ROLLBACK');
  }
}

const CASES: readonly Perturbation[] = [
  { table: 'resident', columns: ['name', 'id_number', 'phone', 'address', 'born_on', 'ethnicity'], seed: 1 },
  { table: 'vehicle', columns: ['plate', 'brand', 'use', 'displacement_ml', 'first_registered_on'], seed: 1 },
  {
    table: 'home',
    columns: ['area_square_metres', 'share_percent', 'contract_price_fen', 'unit_number'],
    seed: 1,
  },
  { table: 'enrolment', columns: ['boarding', 'annual_fee_fen', 'school', 'status'], seed: 1 },
  { table: 'disability_certificate', columns: ['grade', 'kind', 'expires_on', 'recorded_from'], seed: 1 },
  { table: 'payment', columns: ['pay_month', 'approved_fen', 'paid_on', 'card_hash'], seed: 1 },
];

test.each(CASES)('in $table every value of $columns is another and nothing else is', async (wish) => {
  const { before, after, count } = await change(wish);
  expect(count).toBe(before.length);
  const wrong = before.flatMap((row, i) =>
    Object.entries(row).filter(([column, value]) => {
      const now = after[i]?.[column];
      return wish.columns.includes(column) && value !== null
        ? now === null || now === undefined || now === value
        : now !== value;
    }),
  );
  expect(wrong).toEqual([]);
});

test('the same seed changes alike, another differently', async () => {
  const wish = { table: 'resident', columns: ['phone'], seed: 9 } as const;
  const first = await change(wish);
  expect((await change(wish)).after).toEqual(first.after);
  expect((await change({ ...wish, seed: 10 })).after).not.toEqual(first.after);
});

test('what is kept is kept: the first and last characters of a text, the period of a date', async () => {
  const names = await change({ table: 'resident', columns: ['name'], seed: 2, keepPrefix: 1 });
  const codes = await change({
    table: 'resident',
    columns: ['id_number'],
    seed: 2,
    keepPrefix: 6,
    keepSuffix: 4,
  });
  const months = await change({ table: 'resident', columns: ['born_on'], seed: 2, keepMonths: 1 });
  const years = await change({ table: 'resident', columns: ['born_on'], seed: 2, keepMonths: 12 });
  const ends = (column: string, prefix: number, suffix: number) => (rows: Rows) =>
    rows.map((row) => [row[column]?.slice(0, prefix), suffix > 0 ? row[column]?.slice(-suffix) : '']);
  const unchanged = ({ before, after }: typeof names, column: string) =>
    before.filter((row, i) => row[column] !== null && row[column] === after[i]?.[column]);
  for (const [result, column, prefix, suffix] of [
    [names, 'name', 1, 0],
    [codes, 'id_number', 6, 4],
    [months, 'born_on', 7, 0],
    [years, 'born_on', 4, 0],
  ] as const) {
    const kept = ends(column, prefix, suffix);
    expect(kept(result.after)).toEqual(kept(result.before));
  }
  expect(unchanged(names, 'name')).toEqual([]);
  expect([...unchanged(months, 'born_on'), ...unchanged(years, 'born_on')]).toEqual([]);
  // Numbers of up to ten characters have nothing between six and four kept ones.
  expect(unchanged(codes, 'id_number').filter((row) => (row['id_number']?.length ?? 0) > 10)).toEqual([]);
});

test.each([3, 60])('a date stays in its period of %i months and is another', async (keepMonths) => {
  const { before, after } = await change({ table: 'resident', columns: ['born_on'], seed: 3, keepMonths });
  const periodOf = (day: string | null | undefined) =>
    day && Math.floor((Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1) / keepMonths);
  const days = (rows: Rows) => rows.map((row) => row['born_on']);
  expect(days(after).map(periodOf)).toEqual(days(before).map(periodOf));
  expect(days(after).filter((day, i) => day !== null && day === days(before)[i])).toEqual([]);
});

test('a day of birth stays in its age group, and most are another', async () => {
  const keepAgeGroup = { on: '2026-11-01', starts: AGE_BANDS };
  const { before, after } = await change({ table: 'resident', columns: ['born_on'], seed: 3, keepAgeGroup });
  const context = { today: keepAgeGroup.on, standIns: null };
  const groups = (rows: Rows) => rows.map((row) => row['born_on'] && ageBand.apply(row['born_on'], context));
  expect(groups(after)).toEqual(groups(before));
  const changed = after.filter((row, i) => row['born_on'] !== before[i]?.['born_on']).length;
  expect(changed).toBeGreaterThan(before.length * 0.9);
});

test('a day to come stays one to come where the age group is kept', async () => {
  const keepAgeGroup = { on: '2026-11-01', starts: AGE_BANDS };
  const wish = { table: 'aid_grant', columns: ['valid_until'], seed: 3, keepAgeGroup };
  const { before, after } = await change(wish);
  const toCome = (rows: Rows) => rows.map((row) => (row['valid_until'] ?? '') > keepAgeGroup.on);
  expect(toCome(before)).toContain(true);
  expect(toCome(after)).toEqual(toCome(before));
});

test('an amount stays between its multiples and is another', async () => {
  const wish = { table: 'home', columns: ['contract_price_fen'], seed: 3, keepMultiple: 100_000 } as const;
  const { before, after } = await change(wish);
  const thousands = (rows: Rows) =>
    rows.map((row) => row['contract_price_fen'] && Math.floor(Number(row['contract_price_fen']) / 100_000));
  expect(thousands(after)).toEqual(thousands(before));
  const same = after.filter(
    (row, i) =>
      row['contract_price_fen'] !== null && row['contract_price_fen'] === before[i]?.['contract_price_fen'],
  );
  expect(same).toEqual([]);
});

test('canaries are long, unique and say where they were put', async () => {
  const { before, after } = await change({
    table: 'home',
    columns: ['address', 'owner_name'],
    seed: 1,
    mode: 'canary',
  });
  const canaries = after
    .flatMap((row) => [row['address'], row['owner_name']])
    .filter((value) => value !== null);
  expect(new Set(canaries).size).toBe(canaries.length);
  expect(canaries.length).toBeGreaterThan(1000);
  const named = after.filter(
    (row) => row['owner_name'] === `CANARY-home-owner_name-${row['record_id'] ?? ''}`,
  );
  expect(named.length).toBe(after.length);
  expect(after.map((row) => row['address'] === null)).toEqual(before.map((row) => row['address'] === null));
});

test('only the records that are named change', async () => {
  const { rows } = await client.query<{ id: string }>(
    `SELECT record_id::text AS id FROM vehicle WHERE NOT starts_with(division, '2301')`,
  );
  const records = rows.map(({ id }) => id);
  const { before, after, count } = await change({ table: 'vehicle', columns: ['status'], seed: 1, records });
  const changedRows = before.filter((row, i) => row['status'] !== after[i]?.['status']);
  expect(changedRows.length).toBe(count);
  expect(count).toBe(records.length);
  expect(count).toBeGreaterThan(0);
  expect(count).toBeLessThan(before.length);
  expect(changedRows.filter((row) => row['division']?.startsWith('2301'))).toEqual([]);
});

test('a column that does not exist is refused', async () => {
  await expect(perturbColumns(client, { table: 'home', columns: ['price'], seed: 1 })).rejects.toThrow(
    RangeError,
  );
});
