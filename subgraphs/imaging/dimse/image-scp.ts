import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Writable } from 'node:stream';
import dimse, { type association as associations, type requests, type responses } from 'dcmjs-dimse';
import { isErrorCode, type ErrorCode } from '../../../errors/error-table.ts';
import { SluiceError } from '../../../errors/sluice-error.ts';
import type { ImageArchive, IngestOutcome } from '../archive/image-archive.ts';
import { writePart10Header } from '../dicom/write-part10.ts';
import { TRANSFER_SYNTAXES } from '../dicom/transfer-syntax.ts';
import { commitStorage } from './commit-storage.ts';
import { dimseStatus, SUCCESS } from './dimse-status.ts';
import { findImages } from './find-images.ts';
import { findPeer, type Peer } from './peer.ts';
import { reportCommitment } from './report-commitment.ts';
import { StoreSink } from './store-sink.ts';

const { constants, responses: answers, Dataset, Scp } = dimse;
type Association = associations.Association;
type Context = associations.PresentationContext;

/** What an association is served with. */
export interface DimseService {
  readonly archive: ImageArchive;
  readonly aeTitle: string;
  readonly peers: readonly Peer[];
  /** Told of calls that leave nothing in the archive. */
  readonly onContact?: (hospital: string, kind: 'ECHO' | 'FIND') => void;
}

const STORAGE = '1.2.840.10008.5.1.4.1.1.';
const NATIVE = new Set(['1.2.840.10008.1.2', '1.2.840.10008.1.2.1']);
const TAKEN_IN = new Set(TRANSFER_SYNTAXES.map(({ uid }) => uid));
const SERVICES: readonly string[] = [
  constants.SopClass.Verification,
  constants.SopClass.StorageCommitmentPushModel,
  constants.SopClass.StudyRootQueryRetrieveInformationModelFind,
];
/** A command, or a question, is never longer. */
const MAX_MESSAGE = 512 * 1024;
const MAX_PDU = 128 * 1024;
const C_STORE = 0x0001;
const P_DATA = 4;

const processPdu = Reflect.get(Scp.prototype, '_processPdu') as (this: unknown, pdu: Buffer) => Promise<void>;

/** One association of a hospital's. */
export class ImageScp extends Scp {
  readonly #socket: Socket;
  readonly #service: DimseService;
  #peer: Peer | null = null;
  #sink: StoreSink | null = null;
  #turn: Promise<void> = Promise.resolve();
  #answering: Promise<unknown> = Promise.resolve();
  #messageBytes = 0;
  #waiting = 0;

  constructor(socket: Socket, service: DimseService) {
    super(socket, { associationTimeout: 30_000, pduTimeout: 60_000 });
    this.#socket = socket;
    this.#service = service;
    // The library sets this where its own server takes the connection; without it nothing ever times out.
    Object.assign(this, { connected: true, connectedTime: Date.now() });
    this.on('networkError', () => void socket.destroy());
    this.on('close', () => void this.#sink?.abandon());
  }

  /**
   * WHY the library's own method is replaced: it takes PDUs as they come, also while it waits for a slow disk in the midst
   * of one. Here each waits until the one before is done with and what it asked for is answered; meanwhile the sender is
   * held back, so that memory stays bounded.
   */
  _processPdu(pdu: Buffer): Promise<void> {
    this.#waiting += 1;
    if (this.#waiting > 4) this.#socket.pause();
    this.#turn = this.#turn.then(async () => {
      try {
        if (!this.#socket.destroyed) await this.#process(pdu);
      } catch {
        this.#socket.destroy();
      }
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#socket.resume();
    });
    return this.#turn;
  }

  async #process(pdu: Buffer): Promise<void> {
    // Whoever was refused is told nothing more; whoever is not known gives nothing.
    if (this.#socket.writableEnded || (pdu[0] === P_DATA && this.#peer === null))
      throw new SluiceError('IMAGE_SENDER_UNKNOWN');
    this.#limitMessage(pdu);
    await processPdu.call(this, pdu);
    const sink = this.#sink;
    if (sink?.writableNeedDrain === true) await new Promise((resolve) => sink.once('drain', resolve));
    await this.#answering;
  }

  /** Only the object of a C-STORE goes to disk; everything else is gathered in memory, and is never long. */
  #limitMessage(pdu: Buffer): void {
    const current = Reflect.get(this, 'dimse') as requests.Request | undefined;
    if (pdu[0] !== P_DATA) return;
    this.#messageBytes = current?.getCommandFieldType() === C_STORE ? 0 : this.#messageBytes + pdu.length;
    if (this.#messageBytes > MAX_MESSAGE) throw new SluiceError('IMAGE_TOO_LARGE');
  }

  override associationRequested(association: Association): void {
    const peer = findPeer(this.#service.peers, {
      aeTitle: association.getCallingAeTitle().trim(),
      address: this.#socket.remoteAddress ?? '',
      certificateSha256: certificateOf(this.#socket),
      user: association.getNegotiateUserIdentity()
        ? {
            name: association.getUserIdentityPrimaryField(),
            passcode: association.getUserIdentitySecondaryField(),
          }
        : null,
    });
    const { RejectReason, RejectResult, RejectSource } = constants;
    const isCalled = association.getCalledAeTitle().trim() === this.#service.aeTitle;
    if (peer === null || !isCalled) {
      const reason = isCalled ? RejectReason.CallingAeNotRecognized : RejectReason.CalledAeNotRecognized;
      this.sendAssociationReject(RejectResult.Permanent, RejectSource.ServiceUser, reason);
      this.#socket.end();
      return;
    }
    this.#peer = peer;
    for (const { context } of association.getPresentationContexts()) acceptContext(context);
    // None asked for is any length, which is not taken.
    if (association.getMaxPduLength() === 0) association.setMaxPduLength(MAX_PDU);
    this.sendAssociationAccept();
  }

  override associationReleaseRequested(): void {
    this.sendAssociationReleaseResponse();
  }

  override abort(): void {
    this.#socket.end();
  }

  override cEchoRequest(
    request: requests.CEchoRequest,
    answer: (response: responses.CEchoResponse) => void,
  ): void {
    this.#contact('ECHO');
    const response = answers.CEchoResponse.fromRequest(request);
    response.setStatus(SUCCESS);
    answer(response);
  }

  override createStoreWritableStream(context: Context, request: requests.CStoreRequest): Writable {
    const header = writePart10Header({
      sopClassUid: uidText(request.getAffectedSopClassUid()),
      sopInstanceUid: uidText(request.getAffectedSopInstanceUid()),
      transferSyntaxUid: context.getAcceptedTransferSyntaxUid() ?? '',
    });
    this.#sink = new StoreSink(this.#service.archive, header);
    return this.#sink;
  }

  override createDatasetFromStoreWritableStream(
    _writable: Writable,
    _context: Context,
    done: (dataset: InstanceType<typeof Dataset>) => void,
  ): void {
    // What came lies in the archive's file: the library is given nothing to read.
    done(new Dataset());
  }

  override cStoreRequest(
    request: requests.CStoreRequest,
    answer: (response: responses.CStoreResponse) => void,
  ): void {
    this.#answering = this.#store(request).then(answer);
  }

  async #store(request: requests.CStoreRequest): Promise<responses.CStoreResponse> {
    const response = answers.CStoreResponse.fromRequest(request);
    const [sink, peer] = [this.#sink, this.#peer];
    this.#sink = null;
    try {
      if (sink === null || peer === null) throw new SluiceError('IMAGE_SENDER_UNKNOWN');
      const outcome = await sink.ingest({
        hospital: peer.hospital,
        receivedBy: 'C-STORE',
        quota: peer.quota,
        announced: uidText(request.getAffectedSopInstanceUid()),
      });
      sayOutcome(response, outcome);
    } catch (error) {
      sayError(response, error);
    } finally {
      // What was ingested is no longer there to be forgotten.
      await sink?.abandon();
    }
    return response;
  }

  override cFindRequest(
    request: requests.CFindRequest,
    answer: (found: responses.CFindResponse[]) => void,
  ): void {
    this.#contact('FIND');
    this.#answering = findImages(request, this.#service.archive, this.#peer?.hospital ?? '').then(answer);
  }

  override nActionRequest(
    request: requests.NActionRequest,
    answer: (response: responses.NActionResponse) => void,
  ): void {
    this.#answering = commitStorage(request, this.#service.archive, this.#peer?.hospital ?? '').then(
      ({ response, report }) => {
        answer(response);
        if (report !== null) this.#report(report);
      },
    );
  }

