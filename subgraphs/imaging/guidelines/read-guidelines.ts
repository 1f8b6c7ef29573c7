import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { isCalendarDay } from '../../../identifiers/calendar-day.ts';
import {
  InvalidConfiguration,
  readStrictly,
  strictObject,
  strictShape,
  text,
} from '../../kit/strict-configuration.ts';
import type { GuidelineTable } from './guideline-table.ts';

/** The tables that ship. A hospital's own lie in a folder of its own. */
const SHIPPED_GUIDELINES = new URL('tables/', import.meta.url);

const isTable = strictShape<GuidelineTable>({
  id: text,
  version: text,
  title: text,
  publisher: text,
  url: { type: 'string', pattern: '^https://' },
  issuedOn: text,
  expiresOn: text,
  suggestions: {
    type: 'array',
    minItems: 1,
    items: strictObject({
      label: text,
      section: text,
      text: strictObject({ en: text, zh: text }),
      checkedBy: { type: 'string', nullable: true, minLength: 1 },
    }),
  },
});

/**
 * Reads all tables of a folder, one version of one guideline a file.
 * @throws InvalidConfiguration
 */
export function readGuidelines(folder: URL = SHIPPED_GUIDELINES): readonly GuidelineTable[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  const tables = files.toSorted().map((name) => readTable(new URL(name, folder), name));
  const names = tables.map(({ id, version }) => `${id} ${version}`);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new InvalidConfiguration(`the guideline ${twice} stands in two files`);
  return tables;
}

function readTable(url: URL, name: string): GuidelineTable {
  const table = readStrictly(isTable, parse(readFileSync(url, 'utf8')), name);
  for (const day of [table.issuedOn, table.expiresOn])
    if (!isCalendarDay(day)) throw new InvalidConfiguration(`${name}: \`${day}\` is no day`);
  return table;
}
