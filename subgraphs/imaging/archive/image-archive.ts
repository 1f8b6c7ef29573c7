import type { DicomJson } from '../dicom/dicom-json.ts';
import type { RejectionReason } from '../dicom/dicom-rejection.ts';
import type { InstanceIdentity } from '../dicom/instance-identity.ts';

/** What a hospital may send on a day (UTC+8). */
export interface Quota {
  readonly objectsPerDay: number;
  readonly bytesPerDay: number;
}

/** Under whose name an object comes in, and how. */
export interface Reception {
  readonly hospital: string;
  readonly receivedBy: 'C-STORE' | 'STOW';
  readonly quota: Quota;
  /** The SOP Instance UID under which it was announced. */
  readonly announced?: string;
}

/** An object that is being received. Nothing of it is looked at before it is whole, hashed and on disk. */
export interface IncomingObject {
  /** Appends; fails where the object grows beyond what is taken in. */
  write(chunk: Uint8Array): Promise<void>;
  readonly size: number;
  /** Forgets it. Safe to repeat, and after it was taken in. */
  abandon(): Promise<void>;
}

/** What became of an object. In every case but `DUPLICATE` its bytes are on disk, synced, when this is known. */
export type IngestOutcome =
  | { readonly kind: 'STORED' | 'DUPLICATE' | 'CONFLICT'; readonly identity: InstanceIdentity }
  | { readonly kind: 'REJECTED'; readonly reason: RejectionReason; readonly detail: string };

/** `study`, `series` or `instance`: what is asked for, and by what. */
export type Level = 'study' | 'series' | 'instance';
export interface ArchiveQuery {
  readonly level: Level;
  /** By tag: exact; `*` and `?` in text; `A-B` in dates; a list of UIDs by `\`. */
  readonly filters: Readonly<Record<string, string>>;
  readonly limit: number;
  readonly offset: number;
  /** Only what this hospital sent. */
  readonly hospital?: string;
}

export interface ReadableInstance {
  readonly studyInstanceUid: string;
  /** The whole object; fails where it is not what it was. */
  read(): Promise<Buffer>;
}

/** `read` gives the bytes as they were received. */
export interface StoredInstance extends ReadableInstance {
  readonly transferSyntaxUid: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** What a hospital's storage commitment can be answered with. */
export interface Commitment {
  readonly held: readonly string[];
  readonly missing: readonly string[];
}

/** Which instances: those of a study, or of one series or instance of it. */
export interface InstancesOf {
  readonly study: string;
  readonly series?: string;
  readonly instance?: string;
  /** Only what this hospital sent. */
  readonly hospital?: string;
}

/** Finds images and gives them, wherever they are kept. Where a hospital is named, what is another's is not there. */
export interface ImageReader {
  find(query: ArchiveQuery): Promise<readonly DicomJson[]>;
  instance(sopInstanceUid: string, hospital?: string): Promise<ReadableInstance | null>;
  /** All attributes of the instances. */
  metadata(of: InstancesOf): Promise<readonly DicomJson[]>;
}

/** Keeps images and finds them again. Implementations pass `describeImageArchive`. */
export interface ImageArchive extends ImageReader {
  receive(): Promise<IncomingObject>;
  /**
   * Takes in what was received; durable when this answers. Throws a `SluiceError` (`IMAGE_QUOTA_REACHED`,
   * `IMAGE_ARCHIVE_UNAVAILABLE`) where nothing was kept, so that the sender must keep it.
   */
  ingest(incoming: IncomingObject, reception: Reception): Promise<IngestOutcome>;
  instance(sopInstanceUid: string, hospital?: string): Promise<StoredInstance | null>;
  /** Says which of these are held, and remembers that it was said. */
  commit(transactionUid: string, hospital: string, sopInstanceUids: readonly string[]): Promise<Commitment>;
}
