import type { Readable } from 'node:stream';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { ERROR_TABLE } from '../../../errors/error-table.ts';
import { errorMessage } from '../../../errors/error-words.ts';
import { SluiceError } from '../../../errors/sluice-error.ts';
import { readerOfStudy, type ImageReaders } from '../archive/at-hospital/reader-of-study.ts';
import type {
  ArchiveQuery,
  ImageArchive,
  ImageReader,
  Level,
  Quota,
  ReadableInstance,
} from '../archive/image-archive.ts';
import { asciiValue } from '../dicom/data-set.ts';
import type { Viewing, ViewingToken } from '../archive/note-viewing.ts';
import type { DicomJson } from '../dicom/dicom-json.ts';
import { DicomRejection } from '../dicom/dicom-rejection.ts';
import { framesBytes } from '../dicom/frame-bytes.ts';
import { readMeta, readPart10 } from '../dicom/read-part10.ts';
import { parseUid } from '../dicom/uid.ts';
import { readArchiveToken, type ArchiveKey, type ArchiveToken, type TokenSettings } from './archive-token.ts';
import { frameMediaType } from './frame-media-type.ts';
import { boundaryOf, multipart, partsOf } from './multipart.ts';
import { searchParameters } from './search-parameters.ts';
import { storeObjects } from './store-objects.ts';

export interface DicomwebService extends ImageReaders {
  readonly archive: ImageArchive;
  /** Verifies tokens; the one that signs them lies with whoever gives them out. */
  readonly publicKey: ArchiveKey;
  readonly tokens: TokenSettings;
  /** By hospital; one that is not named is let in nowhere. */
  readonly quotas: Readonly<Record<string, Quota>>;
  /** Remembers a request to read, under a token of the graph or of a hospital; where that fails it is not answered. */
  readonly noteViewing: (viewing: Viewing) => Promise<void>;
  /** Whether the credential of a hospital's token still holds: one that was replaced does not, though its time is not up. */
  readonly holdsCredential: (hospital: string, credential: string) => Promise<boolean>;
}

/** Which of them there are the path says. */
type Params = Partial<Readonly<Record<'study' | 'series' | 'instance' | 'frames', string>>>;
type Request = FastifyRequest<{ Params: Params }>;

/** Who answers a request from its beginning to its end, and of whose images. */
interface Reach {
  readonly images: ImageReader;
  readonly of: Pick<ArchiveQuery, 'hospital'>;
}

const STUDY = '/dicom-web/studies/:study';
const SERIES = `${STUDY}/series/:series`;
const INSTANCE = `${SERIES}/instances/:instance`;
const MAX_FRAMES = 64;
/** Longer than Node takes a request's head for: what is too long we say, and not the router, which repeats the path. */
const MAX_PARAMETER = 16 * 1024;

/** STOW-RS, QIDO-RS and WADO-RS over an archive, below `/dicom-web`. */
export function createDicomweb(service: DicomwebService): FastifyInstance {
  const routerOptions = { maxParamLength: MAX_PARAMETER };
  const app = Fastify({ logger: false, bodyLimit: 1024 * 1024, routerOptions });
  // A body goes to the archive as it comes.
  app.addContentTypeParser('multipart/related', (_request, payload, done) => done(null, payload));
  app.setErrorHandler((error, _request, reply) => sendError(reply, error));
  app.setNotFoundHandler((_request, reply) => sendError(reply, new SluiceError('NOT_FOUND')));
  const web = new Dicomweb(service);
  app.post('/dicom-web/studies', (request: Request, reply) => web.store(request, reply));
  const search = (path: string, level: Level): void => {
    app.get(path, (request: Request, reply) => web.search(request, reply, level));
  };
  search('/dicom-web/studies', 'study');
  search('/dicom-web/series', 'series');
  search('/dicom-web/instances', 'instance');
  search(`${STUDY}/series`, 'series');
  search(`${STUDY}/instances`, 'instance');
  search(`${SERIES}/instances`, 'instance');
  for (const path of [STUDY, SERIES, INSTANCE])
    app.get(`${path}/metadata`, (request: Request, reply) => web.metadata(request, reply));
  app.get(INSTANCE, (request: Request, reply) => web.retrieve(request, reply));
  app.get(`${INSTANCE}/frames/:frames`, (request: Request, reply) => web.frames(request, reply));
  return app;
}

