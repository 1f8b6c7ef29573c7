import { dayInChina } from '../../identifiers/calendar-day.ts';
import type { PersonKey } from '../../identifiers/person-key.ts';
import { using, type OpenAgency, type PlantedPlant } from './closing-plant.ts';

/** The labour agency supersedes a record rather than change it: what it said before stays readable. */
const STOP = `
  WITH stopped AS (
    UPDATE insurance_interval SET recorded_to = now()
    WHERE unit_credit_code = $1 AND recorded_to IS NULL AND to_month IS NULL RETURNING *
  )
  INSERT INTO insurance_interval (record_id, valid_from, valid_to, recorded_from, quality_flag, person_key, id_kind,
    id_number, unit_credit_code, unit_name, kind, base_fen, status, from_month, to_month, division)
  SELECT (SELECT max(record_id) FROM insurance_interval) + row_number() OVER (ORDER BY record_id), valid_from,
    $2::date, now(), quality_flag, person_key, id_kind, id_number, unit_credit_code,
    unit_name, kind, base_fen, 'STOPPED', from_month, to_char($2::date - 1, 'YYYY-MM'), division
  FROM stopped`;

const REGISTER = `
  WITH ended AS (
    UPDATE employment_registration SET recorded_to = now()
    WHERE person_key = ANY ($1) AND recorded_to IS NULL RETURNING *
  ), numbered AS (
    SELECT *, (SELECT max(record_id) FROM employment_registration) + row_number() OVER (ORDER BY record_id) AS next
    FROM ended
  )
  INSERT INTO employment_registration (record_id, valid_from, recorded_from, quality_flag, person_key, id_kind, id_number,
    status, registered_on, reason, division)
  SELECT next, $2, now(), quality_flag, person_key, id_kind, id_number, 'UNEMPLOYED', $2, 'DISMISSED', division
  FROM numbered`;

/**
 * Stops, at the source and in one transaction, the insurance of everybody whom a plant insures: the month before the
 * one that is, in China, is the last that is insured. Gives how many records that are.
 */
export async function closePlant(
  open: OpenAgency,
  { creditCode }: Pick<PlantedPlant, 'creditCode'>,
  now = new Date(),
): Promise<number> {
  const { rowCount } = await using(open, 'labour', (client) =>
    client.query(STOP, [creditCode, `${dayInChina(now).slice(0, 7)}-01`]),
  );
  return rowCount ?? 0;
}

/** Registers people as unemployed today, at the source, in place of what they were registered as; gives how many. */
export async function registerUnemployed(
  open: OpenAgency,
  people: readonly PersonKey[],
  now = new Date(),
): Promise<number> {
  const { rowCount } = await using(open, 'labour', (client) =>
    client.query(REGISTER, [people, dayInChina(now)]),
  );
  return rowCount ?? 0;
}
