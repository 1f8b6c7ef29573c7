import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Context as CodecContext } from 'dcmjs-codecs';
import codecs from 'dcmjs-codecs';
import { codedSize } from './coded-size.ts';
import { DicomRejection } from './dicom-rejection.ts';
import { frameBytes } from './frame-bytes.ts';
import { modalityValues } from './modality-values.ts';
import { pixelDescription, type PixelDescription } from './pixel-description.ts';
import type { PixelFrame } from './pixel-frame.ts';
import type { Part10 } from './read-part10.ts';
import * as syntaxes from './transfer-syntax.ts';

const { Context, NativeCodecs } = codecs;
type Decode = (context: CodecContext) => CodecContext;

const jpeg: Decode = (context) => NativeCodecs.decodeJpeg(context);
const jpegLs: Decode = (context) => NativeCodecs.decodeJpegLs(context);
const jpeg2000: Decode = (context) => NativeCodecs.decodeJpeg2000(context);
const DECODERS: Readonly<Record<string, Decode>> = {
  [syntaxes.RLE_LOSSLESS]: (context) => NativeCodecs.decodeRle(context),
  [syntaxes.JPEG_BASELINE]: jpeg,
  [syntaxes.JPEG_LOSSLESS]: jpeg,
  [syntaxes.JPEG_LOSSLESS_SV1]: jpeg,
  [syntaxes.JPEG_LS_LOSSLESS]: jpegLs,
  [syntaxes.JPEG_LS_NEAR_LOSSLESS]: jpegLs,
  [syntaxes.JPEG_2000_LOSSLESS]: jpeg2000,
  [syntaxes.JPEG_2000]: jpeg2000,
};

const WASM = join(
  dirname(createRequire(import.meta.url).resolve('dcmjs-codecs')),
  'dcmjs-native-codecs.wasm',
);
let ready: Promise<void> | null = null;

/** Loads the decoders (WebAssembly) in this thread; the first frame waits for them unless this was done before. */
export function loadCodecs(): Promise<void> {
  ready ??= NativeCodecs.initializeAsync({
    webAssemblyModulePathOrUrl: WASM,
    logCodecsInfo: false,
    logCodecsTrace: false,
  });
  return ready;
}

/** Decodes one grey-scale frame, from 0. Rejects with `DicomRejection` where it can not be. */
export async function decodeFrame(object: Part10, index = 0): Promise<PixelFrame> {
  const description = pixelDescription(object.dataSet);
  await haveCodecs(object);
  const stored = storedBytes(object, description, index);
  return {
    rows: description.rows,
    columns: description.columns,
    bitsStored: description.bitsStored,
    values: modalityValues(stored, description, object.dataSet, isSwapped(object)),
    photometric: description.photometric,
    spacingMm: description.spacingMm,
  };
}

/** The stored pixels of one grey-scale frame, from 0, decompressed, in little-endian words. Rejects as `decodeFrame` does. */
export async function storedFrame(object: Part10, index: number): Promise<Uint8Array> {
  const description = pixelDescription(object.dataSet);
  await haveCodecs(object);
  const stored = storedBytes(object, description, index);
  return isSwapped(object) ? Buffer.from(stored).swap16() : stored;
}

async function haveCodecs({ transferSyntax }: Part10): Promise<void> {
  // Another frame may have thrown them away while this one waited.
  while (transferSyntax.encapsulated && !NativeCodecs.isInitialized()) await loadCodecs();
}

/** Only native words are written in the byte order of the syntax; a decoder gives those of this machine. */
function isSwapped({ transferSyntax, dataSet }: Part10): boolean {
  return transferSyntax.bigEndian && dataSet.elements.get('7FE00010')?.vr === 'OW';
}

function storedBytes(object: Part10, description: PixelDescription, index: number): Uint8Array {
  const bytes = frameBytes(object, index);
  if (!object.transferSyntax.encapsulated) return bytes;
  const decoder = DECODERS[object.transferSyntax.uid];
  if (decoder === undefined)
    throw new DicomRejection('TRANSFER_SYNTAX_UNKNOWN', 'there is no decoder of this transfer syntax');
  checkCodedSize(object, bytes, description);
  const { rows, columns, bitsAllocated, bitsStored, signed, photometric } = description;
  const context = new Context({
    width: columns,
    height: rows,
    bitsAllocated,
    bitsStored,
    samplesPerPixel: 1,
    pixelRepresentation: signed ? 1 : 0,
    planarConfiguration: 0,
    photometricInterpretation: photometric,
    encodedBuffer: bytes,
  });
  const decoded = decode(decoder, context);
  if (decoded.length < (rows * columns * bitsAllocated) / 8)
    throw new DicomRejection('PIXELS_INVALID', `frame ${index + 1} decodes to ${decoded.length} bytes`);
  return decoded;
}

/**
 * WHY the decoders are thrown away when one fails: a damaged stream makes them write where they should not, and the next
 * image, sound as it is, would be decoded in that memory.
 */
function decode(decoder: Decode, context: CodecContext): Uint8Array {
  try {
    return decoder(context).getDecodedBuffer() ?? new Uint8Array();
  } catch (error) {
    NativeCodecs.release();
    ready = null;
    throw new DicomRejection('PIXELS_INVALID', 'the frame does not decode', { cause: error });
  }
}

function checkCodedSize(object: Part10, bytes: Uint8Array, { rows, columns }: PixelDescription): void {
  if (object.transferSyntax.uid === syntaxes.RLE_LOSSLESS) return;
  const coded = codedSize(bytes);
  if (coded?.rows !== rows || coded.columns !== columns || coded.components !== 1)
    throw new DicomRejection('PIXELS_INVALID', 'the compressed frame has another size than the object says');
}
