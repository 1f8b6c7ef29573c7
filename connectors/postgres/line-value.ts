import type { Fragment } from './value-writer.ts';

type Show = (sql: string) => string;

const withoutNoNumber =
  (type: string, show: Show): Show =>
  (sql) =>
    `case when ${sql} <> all ('{NaN,Infinity,-Infinity}'::${type}[]) then ${show(sql)} end`;
const asIs: Show = (sql) => sql;

/** What is not here stands in COPY's text as it does in a source value. */
const SHOWN: ReadonlyMap<string, Show> = new Map<string, Show>([
  // `2026-11-01 08:00:00.5+00` → `2026-11-01T08:00:00.5Z`; every session speaks UTC.
  ['timestamptz', (sql) => `replace(replace(${sql}::text, ' ', 'T'), '+00', 'Z')`],
  ['timestamp', (sql) => `replace(${sql}::text, ' ', 'T')`],
  // WHY: `char(n)` is padded with spaces that are not part of the value; the cast takes them off.
  ['bpchar', (sql) => `${sql}::text`],
  ['numeric', withoutNoNumber('numeric', (sql) => `trim_scale(${sql})`)],
  ['float4', withoutNoNumber('float4', asIs)],
  ['float8', withoutNoNumber('float8', asIs)],
]);

/** A value as a line shows it: the counterpart of `sourceValueTypes`, done by the source. */
export function lineValue({ sql, bindings }: Fragment, type: string): Fragment {
  const show = SHOWN.get(type);
  if (!show) return { sql, bindings };
  const shown = show(sql);
  const times = shown.split(sql).length - 1;
  return { sql: shown, bindings: Array.from({ length: times }, () => bindings).flat() };
}
