import { Readable } from 'node:stream';
import { SluiceError } from '../../../../errors/sluice-error.ts';
import type { DicomJson, JsonAttribute, JsonValue } from '../../dicom/dicom-json.ts';
import { DicomRejection } from '../../dicom/dicom-rejection.ts';
import { instanceIdentity } from '../../dicom/instance-identity.ts';
import { readPart10 } from '../../dicom/read-part10.ts';
import { parseUid, type Uid } from '../../dicom/uid.ts';
import { boundaryOf, partsOf } from '../../dicomweb/multipart.ts';
import type { HospitalServer } from '../../hospitals/hospital-server.ts';
import type { ArchiveQuery, ImageReader, InstancesOf, ReadableInstance } from '../image-archive.ts';
import { Turns } from '../turns.ts';

const TIMEOUT_MS = 30_000;
const MAX_BYTES = 512 * 1024 * 1024;
const MAX_LIST_BYTES = 32 * 1024 * 1024;
/** Answers of one hospital's server that are gathered at once; each lies in memory while it is. */
const ANSWERS_AT_ONCE = 4;
const RETRIEVE_URL = '00081190';
const TAG = /^[0-9A-Fa-f]{8}$/u;
const LISTS = { study: '/studies', series: '/series', instance: '/instances' } as const;

/**
 * Reads images where they stay: at a hospital that sends us none. It answers only what names a study or an instance; which
 * studies there are is for the connector (`connectors/dicomweb/`). Throws `IMAGE_ARCHIVE_UNAVAILABLE` where the hospital
 * does not answer, and `IMAGE_ARCHIVE_DAMAGED` for an answer that is not what was asked for.
 */
export class HospitalDicomweb implements ImageReader {
  readonly #server: HospitalServer;
  readonly #turns = new Turns(ANSWERS_AT_ONCE);

  constructor(server: HospitalServer) {
    this.#server = server;
  }

  async find({ level, filters, limit, offset, hospital }: ArchiveQuery): Promise<readonly DicomJson[]> {
    if (parseUid(filters['0020000D'] ?? '') === null || this.#isAnother(hospital)) return [];
    const page = { limit: String(limit), offset: String(offset) };
    return this.#list(`${LISTS[level]}?${new URLSearchParams({ ...filters, ...page }).toString()}`);
  }

  metadata({ study, series, instance, hospital }: InstancesOf): Promise<readonly DicomJson[]> {
    const uids = [study, series, instance].filter((uid) => uid !== undefined);
    if (uids.some((uid) => parseUid(uid) === null) || this.#isAnother(hospital)) return Promise.resolve([]);
    const path = ['studies', 'series', 'instances'].map((level, at) => `/${level}/${uids[at] ?? ''}`);
    return this.#list(`${path.slice(0, uids.length).join('')}/metadata`);
  }

  async instance(sopInstanceUid: string, hospital?: string): Promise<ReadableInstance | null> {
    const uid = this.#isAnother(hospital) ? null : parseUid(sopInstanceUid);
    const [found] = uid === null ? [] : await this.#list(`/instances?SOPInstanceUID=${uid}&limit=1`);
    const [study, series] = [uidIn(found, '0020000D'), uidIn(found, '0020000E')];
    if (uid === null || study === null || series === null) return null;
    return {
      studyInstanceUid: study,
      read: () =>
        this.#turns.take(() => this.#read(`/studies/${study}/series/${series}/instances/${uid}`, uid)),
    };
  }

  #isAnother(hospital: string | undefined): boolean {
    return hospital !== undefined && hospital !== this.#server.hospital;
  }

  #list(path: string): Promise<readonly DicomJson[]> {
    return this.#turns.take(async () => {
      const answer = await this.#ask(path, 'application/dicom+json');
      if (answer.status === 204 || answer.status === 404) return [];
      const text = (await gathered(answer)).toString();
      try {
        return (JSON.parse(text) as readonly DicomJson[]).map(withoutAddresses);
      } catch (error) {
        throw new SluiceError('IMAGE_ARCHIVE_DAMAGED', {}, { cause: error });
      }
    });
  }

  async #read(path: string, uid: string): Promise<Buffer> {
    const answer = await this.#ask(path, 'multipart/related; type="application/dicom"; transfer-syntax=*');
    try {
      const parts = partsOf(bodyOf(answer), boundaryOf(answer.headers.get('content-type') ?? ''));
      for await (const { content } of parts) {
        const bytes = await concat(content, MAX_BYTES);
        if (instanceIdentity(readPart10(bytes)).sopInstanceUid === uid) return bytes;
      }
    } catch (error) {
      if (!(error instanceof DicomRejection)) throw unavailable(error);
    }
    throw new SluiceError('IMAGE_ARCHIVE_DAMAGED');
  }

  async #ask(path: string, accept: string): Promise<Response> {
    const authorization = this.#server.authorization?.();
    const headers = { accept, ...(authorization === undefined ? {} : { authorization }) };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const answer = await fetch(this.#server.url + path, { headers, signal, redirect: 'error' }).catch(
      unavailable,
    );
    if (answer instanceof SluiceError) throw answer;
    if (!answer.ok && answer.status !== 404) throw unavailable(null);
    return answer;
  }
}

function uidIn(dataSet: DicomJson | undefined, tag: string): Uid | null {
  const value = dataSet?.[tag]?.Value?.[0];
  return typeof value === 'string' ? parseUid(value) : null;
}

/** Addresses of theirs, of data sets and of bulk data, lead past us; frames are asked for as frames. */
function withoutAddresses(dataSet: DicomJson): DicomJson {
  return Object.fromEntries(
    Object.entries(dataSet)
      .filter(([tag]) => tag !== RETRIEVE_URL)
      .map(([tag, { vr, Value: values }]): [string, JsonAttribute] => [
        tag,
        values === undefined ? { vr } : { vr, Value: values.map(inItems) },
      ]),
  );
}

function inItems(value: JsonValue): JsonValue {
  const isItem =
    typeof value === 'object' && value !== null && Object.keys(value).every((key) => TAG.test(key));
  return isItem ? withoutAddresses(value as DicomJson) : value;
}

function bodyOf(answer: Response): AsyncIterable<Uint8Array> {
  return answer.body === null ? Readable.from([]) : Readable.fromWeb(answer.body);
}

const gathered = (answer: Response): Promise<Buffer> =>
  concat(bodyOf(answer), MAX_LIST_BYTES).catch((error: unknown) => Promise.reject(unavailable(error)));

async function concat(chunks: AsyncIterable<Uint8Array>, most: number): Promise<Buffer> {
  const taken: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > most) throw new SluiceError('IMAGE_TOO_LARGE');
    taken.push(chunk);
  }
  return Buffer.concat(taken);
}

function unavailable(cause: unknown): SluiceError {
  return cause instanceof SluiceError ? cause : new SluiceError('IMAGE_ARCHIVE_UNAVAILABLE', {}, { cause });
}
