import { createHash } from 'node:crypto';

/**
 * A UUID that follows from a name (RFC 9562, version 8): the same name, the same id, so that what is made or sent again is
 * known to be the same.
 */
export function derivedUuid(name: string): string {
  const bytes = createHash('sha256').update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The same as a DICOM UID (PS3.5 §B.2). */
export function derivedUid(name: string): string {
  return `2.25.${BigInt(`0x${derivedUuid(name).replaceAll('-', '')}`)}`;
}
