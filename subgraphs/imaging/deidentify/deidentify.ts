import { ageOn } from '../../../identifiers/age-on.ts';
import { asciiValue, numberValue, type DataSet, type Tag } from '../dicom/data-set.ts';
import { instanceIdentity } from '../dicom/instance-identity.ts';
import { readPart10, type Part10 } from '../dicom/read-part10.ts';
import { EXPLICIT_LITTLE_ENDIAN } from '../dicom/transfer-syntax.ts';
import { encapsulatedPixels, writeElement, writePart10Header } from '../dicom/write-part10.ts';
import { cleanDataSet, joined, writeItems, type Cleaned } from './clean-data-set.ts';
import { DeidentificationRefusal } from './deidentification-refusal.ts';
import type { DeidentifyOptions } from './deidentify-options.ts';
import { findLeaks } from './find-leaks.ts';
import { maskPixels } from './mask-pixels.ts';
import { swapped } from './swap-bytes.ts';

/** A copy that tells nobody, and by which new names it goes. */
export interface Deidentified {
  readonly bytes: Buffer;
  readonly patient: string;
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly sopInstanceUid: string;
}

const PIXELS = '7FE00010';
const STATION_NAME = '00081010';
const MODEL_NAME = '00081090';
const STORAGE = '1.2.840.10008.5.1.4.1.1.';
const METHOD = 'PS3.15 E.1-1 Basic Application Level Confidentiality Profile';

/**
 * Makes a de-identified copy by the Basic Application Level Confidentiality Profile (PS3.15 E.1), with the options asked
 * for; then looks through all its bytes for what identified the original. The original is not touched.
 * @throws DeidentificationRefusal where none can be made; DicomRejection where the object can not be read
 */
export async function deidentify(bytes: Uint8Array, options: DeidentifyOptions): Promise<Deidentified> {
  const object = readPart10(bytes);
  const { dataSet, transferSyntax } = object;
  const identity = instanceIdentity(object);
  refuse(object, options);
  const isMasked = options.mask.length > 0 && dataSet.elements.has(PIXELS);
  const cleaned = cleanDataSet(dataSet, options);
  const pixels = isMasked
    ? writeElement(PIXELS, pixelVr(dataSet), await maskPixels(object, options.mask))
    : pixelsAsTheyAre(object);
  if (pixels !== null) cleaned.set(PIXELS, pixels);
  // A station that nobody gave a name goes by that of its make: then neither stays.
  if (isSame(dataSet, STATION_NAME, MODEL_NAME)) cleaned.delete(MODEL_NAME);
  addAge(cleaned, dataSet, options);
  addMethod(cleaned, options, isMasked);
  const { names } = options;
  const sopInstanceUid = names.uid(identity.sopInstanceUid);
  const isCompressed = transferSyntax.encapsulated && !isMasked;
  const header = writePart10Header({
    sopClassUid: identity.sopClassUid,
    sopInstanceUid,
    transferSyntaxUid: isCompressed ? transferSyntax.uid : EXPLICIT_LITTLE_ENDIAN,
  });
  const copy = Buffer.concat([header, joined(cleaned)]);
  const leaks = findLeaks(dataSet, copy, options.dates);
  if (leaks.length > 0) throw new DeidentificationRefusal('LEAK', `what stood in ${leaks.join(', ')}`);
  return {
    bytes: copy,
    patient: names.patient(options.patient),
    studyInstanceUid: names.uid(identity.studyInstanceUid),
    seriesInstanceUid: names.uid(identity.seriesInstanceUid),
    sopInstanceUid,
  };
}