class Dicomweb {
  readonly #service: DicomwebService;

  constructor(service: DicomwebService) {
    this.#service = service;
  }

  async store(request: Request, reply: FastifyReply): Promise<FastifyReply> {
    const token = await this.#token(request);
    const quota = token.use === 'hospital' ? this.#service.quotas[token.hospital] : undefined;
    if (token.use !== 'hospital' || quota === undefined) throw new SluiceError('IMAGE_SENDER_UNKNOWN');
    const boundary = boundaryOf(request.headers['content-type'] ?? '');
    const parts = partsOf(request.body as Readable, boundary);
    const reception = { hospital: token.hospital, receivedBy: 'STOW', quota } as const;
    const { status, body } = await storeObjects(this.#service.archive, parts, reception);
    return sendJson(reply.code(status), body);
  }

  async search(request: Request, reply: FastifyReply, level: Level): Promise<FastifyReply> {
    const token = await this.#token(request);
    const { filters, ...page } = searchParameters(
      new URL(request.url, 'http://archive.invalid').searchParams,
    );
    const { study, series } = request.params;
    const asked: Record<string, string> = {
      ...filters,
      ...(study === undefined ? {} : { '0020000D': study }),
      ...(series === undefined ? {} : { '0020000E': series }),
    };
    if (token.use === 'view') {
      if ((asked['0020000D'] ?? token.study) !== token.study) throw new SluiceError('IMAGE_TOKEN_DENIED');
      asked['0020000D'] = token.study;
    }
    const reader = await readerOfStudy(asked['0020000D'] ?? '', token.hospital, this.#service);
    const images = reader ?? this.#service.archive;
    const found = await images.find({ level, filters: asked, ...page, ...hospitalOf(token) });
    return sendJson(
      reply,
      found.map((attributes) => ({ ...attributes, ...retrieveUrl(attributes, request, level) })),
    );
  }

  async metadata(request: Request, reply: FastifyReply): Promise<FastifyReply> {
    const { study = '', series, instance } = request.params;
    const { images, of } = await this.#reach(request, study);
    const found = await images.metadata({
      ...of,
      study,
      ...(series === undefined ? {} : { series }),
      ...(instance === undefined ? {} : { instance }),
    });
    if (found.length === 0) throw new SluiceError('IMAGE_UNKNOWN');
    return sendJson(reply, found);
  }

  async retrieve(request: Request, reply: FastifyReply): Promise<FastifyReply> {
    const bytes = await (await this.#instance(request)).read();
    const type = `application/dicom; transfer-syntax=${asciiValue(readMeta(bytes).meta, '00020010')}`;
    const { contentType, body } = multipart('application/dicom', [{ type, bytes }]);
    return reply.type(contentType).send(body);
  }

  /** Frames as they are stored, compressed or not; the part's type says how. */
  async frames(request: Request, reply: FastifyReply): Promise<FastifyReply> {
    const stored = await this.#instance(request);
    const wanted = (request.params.frames ?? '').split(',').map(Number);
    const isList = wanted.every((frame) => Number.isInteger(frame) && frame > 0);
    if (wanted.length > MAX_FRAMES || new Set(wanted).size < wanted.length || !isList)
      throw new SluiceError('IMAGE_QUERY_INVALID', { filter: 'frames' });
    const object = readPart10(await stored.read());
    const { type, mediaType } = frameMediaType(object.transferSyntax);
    const frames = framesBytes(
      object,
      wanted.map((frame) => frame - 1),
    );
    const parts = frames.map((bytes) => ({ type, bytes }));
    const { contentType, body } = multipart(mediaType, parts);
    return reply.type(contentType).send(body);
  }

  async #instance(request: Request): Promise<ReadableInstance> {
    const { study = '', instance = '' } = request.params;
    const { images, of } = await this.#reach(request, study);
    const stored = await images.instance(instance, of.hospital);
    if (stored?.studyInstanceUid !== study) throw new SluiceError('IMAGE_UNKNOWN');
    return stored;
  }

  async #token(request: Request): Promise<ArchiveToken> {
    const { publicKey, tokens } = this.#service;
    const token = await readArchiveToken(request.headers.authorization, publicKey, tokens);
    if (token.use === 'hospital') await this.#assertHeld(token);
    await this.#note(token, request);
    return token;
  }

  async #assertHeld({ hospital, credential }: Extract<ArchiveToken, { use: 'hospital' }>): Promise<void> {
    const { quotas, holdsCredential } = this.#service;
    if (!Object.hasOwn(quotas, hospital) || !(await holdsCredential(hospital, credential)))
      throw new SluiceError('IMAGE_TOKEN_INVALID');
  }

