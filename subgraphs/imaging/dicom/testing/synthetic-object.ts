import { makeResidentId } from '../../../../identifiers/resident-id.ts';
import { EXPLICIT_LITTLE_ENDIAN } from '../transfer-syntax.ts';
import { encapsulatedPixels, writeElement, writePart10Header } from '../write-part10.ts';

/** An element to write: tag, VR, value. */
export type Given = readonly [tag: string, vr: string, value: Uint8Array | string];

export interface SyntheticOptions {
  /** Numbers the UIDs: the same number, the same object. */
  readonly study?: number;
  readonly series?: number;
  readonly instance?: number;
  readonly rows?: number;
  readonly columns?: number;
  readonly transferSyntaxUid?: string;
  /** Replace those of the same tag, or are added; null takes one away. */
  readonly elements?: readonly Given[];
  readonly without?: readonly string[];
  /** Written instead of native pixels, one fragment. */
  readonly fragment?: Uint8Array;
}

export const SYNTHETIC_PATIENT_ID = makeResidentId({
  division: '239901',
  bornOn: '1961-03-04',
  sequence: 12,
});
const CLASS = '1.2.840.10008.5.1.4.1.1.1.1';
const ROOT = '2.25.317';

/** A chest radiograph of somebody who does not exist, as a DICOM file. */
export function syntheticObject(options: SyntheticOptions = {}): Buffer {
  const transferSyntaxUid = options.transferSyntaxUid ?? EXPLICIT_LITTLE_ENDIAN;
  const { sop } = uidsOf(options);
  const header = writePart10Header({ sopClassUid: CLASS, sopInstanceUid: sop, transferSyntaxUid });
  return Buffer.concat([header, syntheticDataSet(options)]);
}

export function uidsOf({ study = 1, series = 1, instance = 1 }: SyntheticOptions) {
  return {
    study: `${ROOT}.${study}`,
    series: `${ROOT}.${study}.${series}`,
    sop: `${ROOT}.${study}.${series}.${instance}`,
  };
}

/** Its data set alone, in Explicit VR Little Endian. */
export function syntheticDataSet(options: SyntheticOptions = {}): Buffer {
  const { rows = 16, columns = 16, instance = 1 } = options;
  const uids = uidsOf(options);
  const pixels = Buffer.alloc(rows * columns * 2);
  for (let at = 0; at < rows * columns; at++) pixels.writeUInt16LE((at * 7 + instance) & 0xfff, at * 2);
  const given: readonly Given[] = [
    ['00080005', 'CS', 'ISO_IR 192'],
    ['00080016', 'UI', CLASS],
    ['00080018', 'UI', uids.sop],
    ['00080020', 'DA', '20261101'],
    ['00080060', 'CS', 'DX'],
    ['00080050', 'SH', `A${options.study ?? 1}`],
    ['00100010', 'PN', 'Wang^Xiaohong=王^小红'],
    ['00100020', 'LO', SYNTHETIC_PATIENT_ID],
    ['00100030', 'DA', '19610304'],
    ['00100040', 'CS', 'F'],
    ['00180015', 'CS', 'CHEST'],
    ['0020000D', 'UI', uids.study],
    ['0020000E', 'UI', uids.series],
    ['00200013', 'IS', String(instance)],
    ['00280002', 'US', uint16(1)],
    ['00280004', 'CS', 'MONOCHROME2'],
    ['00280010', 'US', uint16(rows)],
    ['00280011', 'US', uint16(columns)],
    ['00280030', 'DS', '3.0\\3.0'],
    ['00280100', 'US', uint16(16)],
    ['00280101', 'US', uint16(12)],
    ['00280102', 'US', uint16(11)],
    ['00280103', 'US', uint16(0)],
    ['00281052', 'DS', '-10'],
    ['00281053', 'DS', '2'],
    ...(options.fragment === undefined ? [['7FE00010', 'OW', pixels] as const] : []),
  ];
  const elements = new Map(given.map((each) => [each[0], each]));
  for (const each of options.elements ?? []) elements.set(each[0], each);
  for (const tag of options.without ?? []) elements.delete(tag);
  const written = [...elements.values()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map((each) => writeElement(...each));
  if (options.fragment !== undefined) written.push(encapsulate([options.fragment]));
  return Buffer.concat(written);
}

export function uint16(number: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(number & 0xffff);
  return bytes;
}

/** Pixel data of one frame a fragment, with an empty offset table. */
export function encapsulate(fragments: readonly Uint8Array[]): Buffer {
  return encapsulatedPixels([Buffer.alloc(0), ...fragments]);
}
