import { dayInChina } from '../../../identifiers/calendar-day.ts';
import type { PlantedPlant, PlantWorker } from '../../../province/market/closing-plant.ts';
import type { TestHub } from '../../testing/test-hub.ts';
import { rowsOf } from './matching-rows.ts';

/** What agencies do to records of people of a planted plant, at their own sources. */

type Values = Readonly<Record<string, unknown>>;

/**
 * Three workers of different households for whom the plant has paid since before this year, who registered nothing since:
 * nothing else than their insurance says that they work.
 */
export async function longAtWork(
  hub: TestHub,
  { creditCode, workers }: PlantedPlant,
): Promise<[PlantWorker, PlantWorker, PlantWorker]> {
  const rows = await rowsOf<{ key: string }>(
    hub,
    'labour',
    `SELECT person_key AS key FROM insurance_interval AS paid WHERE recorded_to IS NULL AND NOT EXISTS (
       SELECT FROM employment_registration AS said
       WHERE said.person_key = paid.person_key AND said.recorded_to IS NULL AND registered_on >= '2026-01-01'
     )
     GROUP BY person_key HAVING every(unit_credit_code = $1 AND from_month < '2026-01')`,
    [creditCode],
  );
  const keys = new Set(rows.map(({ key }) => key));
  const homes = new Map(
    workers.filter(({ personKey }) => keys.has(personKey)).map((worker) => [worker.householdNumber, worker]),
  );
  const [one, two, three] = homes.values();
  if (!one || !two || !three) throw new Error('the plant has not three such households');
  return [one, two, three];
}

/** An agency supersedes what it has on record of somebody, with these changes. */
export async function supersede(
  hub: TestHub,
  { database, table }: { readonly database: string; readonly table: string },
  { personKey }: PlantWorker,
  changes: Values,
): Promise<void> {
  await rowsOf(
    hub,
    database,
    `WITH old AS (UPDATE ${table} SET recorded_to = now() WHERE person_key = $1 AND recorded_to IS NULL RETURNING *)
     INSERT INTO ${table} SELECT (jsonb_populate_record(NULL::${table}, to_jsonb(old) || $2::jsonb || jsonb_build_object(
       'record_id', (SELECT max(record_id) FROM ${table}) + row_number() OVER (), 'recorded_from', now(), 'recorded_to', NULL))).* FROM old`,
    [personKey, JSON.stringify(changes)],
  );
}

/** Labour has it that somebody is no longer insured since a month. */
export function stopInsurance(
  hub: TestHub,
  worker: PlantWorker,
  toMonth: string,
  changes: Values = {},
): Promise<void> {
  const insurance = { database: 'labour', table: 'insurance_interval' };
  return supersede(hub, insurance, worker, { status: 'STOPPED', to_month: toMonth, ...changes });
}

/** An agency writes a new record of somebody, valid from today. */
export async function record(
  hub: TestHub,
  { database, table }: { readonly database: string; readonly table: string },
  { personKey }: PlantWorker,
  values: Values,
): Promise<void> {
  await rowsOf(
    hub,
    database,
    `INSERT INTO ${table} SELECT (jsonb_populate_record(NULL::${table}, $2::jsonb || jsonb_build_object(
       'record_id', (SELECT coalesce(max(record_id), 0) FROM ${table}) + 1, 'recorded_from', now(), 'person_key', $1::text))).*`,
    [personKey, JSON.stringify({ valid_from: dayInChina(new Date()), division: '230102', ...values })],
  );
}

/** A hospital certifies a death of today. */
export function certifyDeath(hub: TestHub, worker: PlantWorker, values: Values = {}): Promise<void> {
  return record(hub, { database: 'health', table: 'death_certificate' }, worker, {
    id_kind: 'RID',
    id_number: worker.personKey.slice('RID:'.length),
    certificate_number: 'D2399REPOSITORY',
    died_on: dayInChina(new Date()),
    ...values,
  });
}

/** The month so many months ago, in China. */
export function monthsAgo(months: number): string {
  const [year = 0, month = 0] = dayInChina(new Date()).split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 - months, 1)).toISOString().slice(0, 7);
}