  #report(report: requests.NEventReportRequest): void {
    const { aeTitle, reportsTo } = this.#peer ?? {};
    if (aeTitle === undefined || reportsTo === undefined) {
      this.sendRequests(report);
      return;
    }
    // It may take no association before this one, on which it asked, is over. What was not heard is asked for again.
    const titles = { own: this.#service.aeTitle, peer: aeTitle };
    void reportCommitment(report, reportsTo, titles).catch(() => undefined);
  }

  #contact(kind: 'ECHO' | 'FIND'): void {
    if (this.#peer !== null) this.#service.onContact?.(this.#peer.hospital, kind);
  }

  override cCancelRequest(): void {
    // Nothing goes on for so long that it could be cancelled.
  }
}

function acceptContext(context: Context): void {
  const abstract = context.getAbstractSyntaxUid();
  const isStorage = abstract.startsWith(STORAGE);
  const { Accept, RejectAbstractSyntaxNotSupported, RejectTransferSyntaxesNotSupported } =
    constants.PresentationContextResult;
  if (!isStorage && !SERVICES.includes(abstract)) {
    context.setResult(RejectAbstractSyntaxNotSupported);
    return;
  }
  const taken = context.getTransferSyntaxUids().find((uid) => (isStorage ? TAKEN_IN : NATIVE).has(uid));
  if (taken === undefined) context.setResult(RejectTransferSyntaxesNotSupported);
  else context.setResult(Accept, taken);
}

function certificateOf(socket: Socket): string | null {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return null;
  return socket.getPeerCertificate().fingerprint256.replaceAll(':', '');
}

function uidText(uid: unknown): string {
  return typeof uid === 'string' ? uid.replaceAll('\0', '').slice(0, 64) : '';
}

function sayOutcome(response: responses.CStoreResponse, outcome: IngestOutcome): void {
  if (outcome.kind === 'REJECTED') say(response, 'IMAGE_REJECTED', outcome.reason);
  else if (outcome.kind === 'CONFLICT') say(response, 'IMAGE_CONFLICT', '');
  else response.setStatus(SUCCESS);
}

function sayError(response: responses.CStoreResponse, error: unknown): void {
  const code =
    error instanceof SluiceError && isErrorCode(error.code) ? error.code : 'IMAGE_ARCHIVE_UNAVAILABLE';
  say(response, code, '');
}

function say(response: responses.CStoreResponse, code: ErrorCode, reason: string): void {
  response.setStatus(dimseStatus(code));
  // An error comment has at most 64 characters.
  response.setErrorComment(`${code} ${reason}`.trim().slice(0, 64));
}
