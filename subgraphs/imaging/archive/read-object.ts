import { createHash } from 'node:crypto';
import { dicomJson, type DicomJson, type PersonName } from '../dicom/dicom-json.ts';
import { DicomRejection } from '../dicom/dicom-rejection.ts';
import { instanceIdentity, type InstanceIdentity } from '../dicom/instance-identity.ts';
import { patientKeyOf } from '../dicom/patient-key.ts';
import { readMeta, readPart10 } from '../dicom/read-part10.ts';

/** What the index keeps of an object. */
export interface IndexedObject {
  readonly identity: InstanceIdentity;
  readonly dataSetSha256: string;
  readonly attributes: DicomJson;
  readonly patientKey: string | null;
  readonly patientId: string;
  readonly patientNames: readonly string[];
  readonly studyDate: string;
  readonly accessionNumber: string;
  readonly modality: string;
  readonly instanceNumber: number | null;
}

/** Reads a received object for the index. Throws `DicomRejection`. */
export function readObject(bytes: Buffer, announced?: string): IndexedObject {
  const object = readPart10(bytes);
  const { dataSet } = object;
  const pixels = dataSet.elements.get('7FE00010');
  if (pixels !== undefined && (pixels.fragments !== null) !== object.transferSyntax.encapsulated)
    throw new DicomRejection(
      'TRANSFER_SYNTAX_MISMATCH',
      'the pixel data are not written as their syntax says',
    );
  const identity = instanceIdentity(object);
  if (announced !== undefined && announced !== identity.sopInstanceUid)
    throw new DicomRejection('IDENTITY_MISMATCH', 'another object was announced than came');
  const attributes = dicomJson(dataSet);
  const patientId = textOf(attributes, '00100020');
  return {
    identity,
    dataSetSha256: createHash('sha256')
      .update(bytes.subarray(readMeta(bytes).end))
      .digest('hex'),
    attributes,
    patientKey: patientKeyOf(patientId),
    patientId,
    patientNames: namesOf(attributes),
    studyDate: textOf(attributes, '00080020'),
    accessionNumber: textOf(attributes, '00080050'),
    modality: textOf(attributes, '00080060'),
    instanceNumber: wholeOf(attributes, '00200013'),
  };
}

function textOf(attributes: DicomJson, tag: string): string {
  const value = attributes[tag]?.Value?.[0];
  // What is indexed is short; a longer value is damage, and stays whole among the attributes.
  return typeof value === 'string' ? value.slice(0, 256) : '';
}

function wholeOf(attributes: DicomJson, tag: string): number | null {
  const value = attributes[tag]?.Value?.[0];
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? value : null;
}

function namesOf(attributes: DicomJson): readonly string[] {
  const name = attributes['00100010']?.Value?.[0] as PersonName | undefined;
  return [name?.Alphabetic, name?.Ideographic, name?.Phonetic]
    .filter((group) => group !== undefined)
    .map((group) => group.slice(0, 256));
}
