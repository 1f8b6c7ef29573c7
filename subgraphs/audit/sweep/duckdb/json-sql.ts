import { WHOLE } from './expression-sql.ts';

/** A column's value as the JSON text that `JSON.stringify` makes of the same value in an answer of the graph. */
export function jsonSql(value: string, typeName: string): string {
  if (WHOLE.has(typeName)) return `coalesce(CAST(${value} AS VARCHAR), 'null')`;
  if (typeName === 'Boolean')
    return `CASE ${value} WHEN TRUE THEN 'true' WHEN FALSE THEN 'false' ELSE 'null' END`;
  if (typeName === 'Float') return `coalesce(${plainNumberSql(value)}, 'null')`;
  return `coalesce(${jsonTextSql(value)}, 'null')`;
}

/** `75.50` is 75.5: the graph writes a number without what says nothing. */
function plainNumberSql(value: string): string {
  return `CASE WHEN contains(${value}, '.') THEN rtrim(rtrim(${value}, '0'), '.') ELSE ${value} END`;
}

/** Quotes and the few characters that JSON must escape; `to_json` writes control characters in another case. */
export function jsonTextSql(value: string): string {
  return `CASE WHEN regexp_matches(${value}, '[\\x00-\\x1f"\\\\]') THEN CAST(to_json(${value}) AS VARCHAR) ELSE '"' || ${value} || '"' END`;
}
