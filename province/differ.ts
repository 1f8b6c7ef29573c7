import type pg from 'pg';

/** What to change in one table; everything else stays byte for byte. */
export interface Perturbation {
  readonly table: string;
  readonly columns: readonly string[];
  /** Another seed gives other values; the same gives the same. */
  readonly seed: number;
  /**
   * `plausible`: another value of the same kind, most often one that the column holds elsewhere.
   * `canary`: `CANARY-<table>-<column>-<record>` in text columns, plausible values in the others.
   */
  readonly mode?: 'plausible' | 'canary';
  /** Leading characters of a text that stay: 1 of a name. */
  readonly keepPrefix?: number;
  /** Trailing characters of a text that stay. */
  readonly keepSuffix?: number;
  /** Dates stay in their period of so many months, counted from the year 0: 1 its month, 3 its quarter, 60 five years. */
  readonly keepMonths?: number;
  /** Days of birth stay in their age group on this day, and at the edge of one altogether: the ages with which groups begin. */
  readonly keepAgeGroup?: { readonly on: string; readonly starts: readonly number[] };
  /** Whole numbers stay between the same two multiples of this. */
  readonly keepMultiple?: number;
  /** Only the records of these numbers. */
  readonly records?: readonly string[];
}

interface ColumnFacts {
  readonly name: string;
  readonly type: string;
  /** The values of a column that has few, in order; null for one that has many. */
  readonly vocabulary: readonly string[] | null;
}

const FEW_VALUES = 40;
const DIGITS = '0123456789';
const WIDE_DIGITS = '０１２３４５６７８９';
const CAPITALS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const SMALL_LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const HAN = '王李张刘陈杨赵黄周吴伟强磊军洋勇芳娜敏静丽艳娟霞秀英合成路号县区市镇乡';

/**
 * Makes a province differ from its copy in what some caller may not know, and in nothing else: values of the named
 * columns are replaced, null stays null and a value never becomes null. Answers how many records were changed.
 */
export async function perturbColumns(client: pg.ClientBase, wish: Perturbation): Promise<number> {
  if (wish.columns.length === 0) return 0;
  const facts = await readColumns(client, wish);
  const parameters: unknown[] = [`${wish.seed}`];
  const bind = (value: unknown): string => `$${parameters.push(value)}`;
  const sets = facts.map((column) => {
    const name = client.escapeIdentifier(column.name);
    return `${name} = CASE WHEN ${name} IS NULL THEN NULL ELSE ${changed(column, wish, name, bind)} END`;
  });
  const table = client.escapeIdentifier(wish.table);
  const among = wish.records === undefined ? '' : `AND record_id = ANY (${bind(wish.records)}::bigint[])`;
  // `hash` is a number drawn for each record from the seed and the record alone.
  // A province that differs is no decision of anybody: what asks for one (`agencies/civil-affairs.sql`) is not asked.
  await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
  const result = await client.query(
    `UPDATE ${table} AS t SET ${sets.join(', ')}
     FROM (SELECT record_id AS drawn_for, ('x' || substr(md5($1 || ':' || record_id), 1, 7))::bit(28)::int AS hash
           FROM ${table}) AS drawn
     WHERE record_id = drawn_for ${among}`,
    parameters,
  );
  await client.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
  return result.rowCount ?? 0;
}

async function readColumns(client: pg.ClientBase, wish: Perturbation): Promise<readonly ColumnFacts[]> {
  const table = client.escapeIdentifier(wish.table);
  const { rows } = await client.query<{ name: string; type: string }>(
    `SELECT column_name AS name, data_type AS type FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name = $1 AND column_name = ANY ($2)`,
    [wish.table, wish.columns],
  );
  const missing = wish.columns.filter((column) => !rows.some(({ name }) => name === column));
  if (missing.length > 0) throw new RangeError(`no column \`${missing.join('`, `')}\` in \`${wish.table}\``);
  const facts: ColumnFacts[] = [];
  for (const { name, type } of rows) {
    const column = client.escapeIdentifier(name);
    const values = await client.query<{ value: string }>(
      `SELECT DISTINCT ${column}::text AS value FROM ${table} WHERE ${column} IS NOT NULL ORDER BY 1 LIMIT $1`,
      [FEW_VALUES + 1],
    );
    const few = values.rows.length > 1 && values.rows.length <= FEW_VALUES;
    facts.push({ name, type, vocabulary: few ? values.rows.map(({ value }) => value) : null });
  }
  return facts;
}

