const WORDS: Readonly<Record<string, 2 | 4 | 8>> = {
  FD: 8,
  FL: 4,
  OD: 8,
  OF: 4,
  OL: 4,
  OV: 8,
  OW: 2,
  SL: 4,
  SS: 2,
  SV: 8,
  UL: 4,
  US: 2,
  UV: 8,
  // Group and element, each a word.
  AT: 2,
};

/** The bytes of a value in little-endian order; a copy only where they were not. */
export function swapped(bytes: Uint8Array, vr: string, bigEndian: boolean): Uint8Array {
  const word = WORDS[vr];
  if (!bigEndian || word === undefined) return bytes;
  const copy = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % word)));
  if (word === 2) return copy.swap16();
  return word === 4 ? copy.swap32() : copy.swap64();
}
