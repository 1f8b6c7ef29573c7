import dimse, { type requests, type responses } from 'dcmjs-dimse';
import type { ImageArchive } from '../archive/image-archive.ts';
import { parseUid } from '../dicom/uid.ts';
import { SUCCESS } from './dimse-status.ts';

const { constants, Dataset, requests: asks, responses: answers } = dimse;
/** The one instance that a request is about, and the action that asks for it (PS3.4 §J.3.2). */
export const WELL_KNOWN_INSTANCE = '1.2.840.10008.1.20.1.1';
export const REQUEST_COMMITMENT = 1;
const ALL_HELD = 1;
const SOME_MISSING = 2;
const NO_SUCH_OBJECT = 0x0112;
const INVALID_ARGUMENT = 0x0115;
const MAX_REFERENCES = 10_000;

interface Reference {
  readonly ReferencedSOPClassUID: string;
  readonly ReferencedSOPInstanceUID: string;
}

/**
 * Answers a request for storage commitment (PS3.4 annex J) and makes the report that follows on the same association.
 * `report` is null where the request can not be understood.
 */
export async function commitStorage(
  request: requests.NActionRequest,
  archive: ImageArchive,
  hospital: string,
): Promise<{ response: responses.NActionResponse; report: requests.NEventReportRequest | null }> {
  const response = answers.NActionResponse.fromRequest(request);
  const asked = request.getDataset()?.getElements() ?? {};
  const transaction = parseUid(textOf(asked['TransactionUID']));
  const references = referencesOf(asked['ReferencedSOPSequence']);
  if (request.getActionTypeId() !== REQUEST_COMMITMENT || transaction === null || references.length === 0) {
    response.setStatus(INVALID_ARGUMENT);
    return { response, report: null };
  }
  const uids = references.map(({ ReferencedSOPInstanceUID }) => ReferencedSOPInstanceUID);
  const { missing } = await archive.commit(transaction, hospital, uids);
  response.setStatus(SUCCESS);
  const isMissing = new Set(missing);
  const held = references.filter((each) => !isMissing.has(each.ReferencedSOPInstanceUID));
  const failed = references.filter((each) => isMissing.has(each.ReferencedSOPInstanceUID));
  const report = new asks.NEventReportRequest(
    constants.SopClass.StorageCommitmentPushModel,
    WELL_KNOWN_INSTANCE,
    failed.length === 0 ? ALL_HELD : SOME_MISSING,
  );
  report.setDataset(
    new Dataset({
      TransactionUID: transaction,
      ...(held.length === 0 ? {} : { ReferencedSOPSequence: held }),
      ...(failed.length === 0
        ? {}
        : { FailedSOPSequence: failed.map((each) => ({ ...each, FailureReason: NO_SUCH_OBJECT })) }),
    }),
  );
  return { response, report };
}

function referencesOf(sequence: unknown): readonly Reference[] {
  const items: readonly unknown[] = Array.isArray(sequence) ? sequence : [sequence];
  return items.slice(0, MAX_REFERENCES).flatMap((item) => {
    if (typeof item !== 'object' || item === null) return [];
    const of = (key: string) => parseUid(textOf((item as Record<string, unknown>)[key]));
    const [sopClass, instance] = [of('ReferencedSOPClassUID'), of('ReferencedSOPInstanceUID')];
    if (sopClass === null || instance === null) return [];
    return [{ ReferencedSOPClassUID: sopClass, ReferencedSOPInstanceUID: instance }];
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
