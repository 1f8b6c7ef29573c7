import { asciiValue, numberValue, numberValues, type DataSet } from './data-set.ts';
import { DicomRejection } from './dicom-rejection.ts';

/** How the pixels of an object are laid out (PS3.3 §C.7.6.3). */
export interface PixelDescription {
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly bitsAllocated: 8 | 16;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
  readonly photometric: 'MONOCHROME1' | 'MONOCHROME2';
  readonly spacingMm: readonly [number, number] | null;
}

/** A radiograph of 43 × 43 cm at 0.1 mm has 18.5 million pixels; no detector gives more than this. */
const MAX_PIXELS = 64 * 1024 * 1024;

/** Reads the description of a grey-scale image; rejects what is no such image or claims what can not be. */
export function pixelDescription(dataSet: DataSet): PixelDescription {
  const whole = (tag: string, from: number, to: number): number => {
    const number = numberValue(dataSet, tag);
    if (number === null || !Number.isInteger(number) || number < from || number > to)
      throw new DicomRejection('PIXELS_INVALID', `${tag} is not from ${from} to ${to}`);
    return number;
  };
  const rows = whole('00280010', 1, 65_535);
  const columns = whole('00280011', 1, 65_535);
  if (rows * columns > MAX_PIXELS)
    throw new DicomRejection('PIXELS_TOO_LARGE', `${rows} × ${columns} pixels`);
  whole('00280002', 1, 1);
  const photometric = asciiValue(dataSet, '00280004');
  if (photometric !== 'MONOCHROME1' && photometric !== 'MONOCHROME2')
    throw new DicomRejection('PIXELS_INVALID', '00280004 is not a grey scale');
  const bitsAllocated = whole('00280100', 8, 16);
  if (bitsAllocated !== 8 && bitsAllocated !== 16)
    throw new DicomRejection('PIXELS_INVALID', '00280100 is neither 8 nor 16');
  const bitsStored = whole('00280101', 1, bitsAllocated);
  return {
    rows,
    columns,
    frames: dataSet.elements.has('00280008') ? whole('00280008', 1, 100_000) : 1,
    bitsAllocated,
    bitsStored,
    highBit: dataSet.elements.has('00280102')
      ? whole('00280102', bitsStored - 1, bitsAllocated - 1)
      : bitsStored - 1,
    signed: dataSet.elements.has('00280103') && whole('00280103', 0, 1) === 1,
    photometric,
    spacingMm: spacingOf(dataSet),
  };
}

/** Pixel Spacing, else that at the detector (Imager Pixel Spacing). */
function spacingOf(dataSet: DataSet): readonly [number, number] | null {
  for (const tag of ['00280030', '00181164']) {
    const [between, along] = numberValues(dataSet, tag);
    if (between !== undefined && along !== undefined && between > 0 && along > 0) return [between, along];
  }
  return null;
}
