import dimse from 'dcmjs-dimse';
import { readDataSet } from '../../dicom/read-data-set.ts';
import { readMeta } from '../../dicom/read-part10.ts';
import { EXPLICIT_LITTLE_ENDIAN } from '../../dicom/transfer-syntax.ts';
import type { DicomNode } from '../../dimse/call-node.ts';
import { naturalElements } from './natural-elements.ts';

const { Client, constants, Dataset, requests } = dimse;

/** An archive that takes objects. */
export interface ArchiveNode extends DicomNode {
  /** As whom we call. */
  readonly callingAeTitle: string;
}

/** Why an archive did not take an object; nothing of the object is in it. */
export class NotTaken extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'NotTaken';
  }
}

const TIMEOUT_MS = 30_000;
/** PS3.4 table B.2-1: stored, with something changed by the archive. */
const STORED_WITH_WARNING = [0xb000, 0xb006, 0xb007];
/** It has it already; ours is the same, for the UID follows from the report. */
const THERE_ALREADY = 0x0111;

/**
 * Sends a structured report of ours, which is in Explicit VR Little Endian, by C-STORE; done when the archive says that it has it.
 * @throws NotTaken
 */
export async function sendObject(node: ArchiveNode, bytes: Buffer): Promise<void> {
  // It logs what it sends, names and all.
  dimse.log.setLevel('silent');
  const read = readDataSet(bytes.subarray(readMeta(bytes).end), { explicitVr: true, bigEndian: false });
  const dataSet = new Dataset(naturalElements(read), EXPLICIT_LITTLE_ENDIAN);
  const request = new requests.CStoreRequest(dataSet);
  const client = new Client();
  client.addRequest(request);
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new NotTaken('TIMEOUT'));
      client.abort(constants.AbortSource.ServiceUser, constants.AbortReason.NotSpecified);
    }, TIMEOUT_MS);
    const fail = (reason: string) => (): void => {
      clearTimeout(timer);
      reject(new NotTaken(reason));
    };
    request.on('response', (response: { getStatus(): number }) => {
      const status = response.getStatus();
      if (isStored(status)) resolve();
      else reject(new NotTaken(`STATUS_${status.toString(16).toUpperCase().padStart(4, '0')}`));
      clearTimeout(timer);
    });
    client.on('networkError', fail('NETWORK'));
    client.on('associationRejected', fail('REJECTED'));
    client.on('closed', fail('CLOSED'));
    client.send(node.host, node.port, node.callingAeTitle, node.aeTitle, {
      connectTimeout: TIMEOUT_MS,
      associationTimeout: TIMEOUT_MS,
      pduTimeout: TIMEOUT_MS,
    });
  });
}

function isStored(status: number): boolean {
  return status === 0 || status === THERE_ALREADY || STORED_WITH_WARNING.includes(status);
}
