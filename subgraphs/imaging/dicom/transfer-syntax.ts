/** How the data set behind a transfer syntax is written. */
export interface TransferSyntax {
  readonly uid: string;
  readonly explicitVr: boolean;
  readonly bigEndian: boolean;
  readonly deflated: boolean;
  /** Pixel data lie in fragments, each frame compressed. */
  readonly encapsulated: boolean;
}

const native = (uid: string, more: Partial<TransferSyntax> = {}): TransferSyntax => ({
  uid,
  explicitVr: true,
  bigEndian: false,
  deflated: false,
  encapsulated: false,
  ...more,
});
const encapsulated = (uid: string): TransferSyntax => native(uid, { encapsulated: true });

export const IMPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2';
export const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
export const DEFLATED_LITTLE_ENDIAN = '1.2.840.10008.1.2.1.99';
export const EXPLICIT_BIG_ENDIAN = '1.2.840.10008.1.2.2';
export const RLE_LOSSLESS = '1.2.840.10008.1.2.5';
export const JPEG_BASELINE = '1.2.840.10008.1.2.4.50';
export const JPEG_LOSSLESS = '1.2.840.10008.1.2.4.57';
export const JPEG_LOSSLESS_SV1 = '1.2.840.10008.1.2.4.70';
export const JPEG_LS_LOSSLESS = '1.2.840.10008.1.2.4.80';
export const JPEG_LS_NEAR_LOSSLESS = '1.2.840.10008.1.2.4.81';
export const JPEG_2000_LOSSLESS = '1.2.840.10008.1.2.4.90';
export const JPEG_2000 = '1.2.840.10008.1.2.4.91';

/** The transfer syntaxes that are taken in; what is written in any other is rejected, and kept in quarantine. */
export const TRANSFER_SYNTAXES: readonly TransferSyntax[] = [
  native(IMPLICIT_LITTLE_ENDIAN, { explicitVr: false }),
  native(EXPLICIT_LITTLE_ENDIAN),
  native(DEFLATED_LITTLE_ENDIAN, { deflated: true }),
  native(EXPLICIT_BIG_ENDIAN, { bigEndian: true }),
  encapsulated(RLE_LOSSLESS),
  encapsulated(JPEG_BASELINE),
  encapsulated(JPEG_LOSSLESS),
  encapsulated(JPEG_LOSSLESS_SV1),
  encapsulated(JPEG_LS_LOSSLESS),
  encapsulated(JPEG_LS_NEAR_LOSSLESS),
  encapsulated(JPEG_2000_LOSSLESS),
  encapsulated(JPEG_2000),
];

const BY_UID = new Map(TRANSFER_SYNTAXES.map((each) => [each.uid, each]));

export function transferSyntaxOf(uid: string): TransferSyntax | null {
  return BY_UID.get(uid) ?? null;
}
