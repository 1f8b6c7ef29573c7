import { makeResidentId } from '../../../../identifiers/resident-id.ts';
import { EXPLICIT_LITTLE_ENDIAN } from '../../dicom/transfer-syntax.ts';
import { writeElement, writePart10Header } from '../../dicom/write-part10.ts';
import type { SiteName } from './expose.ts';
import { drawPhantom, type Phantom } from './phantom.ts';
import { PIXEL_MM, SIDE } from './thickness-maps.ts';

export interface PhantomObjectOptions {
  readonly seed: number;
  readonly index: number;
  readonly site?: SiteName;
  /** Pixels along a side; more than 128 are the same ones, repeated. A multiple of 128. */
  readonly side?: number;
  readonly patientId?: string;
  readonly studyDate?: string;
  /** Of the study; of its series and of the image by `.1` and `.1.1` behind it. */
  readonly studyInstanceUid?: string;
  /** Further elements, or others in place of those written here: tag, VR, value. */
  readonly elements?: readonly (readonly [tag: string, vr: string, value: Uint8Array | string])[];
}

/** A phantom as a hospital would send it. */
export interface PhantomObject {
  readonly phantom: Phantom;
  /** A DICOM file, Explicit VR Little Endian. */
  readonly bytes: Buffer;
  readonly studyInstanceUid: string;
  readonly sopInstanceUid: string;
}

const DIGITAL_RADIOGRAPH = '1.2.840.10008.5.1.4.1.1.1.1';
/** Below a root of a UUID (PS3.5 §B.2). */
const ROOT = '2.25.322';
const HIGHEST = 4095;

/** A chest radiograph of a phantom as a DICOM object; nobody is on it, and what is on it is known. */
export function phantomObject(options: PhantomObjectOptions): PhantomObject {
  const { seed, index, site = 'demonstration', side = SIDE } = options;
  const phantom = drawPhantom(seed, index, site);
  const { studyInstanceUid = `${ROOT}.${seed}.${index}` } = options;
  const sopInstanceUid = `${studyInstanceUid}.1.1`;
  const elements = new Map(elementsOf(phantom, { ...options, side, studyInstanceUid }));
  for (const [tag, vr, value] of options.elements ?? []) elements.set(tag, [vr, value]);
  const written = [...elements]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([tag, [vr, value]]) => writeElement(tag, vr, value));
  const header = writePart10Header({
    sopClassUid: DIGITAL_RADIOGRAPH,
    sopInstanceUid,
    transferSyntaxUid: EXPLICIT_LITTLE_ENDIAN,
  });
  return { phantom, bytes: Buffer.concat([header, ...written]), studyInstanceUid, sopInstanceUid };
}

type ElementEntry = [tag: string, value: [vr: string, value: Uint8Array | string]];

function elementsOf(
  phantom: Phantom,
  options: PhantomObjectOptions & { readonly side: number; readonly studyInstanceUid: string },
): readonly ElementEntry[] {
  const { index, side, studyInstanceUid, studyDate = '20261101' } = options;
  const bornOn = `${Number(studyDate.slice(0, 4)) - phantom.age}-01-01`;
  const patientId =
    options.patientId ??
    makeResidentId({
      division: '239902',
      bornOn,
      sequence: ((index % 499) + 1) * 2 - (phantom.sex === 'M' ? 1 : 0),
    });
  const spacing = String((PIXEL_MM * SIDE) / side);
  return [
    ['00080005', ['CS', 'ISO_IR 192']],
    ['00080016', ['UI', DIGITAL_RADIOGRAPH]],
    ['00080018', ['UI', `${studyInstanceUid}.1.1`]],
    ['00080020', ['DA', studyDate]],
    ['00080030', ['TM', '080000']],
    ['00080050', ['SH', `P${index}`]],
    ['00080060', ['CS', 'DX']],
    ['00100010', ['PN', 'Ti^Mo=体^模']],
    ['00100020', ['LO', patientId]],
    ['00100030', ['DA', bornOn.replaceAll('-', '')]],
    ['00100040', ['CS', phantom.sex]],
    ['00180015', ['CS', 'CHEST']],
    ['00185101', ['CS', 'PA']],
    ['0020000D', ['UI', studyInstanceUid]],
    ['0020000E', ['UI', `${studyInstanceUid}.1`]],
    ['00200010', ['SH', String(index)]],
    ['00200011', ['IS', '1']],
    ['00200013', ['IS', '1']],
    ['00280002', ['US', uint16(1)]],
    ['00280004', ['CS', 'MONOCHROME2']],
    ['00280010', ['US', uint16(side)]],
    ['00280011', ['US', uint16(side)]],
    ['00280030', ['DS', `${spacing}\\${spacing}`]],
    ['00280100', ['US', uint16(16)]],
    ['00280101', ['US', uint16(12)]],
    ['00280102', ['US', uint16(11)]],
    ['00280103', ['US', uint16(0)]],
    ['00280301', ['CS', 'NO']],
    ['7FE00010', ['OW', pixelsOf(phantom.values, side)]],
  ];
}

/** What the detector reads, over its range in 12 bits. */
function pixelsOf(values: Float32Array, side: number): Buffer {
  const [low, high] = values.reduce(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Infinity, -Infinity],
  );
  const repeat = side / SIDE;
  const pixels = Buffer.alloc(side * side * 2);
  for (let row = 0; row < side; row += 1)
    for (let column = 0; column < side; column += 1) {
      const value = values[Math.floor(row / repeat) * SIDE + Math.floor(column / repeat)] ?? low;
      const stored = Math.round(((value - low) / (high - low)) * HIGHEST);
      pixels.writeUInt16LE(stored, (row * side + column) * 2);
    }
  return pixels;
}

function uint16(number: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(number);
  return bytes;
}
