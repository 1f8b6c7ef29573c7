import { asciiValue } from './data-set.ts';
import { DicomRejection } from './dicom-rejection.ts';
import type { Part10 } from './read-part10.ts';
import { parseUid, type Uid } from './uid.ts';

/** What an object must say of itself to be kept. */
export interface InstanceIdentity {
  readonly sopInstanceUid: Uid;
  readonly sopClassUid: Uid;
  readonly seriesInstanceUid: Uid;
  readonly studyInstanceUid: Uid;
  readonly transferSyntaxUid: string;
}

/** Reads the identity of an object; rejects one that has none, or whose meta header names another object. */
export function instanceIdentity({ meta, dataSet, transferSyntax }: Part10): InstanceIdentity {
  const uid = (tag: string): Uid => {
    const found = parseUid(asciiValue(dataSet, tag));
    if (found === null) throw new DicomRejection('IDENTITY_MISSING', `${tag} is no UID`);
    return found;
  };
  const identity = {
    sopInstanceUid: uid('00080018'),
    sopClassUid: uid('00080016'),
    seriesInstanceUid: uid('0020000E'),
    studyInstanceUid: uid('0020000D'),
    transferSyntaxUid: transferSyntax.uid,
  };
  const claimed = asciiValue(meta, '00020003');
  if (claimed !== '' && claimed !== identity.sopInstanceUid)
    throw new DicomRejection('IDENTITY_MISMATCH', 'the header names another object than the data set');
  return identity;
}
