import { textReader, type TextReader } from '../dicom/character-set.ts';
import { vrOfTag } from '../dicom/data-dictionary.ts';
import { asciiValue, type DataSet, type Element, type Tag } from '../dicom/data-set.ts';
import { profileRow } from './confidentiality-profile.ts';

/** Something of an object that tells who it is about, where it was made or which object it was. */
export interface IdentifyingValue {
  readonly tag: Tag;
  readonly kind: 'name' | 'text' | 'uid' | 'date';
  readonly text: string;
  /** As it was written. */
  readonly bytes: Uint8Array;
}

/** Numbers, addresses and places; names, UIDs and dates are known by their kind. */
const TEXTS: ReadonlySet<Tag> = new Set([
  '00080050', // Accession Number
  '00080080', // Institution Name, Address
  '00080081',
  '00080092', // Referring Physician's Address, Telephone Numbers
  '00080094',
  '00081010', // Station Name
  '00081040', // Institutional Department Name
  '00100020', // Patient ID, Issuer, Other IDs
  '00100021',
  '00101000',
  '00101040', // Patient's Address
  '00101050', // Insurance Plan Identification
  '00101090', // Medical Record Locator
  '00102154', // Patient's Telephone Numbers
  '00102299', // Responsible Organization
  '00181000', // Device Serial Number
  '00200010', // Study ID
  '00380010', // Admission ID
  '00380300', // Current Patient Location
  '00400009', // Scheduled, Performed Procedure Step ID
  '00400253',
  '00400241', // Performed Station AE Title
  '00401001', // Requested Procedure ID
  '00401102', // Person's Address, Telephone Numbers
  '00401103',
  '00402016', // Placer, Filler Order Number
  '00402017',
]);
const BIRTH_DATE = '00100030';

/** Collects what identifies, at every depth. `everyDate`: not only the day of birth. */
export function identifyingValues(
  dataSet: DataSet,
  everyDate: boolean,
  inherited: TextReader = textReader([]),
): readonly IdentifyingValue[] {
  const declared = dataSet.elements.has('00080005');
  const read = declared ? textReader(asciiValue(dataSet, '00080005').split('\\')) : inherited;
  return [...dataSet.elements.values()].flatMap((element) => {
    if (element.items !== null)
      return element.items.flatMap((item) => identifyingValues(item, everyDate, read));
    const kind = kindOf(element, everyDate);
    if (kind === null || element.bytes.length > 16_384) return [];
    const { tag, bytes } = element;
    return read(bytes)
      .replaceAll('\0', '')
      .split('\\')
      .map((text) => text.trim())
      .filter((text) => text !== '')
      .map((text) => ({ tag, kind, text, bytes }));
  });
}

function kindOf({ tag, vr }: Element, everyDate: boolean): IdentifyingValue['kind'] | null {
  const standard = vrOfTag(tag);
  if (vr === 'PN' || standard === 'PN') return 'name';
  if (TEXTS.has(tag)) return 'text';
  if (tag === BIRTH_DATE || (everyDate && vr === 'DA')) return 'date';
  return standard === 'UI' && profileRow(tag)?.action === 'U' ? 'uid' : null;
}
