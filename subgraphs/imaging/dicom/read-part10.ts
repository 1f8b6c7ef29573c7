import { inflateRawSync } from 'node:zlib';
import { asciiValue, type DataSet } from './data-set.ts';
import { DicomRejection } from './dicom-rejection.ts';
import { readDataSet, readDataSetUntil } from './read-data-set.ts';
import { transferSyntaxOf, type TransferSyntax } from './transfer-syntax.ts';

/** A DICOM file: its meta header and its data set. */
export interface Part10 {
  readonly meta: DataSet;
  readonly dataSet: DataSet;
  readonly transferSyntax: TransferSyntax;
}

export interface ReadPart10Options {
  /** What a deflated data set may grow to. */
  readonly maxInflatedBytes?: number;
  readonly maxElements?: number;
}

const PREAMBLE = 128;
const MAX_INFLATED = 64 * 1024 * 1024;

/** Reads a DICOM file (PS3.10). Throws `DicomRejection` for whatever is wrong with it. */
export function readPart10(bytes: Uint8Array, options: ReadPart10Options = {}): Part10 {
  const { meta, end } = readMeta(bytes);
  const uid = asciiValue(meta, '00020010');
  const transferSyntax = transferSyntaxOf(uid);
  if (transferSyntax === null)
    throw new DicomRejection('TRANSFER_SYNTAX_UNKNOWN', 'the transfer syntax is none that is taken in');
  const body = bytes.subarray(end);
  const { explicitVr, bigEndian, deflated } = transferSyntax;
  const plain = deflated ? inflate(body, options.maxInflatedBytes ?? MAX_INFLATED) : body;
  const more = options.maxElements === undefined ? {} : { maxElements: options.maxElements };
  return { meta, dataSet: readDataSet(plain, { explicitVr, bigEndian, ...more }), transferSyntax };
}

/** Reads the meta header alone; `end` is where the data set begins. */
export function readMeta(bytes: Uint8Array): { readonly meta: DataSet; readonly end: number } {
  const magic = Buffer.from(bytes.subarray(PREAMBLE, PREAMBLE + 4)).toString('latin1');
  if (magic !== 'DICM') throw new DicomRejection('NOT_DICOM', 'there is no DICM after the preamble');
  const rest = bytes.subarray(PREAMBLE + 4);
  const options = { explicitVr: true, bigEndian: false, until: '00030000', maxElements: 100 };
  const { read, end } = readDataSetUntil(rest.subarray(0, metaLength(rest)), options);
  return { meta: read, end: PREAMBLE + 4 + end };
}

/** By its group length where it has one: what follows may be deflated, and look like anything. */
function metaLength(rest: Uint8Array): number {
  const head = Buffer.from(rest.subarray(0, 12));
  const isGroupLength = head.length === 12 && head.subarray(0, 8).toString('hex') === '02000000554c0400';
  return isGroupLength ? 12 + head.readUInt32LE(8) : rest.length;
}

function inflate(bytes: Uint8Array, maxOutputLength: number): Uint8Array {
  try {
    return inflateRawSync(bytes, { maxOutputLength });
  } catch (error) {
    const tooLarge =
      typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    throw tooLarge
      ? new DicomRejection('TOO_LARGE', `the data set inflates beyond ${maxOutputLength} bytes`, {
          cause: error,
        })
      : new DicomRejection('DEFLATE_INVALID', 'the data set does not inflate', { cause: error });
  }
}
