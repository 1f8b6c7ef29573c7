import { Document, isSeq } from 'yaml';
import { type FormValue, isList, isMapping } from './policy-form.ts';

/** A value in flow style, on one line: `{ type: Car, fields: [plate, owner] }`. It fits wherever a value can stand. */
export function flowText(value: FormValue): string {
  if (isList(value)) return `[${value.map(flowText).join(', ')}]`;
  if (!isMapping(value)) return scalarText(value);
  const entries = Object.entries(value).map(([key, each]) => `${scalarText(key)}: ${flowText(each)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/**
 * Entries of a mapping as lines, indented by so many spaces; long lists get a line an item.
 * @param first what stands before the first key instead of spaces: `- ` for the item of a list
 */
export function entryLines(
  entries: { readonly [key: string]: FormValue },
  indent: number,
  first = '',
): readonly string[] {
  return Object.entries(entries).flatMap(([key, value], index) => {
    const start =
      index === 0 && first !== '' ? `${' '.repeat(indent - first.length)}${first}` : ' '.repeat(indent);
    const line = `${start}${scalarText(key)}: ${flowText(value)}`;
    if (line.length <= LONGEST_LINE || !isList(value) || value.length === 0) return [line];
    return [`${start}${scalarText(key)}:`, ...value.flatMap((item) => itemLines(item, indent + 2))];
  });
}

/** An item of a list as lines, its dash indented by so many spaces; a mapping that does not fit gets a line a key. */
export function itemLines(item: FormValue, indent: number): readonly string[] {
  const line = `${' '.repeat(indent)}- ${flowText(item)}`;
  if (line.length <= LONGEST_LINE || !isMapping(item)) return [line];
  return entryLines(item, indent + 2, '- ');
}

/** As the formatter of the project breaks lines. */
const LONGEST_LINE = 110;

/** A scalar that reads as the same text with every schema of YAML, in flow and in block style. */
function scalarText(value: string | number | boolean): string {
  // WHY: in double quotes JSON is YAML, and a line break stays on one line.
  if (typeof value === 'string' && /\p{Cc}/u.test(value)) return JSON.stringify(value);
  const document = new Document([value]);
  if (isSeq(document.contents)) document.contents.flow = true;
  return document.toString({ flowCollectionPadding: false, lineWidth: 0 }).trim().slice(1, -1);
}
