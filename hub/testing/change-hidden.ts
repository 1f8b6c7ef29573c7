import type pg from 'pg';
import type { MaskKind } from '../../policies/vocabulary.ts';
import type { HiddenPart } from './hidden-parts.ts';

/** Stands in every text that nobody may read: found in an answer, it is a leak. */
export const CANARY = 'CANARY';

/**
 * Changes in a source exactly what is hidden: every value of unknown columns, what a mask hides of masked ones, and
 * records that may not be known to exist. Null stays null and a value stays a value.
 */
export async function changeHidden(client: pg.Client, part: HiddenPart): Promise<void> {
  const relation = client.escapeIdentifier(part.relation);
  const types = await columnTypes(client, part.relation);
  const changes = [
    ...part.unknown.map((column) => [column, otherValue(client, part.relation, column, types)] as const),
    ...part.masked.flatMap(({ column, mask }) => {
      const changed = sameMask(client.escapeIdentifier(column), mask);
      return changed === null ? [] : [[column, changed] as const];
    }),
  ];
  if (changes.length > 0) await client.query(`UPDATE ${relation} SET ${assignments(client, changes)}`);
  if (part.entirely) await client.query(`DELETE FROM ${relation} WHERE record_id % 2 = 0`);
  if (part.onlyWithin !== null) await changeOutside(client, part, types);
}

/** Records of other divisions: some are gone, the rest say something else. */
async function changeOutside(
  client: pg.Client,
  { relation, onlyWithin }: HiddenPart,
  types: ReadonlyMap<string, string>,
): Promise<void> {
  const table = client.escapeIdentifier(relation);
  const outside = 'NOT starts_with(division, $1)';
  await client.query(`DELETE FROM ${table} WHERE ${outside} AND record_id % 3 = 0`, [onlyWithin]);
  const texts = [...types].filter(([column, type]) => type === 'text' && !isStructural(column));
  const changes = texts.map(([column]) => [column, otherValue(client, relation, column, types)] as const);
  if (changes.length > 0) {
    await client.query(`UPDATE ${table} SET ${assignments(client, changes)} WHERE ${outside}`, [onlyWithin]);
  }
}

/** Keys join records and divisions place them, also where their values are hidden. */
function isStructural(column: string): boolean {
  return /(^|_)(person_key|number|code|plate|plate_type|division|kind)$/.test(column);
}

function assignments(client: pg.Client, changes: readonly (readonly [string, string])[]): string {
  return changes.map(([column, changed]) => `${client.escapeIdentifier(column)} = ${changed}`).join(', ');
}

async function columnTypes(client: pg.Client, relation: string): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ column_name: string; data_type: string }>(
    `SELECT column_name, data_type FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name = $1`,
    [relation],
  );
  return new Map(rows.map(({ column_name: column, data_type: type }) => [column, type]));
}

/** An SQL expression for another value of the same type; null for null. */
function otherValue(
  client: pg.Client,
  relation: string,
  column: string,
  types: ReadonlyMap<string, string>,
): string {
  const name = client.escapeIdentifier(column);
  const type = types.get(column);
  switch (type) {
    case 'text': {
      const canary = client.escapeLiteral(`${CANARY}-${relation}-${column}-`);
      return `CASE WHEN ${name} IS NOT NULL THEN ${canary} || record_id END`;
    }
    case 'character':
      return `to_char(to_date(${name} || '-01', 'YYYY-MM-DD') - interval '5 months', 'YYYY-MM')`;
    case 'date':
      return `${name} + 17`;
    case 'timestamp with time zone':
      return `${name} + interval '17 hours'`;
    case 'boolean':
      return `NOT ${name}`;
    case 'bigint':
    case 'integer':
    case 'numeric':
      return `${name} + 7`;
    default:
      throw new Error(`no other value is known for \`${relation}.${column}\` of type \`${type ?? 'none'}\``);
  }
}

/**
 * An SQL expression that changes what a mask hides and keeps what it shows; null where this mask is one that shows
 * nothing in a fixed length, or where nothing can be changed without showing.
 */
function sameMask(name: string, mask: MaskKind): string | null {
  switch (mask as string) {
    case 'name.surname':
      return `CASE WHEN char_length(${name}) > 2 THEN left(${name}, -1) || '某' ELSE ${name} END`;
    case 'phone.3-4':
      return `CASE WHEN ${name} ~ '^1[0-9]{10}$'
        THEN left(${name}, 3) || lpad(((substr(${name}, 4, 4)::int + 1) % 10000)::text, 4, '0') || right(${name}, 4)
        ELSE ${name} END`;
    case 'date.year':
      return `CASE WHEN extract(month FROM ${name}) = 6 THEN ${name} + 30 ELSE ${name} END`;
    case 'date.month':
      return `CASE WHEN extract(day FROM ${name}) < 20 THEN ${name} + 5 ELSE ${name} END`;
    case 'const':
      return `CASE WHEN ${name} IS NOT NULL THEN '${CANARY}' || ${name} END`;
    default:
      return null;
  }
}
