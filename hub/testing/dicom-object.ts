import { writeElement, writePart10Header } from '../../subgraphs/imaging/dicom/write-part10.ts';

/** An element to write: tag as `00100010`, VR, value. */
export type DicomElement = readonly [tag: string, vr: string, value: Uint8Array | string];

const CLASS = '1.2.840.10008.5.1.4.1.1.1.1';
const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';

/** A DICOM file of these elements, in UTF-8 and without pixels: a radiograph of somebody who does not exist. */
export function dicomObject(
  uids: { readonly study: string; readonly series: string; readonly instance: string },
  elements: readonly DicomElement[],
): Buffer {
  const all: readonly DicomElement[] = [
    ['00080005', 'CS', 'ISO_IR 192'],
    ['00080016', 'UI', CLASS],
    ['00080018', 'UI', uids.instance],
    ['00080060', 'CS', 'DX'],
    ['0020000D', 'UI', uids.study],
    ['0020000E', 'UI', uids.series],
    ...elements,
  ];
  const header = writePart10Header({
    sopClassUid: CLASS,
    sopInstanceUid: uids.instance,
    transferSyntaxUid: EXPLICIT_LITTLE_ENDIAN,
  });
  const sorted = all.toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Buffer.concat([header, ...sorted.map((each) => writeElement(...each))]);
}
