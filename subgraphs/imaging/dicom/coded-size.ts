/** Rows, columns and components that a compressed frame itself says it has. */
export interface CodedSize {
  readonly rows: number;
  readonly columns: number;
  readonly components: number;
}

const SOI = 0xffd8;
const SOC = 0xff4f;
const SIZ = 0xff51;
const SOF55 = 0xfff7;

/**
 * Reads the size in a JPEG, JPEG-LS or JPEG 2000 code stream, null where there is none. A decoder makes room for what the
 * stream claims: it is asked only when that is what the object claims too.
 */
export function codedSize(frame: Uint8Array): CodedSize | null {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (frame.length < 16) return null;
  const start = view.getUint16(0);
  if (start === SOC) return jpeg2000Size(view);
  if (start !== SOI) return null;
  for (let at = 2; at + 10 <= frame.length;) {
    const marker = view.getUint16(at);
    if (marker < 0xff01) return null;
    if (marker === 0xffff) at += 1;
    else if (isFrameHeader(marker))
      return {
        rows: view.getUint16(at + 5),
        columns: view.getUint16(at + 7),
        components: view.getUint8(at + 9),
      };
    else at += 2 + view.getUint16(at + 2);
  }
  return null;
}

/** SOF0 to SOF15 without DHT, JPG and DAC, and that of JPEG-LS. */
function isFrameHeader(marker: number): boolean {
  if (marker === SOF55) return true;
  return marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
}

function jpeg2000Size(view: DataView): CodedSize | null {
  if (view.byteLength < 42 || view.getUint16(2) !== SIZ) return null;
  const [x, y, x0, y0] = [8, 12, 16, 20].map((at) => view.getUint32(at));
  const tile = view.getUint32(24) * view.getUint32(28);
  const components = view.getUint16(40);
  if (x === undefined || y === undefined || x0 === undefined || y0 === undefined || tile === 0) return null;
  const [columns, rows] = [x - x0, y - y0];
  // A tile count beyond reason makes a decoder allocate for each.
  if (columns <= 0 || rows <= 0 || (columns * rows) / tile > 65_535) return null;
  return { rows, columns, components };
}
