import { beforeEach, describe, expect, test } from '@jest/globals';
import codecs from 'dcmjs-codecs';
import { decodeFrame, loadCodecs } from './decode-frame.ts';
import { DicomRejection } from './dicom-rejection.ts';
import { readPart10 } from './read-part10.ts';
import { syntheticObject, uint16, type SyntheticOptions } from './testing/synthetic-object.ts';
import * as syntaxes from './transfer-syntax.ts';

const { Context, NativeCodecs } = codecs;
const ROWS = 24;
const COLUMNS = 20;
const stored = Uint16Array.from({ length: ROWS * COLUMNS }, (_, at) => (at * 37) & 0xfff);
const raw = Buffer.from(stored.buffer);
const PLAIN = { rows: ROWS, columns: COLUMNS, elements: [['7FE00010', 'OW', raw]] } as const;

beforeEach(() => loadCodecs());

const decoded = (options: SyntheticOptions) => decodeFrame(readPart10(syntheticObject(options)));
async function reason(options: SyntheticOptions): Promise<string | null> {
  try {
    await decoded(options);
    return null;
  } catch (error) {
    if (error instanceof DicomRejection) return error.reason;
    throw error;
  }
}
const context = () =>
  new Context({
    width: COLUMNS,
    height: ROWS,
    bitsAllocated: 16,
    bitsStored: 12,
    samplesPerPixel: 1,
    pixelRepresentation: 0,
    planarConfiguration: 0,
    photometricInterpretation: 'MONOCHROME2',
    decodedBuffer: raw,
  });
type Encoded = ReturnType<typeof NativeCodecs.encodeRle>;
const CODECS: readonly [string, string, () => Encoded][] = [
  ['RLE', syntaxes.RLE_LOSSLESS, () => NativeCodecs.encodeRle(context())],
  [
    'JPEG lossless',
    syntaxes.JPEG_LOSSLESS_SV1,
    () => NativeCodecs.encodeJpeg(context(), { lossy: false, predictor: 1 }),
  ],
  ['JPEG-LS', syntaxes.JPEG_LS_LOSSLESS, () => NativeCodecs.encodeJpegLs(context(), { lossy: false })],
  ['JPEG 2000', syntaxes.JPEG_2000_LOSSLESS, () => NativeCodecs.encodeJpeg2000(context(), { lossy: false })],
];

test('stored values are rescaled', async () => {
  const frame = await decoded(PLAIN);
  expect(frame).toMatchObject({
    rows: ROWS,
    columns: COLUMNS,
    bitsStored: 12,
    photometric: 'MONOCHROME2',
    spacingMm: [3, 3],
  });
  expect([...frame.values]).toEqual([...stored].map((value) => value * 2 - 10));
});

describe.each(CODECS)('%s', (_name, transferSyntaxUid, encode) => {
  const size = { rows: ROWS, columns: COLUMNS, transferSyntaxUid };
  test('decodes to the same bits', async () => {
    const fragment = encode().getEncodedBuffer()!;
    expect((await decoded({ ...size, fragment })).values).toEqual((await decoded(PLAIN)).values);
  });

  test('is rejected or decoded when it is damaged, never more', async () => {
    const fragment = Buffer.from(encode().getEncodedBuffer()!);
    expect(await reason({ ...size, fragment: fragment.subarray(0, 8) })).toBe('PIXELS_INVALID');
    for (let at = 0; at < fragment.length; at += 43) {
      const changed = Buffer.from(fragment);
      changed[at] = changed[at]! ^ 0x55;
      await reason({ ...size, fragment: changed });
    }
    expect((await decoded({ ...size, fragment })).values).toEqual((await decoded(PLAIN)).values);
  });
});

test('a frame that is larger than the object says is not decoded', async () => {
  const fragment = NativeCodecs.encodeJpegLs(context(), { lossy: false }).getEncodedBuffer()!;
  const transferSyntaxUid = syntaxes.JPEG_LS_LOSSLESS;
  expect(await reason({ rows: ROWS - 1, columns: COLUMNS, transferSyntaxUid, fragment })).toBe(
    'PIXELS_INVALID',
  );
});

test('signs, padding and tables are heeded', async () => {
  const bytes = Buffer.concat([uint16(0xfff), uint16(5), uint16(0x800), uint16(0xf001)]);
  const base = { rows: 2, columns: 2 };
  const pixels = ['7FE00010', 'OW', bytes] as const;
  const signed = ['00280103', 'US', uint16(1)] as const;
  expect([...(await decoded({ ...base, elements: [pixels, signed] })).values]).toEqual([-12, 0, -4106, -8]);
  const padding = ['00280120', 'SS', uint16(-2048)] as const;
  expect([...(await decoded({ ...base, elements: [pixels, signed, padding] })).values]).toEqual([
    -12,
    0,
    Number.NaN,
    -8,
  ]);
});

test.each<[string, SyntheticOptions]>([
  [
    'PIXELS_TOO_LARGE',
    {
      elements: [
        ['00280010', 'US', uint16(65_535)],
        ['00280011', 'US', uint16(65_535)],
      ],
    },
  ],
  ['PIXELS_INVALID', { elements: [['00280010', 'US', uint16(17)]] }],
  ['PIXELS_INVALID', { elements: [['00280101', 'US', uint16(17)]] }],
  ['PIXELS_INVALID', { elements: [['00280004', 'CS', 'RGB']] }],
  ['PIXELS_INVALID', { without: ['7FE00010'] }],
  ['TRANSFER_SYNTAX_MISMATCH', { transferSyntaxUid: syntaxes.JPEG_2000_LOSSLESS }],
])('%s', async (expected, options) => {
  expect(await reason(options)).toBe(expected);
});
