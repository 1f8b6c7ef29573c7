import type { requests } from 'dcmjs-dimse';
import { callNode, type DicomNode } from './call-node.ts';
import { SUCCESS } from './dimse-status.ts';

/** Where a peer takes reports of storage commitment on an association that we open. */
export type ReportAddress = Pick<DicomNode, 'host' | 'port'>;

/**
 * Sends a report on an association of its own (PS3.4 §J.3.3). Rejects where it was not taken: the hospital, which hears
 * nothing, keeps its objects and asks again.
 */
export async function reportCommitment(
  report: requests.NEventReportRequest,
  address: ReportAddress,
  titles: { readonly own: string; readonly peer: string },
): Promise<void> {
  const { statuses } = await callNode({ ...address, aeTitle: titles.peer }, titles.own, report);
  if (statuses[0] !== SUCCESS) throw new Error('the report was not taken');
}
