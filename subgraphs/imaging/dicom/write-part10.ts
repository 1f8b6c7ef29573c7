/** The root under which this project's own UIDs stand (derived from a UUID, PS3.5 §B.2). */
export const IMPLEMENTATION_CLASS_UID = '2.25.190646286571840196837340817013094402101';
export const IMPLEMENTATION_VERSION = 'SLUICE_1';

const LONG = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);

/** One element in Explicit VR Little Endian; `tag` as `00100010`. A value of odd length is padded. */
export function writeElement(tag: string, vr: string, value: Uint8Array | string): Buffer {
  const given = typeof value === 'string' ? Buffer.from(value, 'utf8') : Buffer.from(value);
  const padding = vr === 'UI' || vr === 'OB' || vr === 'UN' ? 0 : 0x20;
  const bytes = given.length % 2 === 0 ? given : Buffer.concat([given, Buffer.of(padding)]);
  const long = LONG.has(vr);
  const head = Buffer.alloc(long ? 12 : 8);
  head.writeUInt16LE(Number.parseInt(tag.slice(0, 4), 16), 0);
  head.writeUInt16LE(Number.parseInt(tag.slice(4), 16), 2);
  head.write(vr, 4, 'latin1');
  if (long) head.writeUInt32LE(bytes.length, 8);
  else head.writeUInt16LE(bytes.length, 6);
  return Buffer.concat([head, bytes]);
}

/** What is written before a data set that came over the network: preamble, `DICM` and meta header (PS3.10 §7.1). */
export function writePart10Header(of: {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly transferSyntaxUid: string;
}): Buffer {
  const meta = Buffer.concat([
    writeElement('00020001', 'OB', Buffer.of(0, 1)),
    writeElement('00020002', 'UI', of.sopClassUid),
    writeElement('00020003', 'UI', of.sopInstanceUid),
    writeElement('00020010', 'UI', of.transferSyntaxUid),
    writeElement('00020012', 'UI', IMPLEMENTATION_CLASS_UID),
    writeElement('00020013', 'SH', IMPLEMENTATION_VERSION),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(meta.length);
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM'),
    writeElement('00020000', 'UL', length),
    meta,
  ]);
}

/** Pixel data in fragments, the offset table first (PS3.5 annex A.4). */
export function encapsulatedPixels(fragments: readonly Uint8Array[]): Buffer {
  const item = (bytes: Uint8Array): Buffer => {
    const padded = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.of(0)]);
    const head = Buffer.from('feff00e000000000', 'hex');
    head.writeUInt32LE(padded.length, 4);
    return Buffer.concat([head, padded]);
  };
  return Buffer.concat([
    Buffer.from('e07f10004f420000ffffffff', 'hex'),
    ...fragments.map(item),
    Buffer.from('feffdde000000000', 'hex'),
  ]);
}
