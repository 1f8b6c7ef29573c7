import dimse, { type requests, type responses } from 'dcmjs-dimse';

/** Where a peer takes reports of storage commitment on an association that we open. */
export interface ReportAddress {
  readonly host: string;
  readonly port: number;
}

const { Client, constants } = dimse;
const LIMITS = { connectTimeout: 10_000, associationTimeout: 10_000, pduTimeout: 10_000 };

/**
 * Sends a report on an association of its own (PS3.4 §J.3.3). Rejects where it was not taken: the hospital, which hears
 * nothing, keeps its objects and asks again.
 */
export function reportCommitment(
  report: requests.NEventReportRequest,
  { host, port }: ReportAddress,
  titles: { readonly own: string; readonly peer: string },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const client = new Client();
    let status: number | null = null;
    const fail = (): void => reject(new Error('the report was not taken'));
    report.on('response', (response: responses.NEventReportResponse) => (status = response.getStatus()));
    client.addRequest(report);
    client.on('associationRejected', fail);
    client.on('networkError', fail);
    client.on('closed', () => (status === constants.Status.Success ? resolve() : fail()));
    client.send(host, port, titles.own, titles.peer, LIMITS);
  });
}
