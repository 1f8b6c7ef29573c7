import codecs from 'dcmjs-codecs';
import { loadCodecs } from '../decode-frame.ts';
import * as syntaxes from '../transfer-syntax.ts';

const { Context, NativeCodecs } = codecs;
type Encoder = (context: InstanceType<typeof Context>) => InstanceType<typeof Context>;

const ENCODERS: Readonly<Record<string, Encoder>> = {
  [syntaxes.RLE_LOSSLESS]: (context) => NativeCodecs.encodeRle(context),
  [syntaxes.JPEG_LOSSLESS_SV1]: (context) => NativeCodecs.encodeJpeg(context, { lossy: false, predictor: 1 }),
  [syntaxes.JPEG_LS_LOSSLESS]: (context) => NativeCodecs.encodeJpegLs(context, { lossy: false }),
  [syntaxes.JPEG_2000_LOSSLESS]: (context) => NativeCodecs.encodeJpeg2000(context, { lossy: false }),
};
/** The syntaxes that keep every bit, by which a test knows what must come out. */
export const LOSSLESS_SYNTAXES: readonly string[] = Object.keys(ENCODERS);

/** Pixels of 12 bits in 16, little-endian, as one compressed frame. */
export async function encodedFrame(
  transferSyntaxUid: string,
  { rows, columns, pixels }: { readonly rows: number; readonly columns: number; readonly pixels: Buffer },
): Promise<Uint8Array> {
  await loadCodecs();
  const encoder = ENCODERS[transferSyntaxUid];
  if (encoder === undefined) throw new Error(`${transferSyntaxUid} is not encoded here`);
  const context = new Context({
    width: columns,
    height: rows,
    bitsAllocated: 16,
    bitsStored: 12,
    samplesPerPixel: 1,
    pixelRepresentation: 0,
    planarConfiguration: 0,
    photometricInterpretation: 'MONOCHROME2',
    decodedBuffer: pixels,
  });
  const encoded = encoder(context).getEncodedBuffer();
  if (encoded === undefined) throw new Error('nothing was encoded');
  return encoded;
}
