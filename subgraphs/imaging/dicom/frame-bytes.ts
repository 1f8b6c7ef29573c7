import { DicomRejection } from './dicom-rejection.ts';
import { pixelDescription } from './pixel-description.ts';
import { asciiValue, numberValue } from './data-set.ts';
import type { Part10 } from './read-part10.ts';

/** The bytes of one frame as they lie in the object: of native pixels, or one compressed frame. `index` from 0. */
export function frameBytes(object: Part10, index: number): Uint8Array {
  const { dataSet, transferSyntax } = object;
  const pixels = dataSet.elements.get('7FE00010');
  if (pixels === undefined) throw new DicomRejection('PIXELS_INVALID', 'there are no pixel data');
  if ((pixels.fragments !== null) !== transferSyntax.encapsulated)
    throw new DicomRejection(
      'TRANSFER_SYNTAX_MISMATCH',
      'the pixel data are not written as their syntax says',
    );
  if (pixels.fragments === null) {
    const size = nativeFrameSize(object);
    const bytes = pixels.bytes.subarray(index * size, (index + 1) * size);
    if (bytes.length < size || size === 0)
      throw new DicomRejection('PIXELS_INVALID', `frame ${index + 1} is not whole`);
    return bytes;
  }
  return encapsulatedFrame(pixels.fragments, frameCount(object), index);
}

/**
 * Several frames, none of them named twice. They do not lie over each other, whatever the offset table says: together they are
 * no more than the pixel data.
 */
export function framesBytes(object: Part10, indices: readonly number[]): readonly Uint8Array[] {
  const pixels = object.dataSet.elements.get('7FE00010');
  const parts = pixels?.fragments ?? (pixels === undefined ? [] : [pixels.bytes]);
  let left = parts.reduce((sum, { length }) => sum + length, 0);
  return indices.map((index) => {
    const bytes = frameBytes(object, index);
    left -= bytes.length;
    if (left < 0) throw new DicomRejection('PIXELS_INVALID', 'frames lie over each other');
    return bytes;
  });
}

/** How many frames an object says it has. */
function frameCount({ dataSet }: Part10): number {
  return numberValue(dataSet, '00280008') ?? 1;
}

function nativeFrameSize({ dataSet }: Part10): number {
  const number = (tag: string): number => numberValue(dataSet, tag) ?? 0;
  // Colour is served though no model reads it.
  if (asciiValue(dataSet, '00280004').startsWith('MONOCHROME')) {
    const { rows, columns, bitsAllocated } = pixelDescription(dataSet);
    return (rows * columns * bitsAllocated) / 8;
  }
  return Math.ceil((number('00280010') * number('00280011') * number('00280002') * number('00280100')) / 8);
}

function encapsulatedFrame(all: readonly Uint8Array[], frames: number, index: number): Uint8Array {
  const [table = new Uint8Array(), ...fragments] = all;
  if (index >= frames || fragments.length < frames)
    throw new DicomRejection('PIXELS_INVALID', `frame ${index + 1} is not there`);
  if (fragments.length === frames) return fragments[index] ?? table;
  if (frames === 1) return Buffer.concat(fragments);
  // More fragments than frames: only the offset table says where a frame begins.
  const offsets = new DataView(table.buffer, table.byteOffset, table.byteLength);
  if (table.length !== frames * 4)
    throw new DicomRejection('PIXELS_INVALID', 'the offset table does not fit');
  const from = offsets.getUint32(index * 4, true);
  const to = index + 1 < frames ? offsets.getUint32((index + 1) * 4, true) : Number.POSITIVE_INFINITY;
  let at = 0;
  const parts = fragments.filter((fragment) => {
    const inside = at >= from && at < to;
    at += fragment.length + 8;
    return inside;
  });
  if (parts.length === 0) throw new DicomRejection('PIXELS_INVALID', `frame ${index + 1} has no fragment`);
  return Buffer.concat(parts);
}
