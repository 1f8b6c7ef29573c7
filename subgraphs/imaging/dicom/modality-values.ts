import { numberValue, type DataSet } from './data-set.ts';
import { DicomRejection } from './dicom-rejection.ts';
import type { PixelDescription } from './pixel-description.ts';

/**
 * Stored pixels as modality values: masked to the bits stored, signed, padding dropped (NaN), then the Modality LUT, a
 * table or slope and intercept (PS3.3 §C.11.1).
 */
export function modalityValues(
  stored: Uint8Array,
  description: PixelDescription,
  dataSet: DataSet,
  bigEndian: boolean,
): Float32Array {
  const { rows, columns, bitsAllocated, bitsStored, highBit, signed } = description;
  const count = rows * columns;
  const view = new DataView(stored.buffer, stored.byteOffset, stored.byteLength);
  const shift = highBit + 1 - bitsStored;
  const mask = 2 ** bitsStored - 1;
  const half = signed ? 2 ** (bitsStored - 1) : Number.POSITIVE_INFINITY;
  const isPadding = paddingOf(dataSet, mask, half);
  const rescale = rescaleOf(dataSet);
  const values = new Float32Array(count);
  for (let at = 0; at < count; at++) {
    const word = bitsAllocated === 8 ? view.getUint8(at) : view.getUint16(at * 2, !bigEndian);
    const bits = (word >> shift) & mask;
    const number = bits >= half ? bits - 2 * half : bits;
    values[at] = isPadding(number) ? Number.NaN : rescale(number);
  }
  return values;
}

/** Pixel Padding Value (0028,0120), with its Range Limit (0028,0121) where one is given. */
function paddingOf(dataSet: DataSet, mask: number, half: number): (value: number) => boolean {
  const signedValue = (tag: string): number | null => {
    const number = numberValue(dataSet, tag);
    if (number === null) return null;
    const bits = number & mask;
    return bits >= half ? bits - 2 * half : bits;
  };
  const padding = signedValue('00280120');
  if (padding === null) return () => false;
  const limit = signedValue('00280121') ?? padding;
  const [low, high] = [Math.min(padding, limit), Math.max(padding, limit)];
  return (value) => value >= low && value <= high;
}

function rescaleOf(dataSet: DataSet): (value: number) => number {
  const table = dataSet.elements.get('00283000')?.items?.[0];
  if (table !== undefined) return tableOf(table);
  const slope = numberValue(dataSet, '00281053') ?? 1;
  const intercept = numberValue(dataSet, '00281052') ?? 0;
  if (slope === 0) throw new DicomRejection('PIXELS_INVALID', '00281053 is zero');
  return (value) => value * slope + intercept;
}

/** The Modality LUT: number of entries (0: 65 536), first value mapped, bits of an entry; values beyond take its ends. */
function tableOf(item: DataSet): (value: number) => number {
  const descriptor = item.elements.get('00283002')?.bytes;
  const data = item.elements.get('00283006')?.bytes;
  if (descriptor === undefined || data === undefined || descriptor.length < 6)
    throw new DicomRejection('PIXELS_INVALID', 'the modality table is not whole');
  const little = !item.bigEndian;
  const head = new DataView(descriptor.buffer, descriptor.byteOffset, descriptor.byteLength);
  const entries = head.getUint16(0, little) || 65_536;
  const first =
    item.elements.get('00283002')?.vr === 'SS' ? head.getInt16(2, little) : head.getUint16(2, little);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (data.length < entries * 2) throw new DicomRejection('PIXELS_INVALID', 'the modality table is cut off');
  return (value) => view.getUint16(Math.min(Math.max(value - first, 0), entries - 1) * 2, little);
}
