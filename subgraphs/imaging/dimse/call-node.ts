import dimse, { type requests, type responses } from 'dcmjs-dimse';

const { association, Client, requests: asked, responses: answers } = dimse;

/** Where a DICOM service of somebody else listens. */
export interface DicomNode {
  readonly host: string;
  readonly port: number;
  readonly aeTitle: string;
}

export interface NodeAnswer {
  /** In the order of the answers. */
  readonly statuses: readonly number[];
  readonly dataSets: readonly Readonly<Record<string, unknown>>[];
}

/** Nobody answered as a DICOM service does. `how`: not at all, or by a refusal. */
export class NodeSilent extends Error {
  readonly how: 'UNREACHABLE' | 'REFUSED';

  constructor(how: 'UNREACHABLE' | 'REFUSED', options?: ErrorOptions) {
    super(how, options);
    this.name = 'NodeSilent';
    this.how = how;
  }
}

const TIMEOUT_MS = 10_000;

/**
 * Asks a DICOM service one thing, on an association of its own.
 * @param lingerMs how long the association is held after the answer, for a report to come
 * @throws NodeSilent
 */
export function callNode(
  { host, port, aeTitle }: DicomNode,
  callingAeTitle: string,
  request: requests.Request,
  lingerMs = 50,
): Promise<NodeAnswer> {
  // It logs what it sends and is sent, names and all.
  dimse.log.setLevel('silent');
  return new Promise((resolve, reject) => {
    const client = new Client();
    const statuses: number[] = [];
    const dataSets: Record<string, unknown>[] = [];
    request.on('response', (response: responses.CFindResponse) => {
      statuses.push(response.getStatus());
      const dataSet = response.getDataset();
      if (dataSet !== undefined) dataSets.push(dataSet.getElements());
    });
    client.on(
      'nEventReportRequest',
      (event: requests.NEventReportRequest, answer: (response: responses.NEventReportResponse) => void) => {
        const response = answers.NEventReportResponse.fromRequest(event);
        response.setStatus(0);
        answer(response);
      },
    );
    client.on('associationRejected', () => reject(new NodeSilent('REFUSED')));
    client.on('networkError', (error: unknown) => reject(new NodeSilent('UNREACHABLE', { cause: error })));
    client.on('closed', () => resolve({ statuses, dataSets }));
    client.addRequest(request);
    proposeItsOwnSyntax(client, request);
    client.send(host, port, callingAeTitle, aeTitle, {
      connectTimeout: TIMEOUT_MS,
      associationTimeout: TIMEOUT_MS,
      pduTimeout: TIMEOUT_MS,
      associationLingerTimeout: lingerMs,
    });
  });
}

/** The library offers the two plain syntaxes as one choice, and whoever takes the other is sent a data set that was written anew. */
function proposeItsOwnSyntax(client: InstanceType<typeof Client>, request: requests.Request): void {
  const dataSet = request.getDataset();
  if (!(request instanceof asked.CStoreRequest) || dataSet === undefined) return;
  client.addAdditionalPresentationContext(
    new association.PresentationContext(0, request.getAffectedSopClassUid(), dataSet.getTransferSyntaxUid()),
    true,
  );
}