function refuse({ dataSet }: Part10, { mask }: DeidentifyOptions): void {
  if (!asciiValue(dataSet, '00080016').startsWith(STORAGE))
    throw new DeidentificationRefusal('SOP_CLASS_PRIVATE');
  const hasPixels = [...dataSet.elements.keys()].some((tag) => tag.startsWith('7FE0'));
  if (!hasPixels) return;
  if (asciiValue(dataSet, '00280301') !== 'NO' && mask.length === 0)
    throw new DeidentificationRefusal('BURNED_IN_TEXT');
  if (asciiValue(dataSet, '00280302') === 'YES') throw new DeidentificationRefusal('RECOGNIZABLE_FEATURES');
  // An overlay without data of its own lies in the bits of the pixels that these do not use (retired, and still about).
  for (const tag of dataSet.elements.keys())
    if (/^60..0010$/u.test(tag) && !dataSet.elements.has(`${tag.slice(0, 4)}3000`))
      throw new DeidentificationRefusal('OVERLAY_IN_PIXELS');
}

/** The pixels to their last byte and no further: behind them anything could lie. Null where there are none. */
function pixelsAsTheyAre({ dataSet }: Part10): Buffer | null {
  const element = dataSet.elements.get(PIXELS);
  if (element === undefined) return null;
  if (element.fragments !== null) return encapsulatedPixels(element.fragments);
  const sizes = ['00280010', '00280011', '00280002', '00280100'].map((tag) => numberValue(dataSet, tag) ?? 0);
  const bits = sizes.reduce((product, size) => product * size, numberValue(dataSet, '00280008') ?? 1);
  const vr = pixelVr(dataSet);
  return writeElement(
    PIXELS,
    vr,
    swapped(element.bytes.subarray(0, Math.ceil(bits / 8)), vr, dataSet.bigEndian),
  );
}

function isSame(dataSet: DataSet, one: Tag, other: Tag): boolean {
  const [first, second] = [one, other].map((tag) => asciiValue(dataSet, tag).toLowerCase());
  return first !== '' && first === second;
}

function pixelVr(dataSet: DataSet): 'OB' | 'OW' {
  return dataSet.elements.get(PIXELS)?.vr === 'OB' ? 'OB' : 'OW';
}

/** With the dates the age would be lost, where the modality did not write it down. */
function addAge(cleaned: Cleaned, dataSet: DataSet, { keepPatientCharacteristics }: DeidentifyOptions): void {
  if (!keepPatientCharacteristics || cleaned.has('00101010')) return;
  const day = (tag: string): string =>
    asciiValue(dataSet, tag).replace(/^(\d{4})(\d{2})(\d{2})$/u, '$1-$2-$3');
  const years = ageOn(day('00100030'), day('00080020'));
  if (years === null) return;
  const age = `${String(Math.min(years, 90)).padStart(3, '0')}Y`;
  cleaned.set('00101010', writeElement('00101010', 'AS', age));
}

/** Says what was done, in words and in the codes of CID 7050. */
function addMethod(cleaned: Cleaned, options: DeidentifyOptions, isMasked: boolean): void {
  const codes: readonly (readonly [code: string, meaning: string])[] = [
    ['113100', 'Basic Application Confidentiality Profile'],
    ...(isMasked ? [['113101', 'Clean Pixel Data Option'] as const] : []),
    ...(options.dates === 'shift'
      ? [['113107', 'Retain Longitudinal Temporal Information Modified Dates Option'] as const]
      : []),
    ...(options.keepPatientCharacteristics
      ? [['113108', 'Retain Patient Characteristics Option'] as const]
      : []),
  ];
  const items = codes.map(([code, meaning]) =>
    Buffer.concat([
      writeElement('00080100', 'SH', code),
      writeElement('00080102', 'SH', 'DCM'),
      writeElement('00080104', 'LO', meaning),
    ]),
  );
  cleaned.set('00080005', writeElement('00080005', 'CS', 'ISO_IR 192'));
  cleaned.set('00120062', writeElement('00120062', 'CS', 'YES'));
  cleaned.set('00120063', writeElement('00120063', 'LO', METHOD));
  cleaned.set('00120064', writeItems('00120064', items));
  const moved = options.dates === 'shift' ? 'MODIFIED' : 'REMOVED';
  cleaned.set('00280303', writeElement('00280303', 'CS', moved));
  if (isMasked) cleaned.set('00280301', writeElement('00280301', 'CS', 'NO'));
}
