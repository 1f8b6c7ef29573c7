import dimse from 'dcmjs-dimse';
import { asciiValue } from '../dicom/data-set.ts';
import { readMeta, readPart10 } from '../dicom/read-part10.ts';

const { Dataset, requests } = dimse;

/** The library would read a data set and write it anew, and text of a character set that nobody declared would become other text. */
class UnchangedDataset extends Dataset {
  readonly #bytes: Buffer;

  constructor(bytes: Buffer, identity: Record<string, string>, transferSyntaxUid: string) {
    super(identity, transferSyntaxUid);
    this.#bytes = bytes;
  }

  override getDenaturalizedDataset(): Buffer {
    return this.#bytes;
  }
}

/**
 * A C-STORE of a DICOM file whose data set goes as it is, byte for byte, in its own transfer syntax.
 * @throws DicomRejection where it is none
 */
export function storeUnchanged(file: Buffer): InstanceType<typeof requests.CStoreRequest> {
  const { dataSet, transferSyntax } = readPart10(file);
  const identity = {
    SOPClassUID: asciiValue(dataSet, '00080016'),
    SOPInstanceUID: asciiValue(dataSet, '00080018'),
  };
  return new requests.CStoreRequest(
    new UnchangedDataset(file.subarray(readMeta(file).end), identity, transferSyntax.uid),
  );
}
