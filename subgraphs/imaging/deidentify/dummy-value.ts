import type { Tag } from '../dicom/data-set.ts';
import { writeElement } from '../dicom/write-part10.ts';

const CONTENT = '0040A730';
const TEXT = 'REMOVED';
const VALUES: Readonly<Record<string, string>> = {
  AS: '000Y',
  DA: '19000101',
  DS: '0',
  DT: '19000101000000',
  IS: '0',
  TM: '000000',
};
const SIZES: Readonly<Record<string, number>> = { AT: 4, FD: 8, FL: 4, SL: 4, SV: 8, UL: 4, UV: 8 };
const BINARY = new Set([...Object.keys(SIZES), 'OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SS', 'UN', 'US']);

/** A value that says nothing, where one must stand. */
export function dummyValue(vr: string): Buffer | string {
  return BINARY.has(vr) ? Buffer.alloc(SIZES[vr] ?? 2) : (VALUES[vr] ?? TEXT);
}

/** One item that says nothing; of a structured report a line that says that what it said was removed. */
export function dummyItems(tag: Tag): readonly Buffer[] {
  if (tag !== CONTENT) return [Buffer.alloc(0)];
  return [
    Buffer.concat([
      writeElement('0040A010', 'CS', 'CONTAINS'),
      writeElement('0040A040', 'CS', 'TEXT'),
      writeElement('0040A160', 'UT', TEXT),
    ]),
  ];
}
