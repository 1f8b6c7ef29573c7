import type { CustomTypesConfig } from 'pg';
import type { SourceValue } from '../contract.ts';

type Parse = (text: string) => SourceValue;

const whole: Parse = (text) => {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
};

/** JSON has no NaN and no infinity; a source that keeps one has no number there. */
const decimal: Parse = (text) => {
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
};

/** `2026-11-01 08:00:00.5+00` → `2026-11-01T08:00:00.5Z`; every session speaks UTC. Infinities stay as they are. */
const instant: Parse = (text) => text.replace(' ', 'T').replace(/\+00(?::?00)?$/u, 'Z');

/** By the type's number in `pg_type`; what is not here stays the text that PostgreSQL sends (days among them). */
const PARSERS: ReadonlyMap<number, Parse> = new Map<number, Parse>([
  [16, (text) => text === 't'],
  [20, whole],
  [21, whole],
  [23, whole],
  [700, decimal],
  [701, decimal],
  [1700, decimal],
  // WHY: `char(n)` is padded with spaces that are not part of the value.
  [1042, (text) => text.replace(/ +$/u, '')],
  [1114, (text) => text.replace(' ', 'T')],
  [1184, instant],
]);

const asIs: Parse = (text) => text;

/**
 * How values of PostgreSQL become source values: `date` `YYYY-MM-DD`, `timestamptz` RFC 3339 in UTC, `bigint` a number
 * where one can hold it and else its digits, `numeric` a number, `char(n)` without its padding.
 */
export const sourceValueTypes: CustomTypesConfig = {
  getTypeParser: (oid: number) => PARSERS.get(oid) ?? asIs,
};
