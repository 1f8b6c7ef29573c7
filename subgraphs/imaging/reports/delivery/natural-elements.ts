import { data } from 'dcmjs';
import type { DataSet, Element } from '../../dicom/data-set.ts';

/** These hold one text, in which a backslash is one. */
const SINGLE = new Set(['LT', 'ST', 'UT']);

/**
 * A data set of text in UTF-8 by keyword, as dcmjs takes it: structured reports hold nothing else. WHY not read by dcmjs: it
 * takes the text of nested items for Latin-1.
 */
export function naturalElements({ elements }: DataSet): Readonly<Record<string, unknown>> {
  return Object.fromEntries([...elements.values()].map((element) => [keywordOf(element), valueOf(element)]));
}

function keywordOf({ tag }: Element): string {
  const entry = data.DicomMetaDictionary.dictionary[`(${tag.slice(0, 4)},${tag.slice(4)})`];
  if (entry === undefined) throw new TypeError(`no keyword for ${tag}`);
  return entry.name;
}

function valueOf({ vr, bytes, items }: Element): unknown {
  if (items !== null) return items.map(naturalElements);
  const text = Buffer.from(bytes)
    .toString('utf8')
    .replace(/[\0 ]+$/u, '');
  if (SINGLE.has(vr) || !text.includes('\\')) return text;
  return text.split('\\');
}
