/** A tag as eight upper-case hexadecimal digits, as in the DICOM JSON model: `00100010`. */
export type Tag = string;

/** One element; its bytes are a view into the object read, never a copy. */
export interface Element {
  readonly tag: Tag;
  readonly vr: string;
  readonly bytes: Uint8Array;
  /** The items of a sequence. */
  readonly items: readonly DataSet[] | null;
  /** The fragments of encapsulated pixel data, the offset table first. */
  readonly fragments: readonly Uint8Array[] | null;
}

export interface DataSet {
  readonly elements: ReadonlyMap<Tag, Element>;
  readonly bigEndian: boolean;
}

const SPACE = 0x20;

/** The text of an element that is ASCII by its nature (UIDs, codes, numbers, dates), padding removed; '' where absent. */
export function asciiValue(dataSet: DataSet, tag: Tag): string {
  const element = dataSet.elements.get(tag);
  if (element === undefined || element.bytes.length > 4096) return '';
  const { bytes } = element;
  let [from, to] = [0, bytes.length];
  while (bytes[from] === SPACE) from += 1;
  while (to > from && (bytes[to - 1] === SPACE || bytes[to - 1] === 0)) to -= 1;
  return Buffer.from(bytes.subarray(from, to)).toString('latin1');
}

/** The first number of a US, SS, UL, SL element or of an IS or DS text; null where there is none. */
export function numberValue(dataSet: DataSet, tag: Tag): number | null {
  const element = dataSet.elements.get(tag);
  if (element === undefined) return null;
  const { vr, bytes } = element;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = !dataSet.bigEndian;
  if ((vr === 'US' || vr === 'OW' || vr === 'XS') && bytes.length >= 2) return view.getUint16(0, little);
  if (vr === 'SS' && bytes.length >= 2) return view.getInt16(0, little);
  if (vr === 'UL' && bytes.length >= 4) return view.getUint32(0, little);
  if (vr === 'SL' && bytes.length >= 4) return view.getInt32(0, little);
  if (vr !== 'IS' && vr !== 'DS') return null;
  const text = asciiValue(dataSet, tag).split('\\', 1)[0] ?? '';
  const number = Number(text);
  return text.trim() === '' || !Number.isFinite(number) ? null : number;
}

/** All numbers of a DS or IS element. */
export function numberValues(dataSet: DataSet, tag: Tag): readonly number[] {
  const text = asciiValue(dataSet, tag);
  return text === '' ? [] : text.split('\\').map(Number);
}
