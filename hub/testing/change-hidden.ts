import type pg from 'pg';
import { dayInChina } from '../../identifiers/calendar-day.ts';
import { AGE_BANDS } from '../../policies/obligations/age-band.ts';
import { perturbColumns, type Perturbation } from '../../province/differ.ts';
import type { HiddenPart, RecordCondition } from './hidden-parts.ts';

/** Stands in every text that nobody may read: found in an answer, it is a leak. */
export const CANARY = 'CANARY';

const SEED = 20261122;

/**
 * What of a value each mask shows. Not named are `card.6-4`, since whether a number fits it is decided by what it hides,
 * and the masks with keys, which show which values are equal.
 */
const SHOWN_BY_MASK: Readonly<Record<string, Omit<Perturbation, 'table' | 'columns' | 'seed'>>> = {
  'id.full': { mode: 'canary' },
  'id.1-1': { keepPrefix: 1, keepSuffix: 1 },
  'id.6-4': { keepPrefix: 6, keepSuffix: 4 },
  // A compound surname has two characters.
  'name.surname': { keepPrefix: 2 },
  'name.last': { keepSuffix: 1 },
  'phone.3-4': { keepPrefix: 3, keepSuffix: 4 },
  // The longest area code and its hyphen.
  tel: { keepPrefix: 5, keepSuffix: 2 },
  plate: { keepPrefix: 2, keepSuffix: 1 },
  'addr.prefecture': { keepPrefix: 4 },
  'addr.county': { keepPrefix: 6 },
  'addr.township': { keepPrefix: 9 },
  'date.month': { keepMonths: 1 },
  'date.quarter': { keepMonths: 3 },
  'date.year': { keepMonths: 12 },
  'date.5y': { keepMonths: 60 },
  'age.band': { keepAgeGroup: { on: dayInChina(new Date()), starts: AGE_BANDS } },
  'num.bucket': { keepMultiple: 100_000 },
  // Half a step, so that no amount is rounded another way.
  'num.round': { keepMultiple: 5_000 },
  const: { mode: 'canary' },
  // Any other value, but no blank becomes one and none is left blank.
  exists: { mode: 'plausible' },
  null: { mode: 'canary' },
};

/**
 * Changes in a source exactly what is hidden: every value of unknown columns, what a mask hides of masked ones, where
 * closed links lead, and records that may not be known to exist. Answers how many values and records were changed.
 */
export async function changeHidden(client: pg.Client, part: HiddenPart): Promise<number> {
  const { visible, hidden } = await sortRecords(client, part);
  let changed = await changeWhole(client, part, hidden);
  const wish = { table: part.relation, seed: SEED, records: visible };
  changed += await perturbColumns(client, { ...wish, columns: part.unknown, mode: 'canary' });
  for (const { column, mask } of part.masked) {
    const shown = SHOWN_BY_MASK[mask];
    if (shown !== undefined)
      changed += await perturbColumns(client, { ...wish, columns: [column], ...shown });
  }
  for (const column of part.links) changed += await leadElsewhere(client, part, column, visible);
  return changed;
}

interface SortedRecords {
  readonly visible: readonly string[];
  readonly hidden: readonly string[];
}

async function sortRecords(client: pg.Client, { relation, visible }: HiddenPart): Promise<SortedRecords> {
  const parameters: unknown[] = [];
  const bind = (value: unknown): string => `$${parameters.push(value)}`;
  const test = (condition: RecordCondition): string => {
    switch (condition.kind) {
      case 'current':
        return 'recorded_to IS NULL';
      case 'begins-with':
        return `starts_with(${client.escapeIdentifier(condition.column)}, ${bind(condition.prefix)})`;
      case 'is-one-of':
        return `${client.escapeIdentifier(condition.column)} = ANY (${bind(condition.values)}::text[])`;
    }
  };
  const tests = visible === 'none' ? ['false'] : visible.map(test);
  const { rows } = await client.query<{ id: string; seen: boolean }>(
    `SELECT record_id::text AS id, (${tests.join(' AND ')}) IS TRUE AS seen
     FROM ${client.escapeIdentifier(relation)} ORDER BY record_id`,
    parameters,
  );
  const ids = (seen: boolean) => rows.filter((row) => row.seen === seen).map(({ id }) => id);
  return { visible: ids(true), hidden: ids(false) };
}

/** Of the records that are hidden altogether some are gone, and the rest say something else. */
async function changeWhole(
  client: pg.Client,
  { relation, columns, deciding }: HiddenPart,
  hidden: readonly string[],
): Promise<number> {
  if (hidden.length === 0) return 0;
  const gone = hidden.filter((_, index) => index % 3 === 0);
  await client.query(
    `DELETE FROM ${client.escapeIdentifier(relation)} WHERE record_id = ANY ($1::bigint[])`,
    [gone],
  );
  const changed = await perturbColumns(client, {
    table: relation,
    seed: SEED,
    records: hidden.filter((_, index) => index % 3 !== 0),
    columns: columns.filter((column) => !deciding.includes(column)),
    mode: 'canary',
  });
  return changed + gone.length;
}

/** Each record takes another's value of the column, so that the link leads somewhere, and elsewhere. */
async function leadElsewhere(
  client: pg.Client,
  { relation }: HiddenPart,
  column: string,
  records: readonly string[],
): Promise<number> {
  const [table, name] = [client.escapeIdentifier(relation), client.escapeIdentifier(column)];
  const { rowCount } = await client.query(
    `WITH placed AS (
       SELECT record_id, ${name} AS value, count(*) OVER () AS size,
              row_number() OVER (ORDER BY md5($1 || record_id)) AS place
       FROM ${table} WHERE ${name} IS NOT NULL AND record_id = ANY ($2::bigint[]))
     UPDATE ${table} AS t SET ${name} = other.value
     FROM placed AS own JOIN placed AS other ON other.place = own.place % own.size + 1
     WHERE t.record_id = own.record_id AND other.value <> own.value`,
    [SEED, records],
  );
  return rowCount ?? 0;
}