  async #note(token: ArchiveToken, request: Request): Promise<void> {
    const under = viewingToken(token, request);
    if (under === null) return;
    const [named, instance] = [request.params.study, request.params.instance].map((uid) =>
      parseUid(uid ?? ''),
    );
    const study = token.use === 'view' ? token.study : (named ?? null);
    const path = request.routeOptions.url ?? '';
    await this.#service.noteViewing({ under, study, path, instance: instance ?? null });
  }

  async #reach(request: Request, study: string): Promise<Reach> {
    const token = await this.#token(request);
    if (token.use === 'view' && token.study !== study) throw new SluiceError('IMAGE_TOKEN_DENIED');
    const images = await readerOfStudy(study, token.hospital, this.#service);
    if (images === null) throw new SluiceError('IMAGE_UNKNOWN');
    return { images, of: hospitalOf(token) };
  }
}

/** None where nobody reads whom it is not known of: the hub itself, and a hospital that sends. */
function viewingToken(token: ArchiveToken, { method }: Request): ViewingToken | null {
  if (token.use === 'hospital') return method === 'POST' ? null : { credential: token.credential };
  return token.exchange === undefined ? null : { exchange: token.exchange };
}

function hospitalOf({ hospital }: ArchiveToken): Reach['of'] {
  return hospital === undefined ? {} : { hospital };
}

function retrieveUrl(attributes: DicomJson, request: FastifyRequest, level: Level): DicomJson {
  const uid = (tag: string): string => {
    const value = attributes[tag]?.Value?.[0];
    return typeof value === 'string' ? value : '';
  };
  const study = `${request.protocol}://${request.host}/dicom-web/studies/${uid('0020000D')}`;
  const series = `${study}/series/${uid('0020000E')}`;
  const url = { study, series, instance: `${series}/instances/${uid('00080018')}` }[level];
  return { '00081190': { vr: 'UR', Value: [url] } };
}

function sendJson(reply: FastifyReply, body: unknown): FastifyReply {
  return reply.type('application/dicom+json').send(JSON.stringify(body));
}

function sendError(reply: FastifyReply, error: unknown): FastifyReply {
  const known =
    error instanceof SluiceError
      ? error
      : new SluiceError(
          error instanceof DicomRejection ? 'IMAGE_UNKNOWN' : codeOf(error),
          {},
          { cause: error },
        );
  return reply
    .code(ERROR_TABLE[known.code].status)
    .type('application/json')
    .send(
      JSON.stringify({ error: { code: known.code, message: errorMessage(known.code), ...known.detail } }),
    );
}

/** What fastify itself refuses: a body of another type, or one too large. */
function codeOf(error: unknown): 'IMAGE_MEDIA_TYPE' | 'IMAGE_TOO_LARGE' | 'INTERNAL' {
  const status =
    typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : null;
  if (status === 415 || status === 400) return 'IMAGE_MEDIA_TYPE';
  return status === 413 ? 'IMAGE_TOO_LARGE' : 'INTERNAL';
}
