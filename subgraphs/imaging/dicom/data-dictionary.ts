import { data } from 'dcmjs';
import type { Tag } from './data-set.ts';

const { dictionary, nameMap } = data.DicomMetaDictionary;

/** The value representation that the standard gives a tag; `UN` for one it does not know. */
export function vrOfTag(tag: Tag): string {
  if (tag.endsWith('0000')) return 'UL';
  // Private creators name who owns a block of private tags.
  if (isPrivate(tag) && /^.{4}00[1-9A-F]/u.test(tag)) return 'LO';
  const vr = dictionary[`(${tag.slice(0, 4)},${tag.slice(4)})`]?.vr ?? 'UN';
  // Where a value may be one of two kinds (`US or SS`, `OB or OW`), the one that loses nothing.
  return vr === 'ox' || vr === 'lt' ? 'OW' : vr === 'xs' ? 'US' : vr.slice(0, 2);
}

/** The tag of a keyword (`PatientName`), null where the standard has none. */
export function tagOfKeyword(keyword: string): Tag | null {
  const found =
    Object.hasOwn(nameMap, keyword) || !(keyword in Object.prototype) ? nameMap[keyword]?.tag : undefined;
  return found === undefined ? null : found.replace(/[(),]/gu, '').toUpperCase();
}

export function isPrivate(tag: Tag): boolean {
  return Number.parseInt(tag.charAt(3), 16) % 2 === 1;
}
