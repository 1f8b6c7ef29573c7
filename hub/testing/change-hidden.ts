import type pg from 'pg';
import { dayInChina } from '../../identifiers/calendar-day.ts';
import { AGE_BANDS } from '../../policies/obligations/age-band.ts';
import type { MaskKind } from '../../policies/vocabulary.ts';
import { perturbColumns, type Perturbation } from '../../province/differ.ts';
import type { HiddenPart } from './hidden-parts.ts';

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
 * Changes in a source exactly what is hidden: every value of unknown columns, what a mask hides of masked ones, and
 * records that may not be known to exist. Answers how many values and records were changed.
 */
export async function changeHidden(client: pg.Client, part: HiddenPart): Promise<number> {
  const wish = { table: part.relation, seed: SEED };
  let changed = await perturbColumns(client, { ...wish, columns: part.unknown, mode: 'canary' });
  for (const { column, mask } of part.masked) {
    const shown = shownBy(mask);
    if (shown !== null) changed += await perturbColumns(client, { ...wish, columns: [column], ...shown });
  }
  const relation = client.escapeIdentifier(part.relation);
  if (part.entirely) {
    const { rowCount } = await client.query(`DELETE FROM ${relation} WHERE record_id % 2 = 0`);
    changed += rowCount ?? 0;
  }
  return changed + (part.onlyWithin === null ? 0 : await changeOutside(client, part, part.onlyWithin));
}

function shownBy(mask: MaskKind) {
  return SHOWN_BY_MASK[mask] ?? null;
}

/** Records of other divisions: some are gone, the rest say something else. */
async function changeOutside(client: pg.Client, part: HiddenPart, within: string): Promise<number> {
  const { rowCount } = await client.query(
    `DELETE FROM ${client.escapeIdentifier(part.relation)}
     WHERE NOT starts_with(division, $1) AND record_id % 3 = 0`,
    [within],
  );
  const columns = part.free;
  const wish = {
    table: part.relation,
    seed: SEED,
    columns,
    mode: 'canary',
    outsideDivision: within,
  } as const;
  return (rowCount ?? 0) + (await perturbColumns(client, wish));
}