/** An SQL expression of another value than `name` holds. */
function changed(
  column: ColumnFacts,
  wish: Perturbation,
  name: string,
  bind: (value: unknown) => string,
): string {
  const keeps =
    (wish.keepPrefix ?? 0) + (wish.keepSuffix ?? 0) + (wish.keepMonths ?? 0) + (wish.keepMultiple ?? 0) > 0 ||
    wish.keepAgeGroup !== undefined;
  if (column.type === 'text' && wish.mode === 'canary') {
    return keeping(wish, name, `${bind(`CANARY-${wish.table}-${column.name}-`)} || record_id`);
  }
  if (column.vocabulary !== null && !keeps) {
    const size = column.vocabulary.length;
    const values = `${bind(column.vocabulary)}::text[]`;
    const at = `(array_position(${values}, ${name}::text) - 1 + 1 + hash % ${size - 1}) % ${size} + 1`;
    return `((${values})[${at}])::${castOf(column.type)}`;
  }
  switch (column.type) {
    case 'boolean':
      return `NOT ${name}`;
    case 'date':
      return changedDate(name, wish, bind);
    case 'timestamp with time zone':
      return `${name} - make_interval(hours => 1 + hash % 500)`;
    case 'smallint':
    case 'integer':
    case 'bigint':
      if (wish.keepMultiple !== undefined) return withinPeriod(name, wish.keepMultiple);
      return `${name} + 1 + hash % greatest(1, abs(${name}) / 20)::int`;
    case 'numeric':
      return `CASE WHEN ${name} = 0 THEN 0.5 ELSE ${name} * (0.4 + hash % 50 / 100.0) END`;
    case 'character':
      return `to_char(to_date(${name}, 'YYYY-MM') - make_interval(months => 1 + hash % 30), 'YYYY-MM')`;
    case 'text':
      return keeping(wish, name, '', changedText);
    default:
      throw new RangeError(`no way to change a column of type \`${column.type}\``);
  }
}

function castOf(type: string): string {
  return type === 'character' ? 'char(7)' : type;
}

function changedDate(name: string, wish: Perturbation, bind: (value: unknown) => string): string {
  const { keepMonths, keepAgeGroup } = wish;
  const otherDay = `${name} - 1 - hash % 300`;
  if (keepAgeGroup !== undefined) {
    const [on, starts] = [`${bind(keepAgeGroup.on)}::date`, `${bind(keepAgeGroup.starts)}::int[]`];
    // A day to come is in no group, and must not come to be in one.
    const groupOf = (day: string) =>
      `CASE WHEN ${day} > ${on} THEN -1 ELSE width_bucket(extract(year FROM age(${on}, ${day}))::int, ${starts}) END`;
    return `CASE WHEN (${groupOf(`(${otherDay})`)}) = (${groupOf(name)}) THEN ${otherDay} ELSE ${name} END`;
  }
  if (keepMonths === undefined) return otherDay;
  const part = (field: string): string => `extract(${field} FROM ${name})::int`;
  // Days beyond the 28th count as the 28th, so that every month has the new day.
  const day = `least(${part('day')}, 28)`;
  if (keepMonths === 1)
    return `make_date(${part('year')}, ${part('month')}, (${day} - 1 + 1 + hash % 27) % 28 + 1)`;
  const month = withinPeriod(`(${part('year')} * 12 + ${part('month')} - 1)`, keepMonths);
  return `make_date((${month}) / 12, (${month}) % 12 + 1, ${day})`;
}

/** Another number of the same period: between the same two multiples of its length. */
function withinPeriod(number: string, length: number): string {
  const at = `(${number}) % ${length}`;
  return `${number} - ${at} + (${at} + 1 + hash % ${length - 1}) % ${length}`;
}

/** Replaces the middle of a text, leaving the ends that are kept. */
function keeping(
  wish: Perturbation,
  name: string,
  replacement: string,
  change?: (middle: string) => string,
): string {
  const [prefix, suffix] = [wish.keepPrefix ?? 0, wish.keepSuffix ?? 0];
  const middle = `substr(${name}, ${prefix + 1}, greatest(0, length(${name}) - ${prefix + suffix}))`;
  const inside = change === undefined ? replacement : change(middle);
  return `left(${name}, ${prefix}) || (${inside}) || substr(${name}, greatest(${prefix}, length(${name}) - ${suffix}) + 1)`;
}

/** The same shape: digits for digits, letters for letters; Chinese characters for text that has neither. */
function changedText(middle: string): string {
  const alphabets = [DIGITS, WIDE_DIGITS, CAPITALS, SMALL_LETTERS, HAN];
  const rotated = alphabets.map(
    (letters) => `substr('${letters + letters}', 2 + hash % ${letters.length - 1}, ${letters.length})`,
  );
  const translated = `translate(${middle}, '${alphabets.join('')}', ${rotated.join(' || ')})`;
  const other = `substr(repeat('${HAN}', 9), 1 + hash % ${HAN.length}, length(${middle}))`;
  return `CASE WHEN ${translated} = ${middle} THEN ${other} ELSE ${translated} END`;
}
