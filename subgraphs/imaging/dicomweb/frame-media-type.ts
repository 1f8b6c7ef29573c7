import * as syntaxes from '../dicom/transfer-syntax.ts';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  [syntaxes.RLE_LOSSLESS]: 'image/dicom-rle',
  [syntaxes.JPEG_BASELINE]: 'image/jpeg',
  [syntaxes.JPEG_LOSSLESS]: 'image/jpeg',
  [syntaxes.JPEG_LOSSLESS_SV1]: 'image/jpeg',
  [syntaxes.JPEG_LS_LOSSLESS]: 'image/jls',
  [syntaxes.JPEG_LS_NEAR_LOSSLESS]: 'image/jls',
  [syntaxes.JPEG_2000_LOSSLESS]: 'image/jp2',
  [syntaxes.JPEG_2000]: 'image/jp2',
};

/** The type of a frame by itself (PS3.18 tables 8.7.3-2 and -5), and that of its part with the transfer syntax. */
export function frameMediaType({ uid, encapsulated }: syntaxes.TransferSyntax) {
  const mediaType = MEDIA_TYPES[uid] ?? 'application/octet-stream';
  // Pixels as such are written the same whether the data set around them names its VRs or not.
  const named = encapsulated || uid === syntaxes.EXPLICIT_BIG_ENDIAN ? uid : syntaxes.EXPLICIT_LITTLE_ENDIAN;
  return { mediaType, type: `${mediaType}; transfer-syntax=${named}` };
}
