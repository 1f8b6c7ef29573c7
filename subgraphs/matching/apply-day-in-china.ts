import type pg from 'pg';
import { applySchemaText } from '../kit/apply-schema.ts';

/**
 * Makes `day_in_china(timestamptz)` in a schema of the process's own, for its views: the calendar day on which an instant
 * falls in China, as `dayInChina` says it. WHY: a cast would take the day of the server's time zone, which is the day
 * before until eight in the morning.
 * @param schema a name of the program's
 */
export function applyDayInChina(client: pg.ClientBase, schema: 'matching' | 'repository'): Promise<void> {
  const text = `CREATE OR REPLACE FUNCTION ${schema}.day_in_china(at timestamptz) RETURNS date LANGUAGE sql IMMUTABLE AS
    $$ SELECT (at AT TIME ZONE 'Asia/Shanghai')::date $$`;
  return applySchemaText(client, schema, 'day_in_china', text);
}
