import { BlockList } from 'node:net';
import dimse from 'dcmjs-dimse';
import { EXPLICIT_LITTLE_ENDIAN } from '../dicom/transfer-syntax.ts';
import { callNode, type DicomNode } from '../dimse/call-node.ts';
import { REQUEST_COMMITMENT, WELL_KNOWN_INSTANCE } from '../dimse/commit-storage.ts';
import type { HospitalEntry } from './hospital-entry.ts';
import { TEST_CLASS, testObject } from './test-object.ts';

const { constants, Dataset, requests } = dimse;
/** The report of a storage commitment comes after its answer. */
const LINGER_MS = 1_500;

/**
 * Calls our own port as the hospital would, where its entry lets this machine do so without a secret: echo, an image, a
 * query and a storage commitment.
 * @returns whether it was done
 * @throws NodeSilent where our own port does not answer
 */
export async function playHospital({ hospital, peers }: HospitalEntry, ours: DicomNode): Promise<boolean> {
  const peer = peers.find(
    ({ addresses, certificateSha256, user }) =>
      certificateSha256 === undefined && user === undefined && addresses.some(isThisMachine),
  );
  if (peer === undefined) return false;
  const { studyInstanceUid, sopInstanceUid, dataSet } = testObject(hospital);
  const commitment = new requests.NActionRequest(
    constants.SopClass.StorageCommitmentPushModel,
    WELL_KNOWN_INSTANCE,
    REQUEST_COMMITMENT,
  );
  commitment.setDataset(
    new Dataset({
      TransactionUID: studyInstanceUid,
      ReferencedSOPSequence: [
        { ReferencedSOPClassUID: TEST_CLASS, ReferencedSOPInstanceUID: sopInstanceUid },
      ],
    }),
  );
  await callNode(ours, peer.aeTitle, new requests.CEchoRequest());
  await callNode(
    ours,
    peer.aeTitle,
    new requests.CStoreRequest(new Dataset(dataSet, EXPLICIT_LITTLE_ENDIAN)),
  );
  const find = requests.CFindRequest.createStudyFindRequest({ StudyInstanceUID: studyInstanceUid });
  await callNode(ours, peer.aeTitle, find);
  await callNode(ours, peer.aeTitle, commitment, LINGER_MS);
  return true;
}

function isThisMachine(address: string): boolean {
  const [network = '', bits] = address.split('/');
  if (network.includes(':')) return network === '::1';
  const list = new BlockList();
  if (bits === undefined) list.addAddress(network);
  else list.addSubnet(network, Number(bits));
  return list.check('127.0.0.1');
}
