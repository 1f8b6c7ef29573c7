import type { SourceRow, SourceValue } from '../contract.ts';
import type { ColumnType } from '../rows/column-type.ts';
import type { DicomwebColumn, DicomwebRelation } from './dicomweb-source.ts';

/** A data set in the DICOM JSON model (PS3.18 annex F), as servers send it. */
export type DicomJsonObject = Readonly<
  Record<string, { readonly vr?: string; readonly Value?: readonly unknown[] } | undefined>
>;

/** What is not written as DICOM has it is null: a value that is not understood is not guessed. */
const READERS: Readonly<Record<ColumnType, (text: string) => SourceValue>> = {
  text: (text) => text,
  whole: (text) => (/^[+-]?\d+$/u.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : null),
  number: (text) => (text !== '' && Number.isFinite(Number(text)) ? Number(text) : null),
  day: (text) => (/^\d{8}$/u.test(text) ? text.replace(/^(.{4})(..)(..)$/u, '$1-$2-$3') : null),
  month: (text) => (/^\d{4}-\d{2}$/u.test(text) ? text : null),
  instant: instantOf,
  boolean: (text) => (text === 'YES' ? true : text === 'NO' ? false : null),
};

/** The row that a data set is for a relation. */
export function rowOf(dataSet: DicomJsonObject, { columns }: DicomwebRelation): SourceRow {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, attributeValue(dataSet, column)]),
  );
}

/** The value of an attribute. One without a value is an empty text; one that is not there is null. */
function attributeValue(dataSet: DicomJsonObject, { tag, type, group }: DicomwebColumn): SourceValue {
  const attribute = dataSet[tag];
  if (attribute === undefined) return null;
  const parts = (attribute.Value ?? []).map((part) => textOf(part, group ?? 'Alphabetic'));
  // WHY joined: some servers part a long text at each backslash, which is no delimiter there.
  const text = parts.join('\\');
  return type === 'text' ? text : READERS[type](text.trim());
}

function textOf(part: unknown, group: string): string {
  if (typeof part === 'string') return part;
  if (typeof part === 'number') return String(part);
  if (typeof part !== 'object' || part === null) return '';
  const name = (part as Readonly<Record<string, unknown>>)[group];
  return typeof name === 'string' ? name : '';
}

/** A DT with its seconds. One that names no zone is meant in China's, which has one. */
function instantOf(text: string): SourceValue {
  const parts = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:\.(\d{1,6}))?(?:([+-]\d{2})(\d{2}))?$/u.exec(
    text,
  );
  if (parts === null) return null;
  const [, year, month, day, hour, minute, second, fraction = '', hours = '+08', minutes = '00'] = parts;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${hours}:${minutes}`);
  if (Number.isNaN(time)) return null;
  const shown = fraction.replace(/0+$/u, '');
  return `${new Date(time).toISOString().slice(0, 19)}${shown === '' ? '' : `.${shown}`}Z`;
}
