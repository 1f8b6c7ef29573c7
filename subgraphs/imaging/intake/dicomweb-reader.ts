import { boundaryOf, partsOf } from '../dicomweb/multipart.ts';
import { issueArchiveToken, type ArchiveKey, type TokenSettings } from '../dicomweb/archive-token.ts';
import { parseUid } from '../dicom/uid.ts';
import { SourceAway } from '../inference/queue/source-away.ts';
import type { ImagePlace, ImageSource } from './image-source.ts';

export interface DicomwebEndPoint {
  /** Below which are `/studies` and the others. */
  readonly url: string;
  readonly tokens: TokenSettings;
  readonly key: ArchiveKey;
}

const TOKEN_SECONDS = 120;
const DEADLINE_MS = 60_000;
/** WHY not 500: so it answers for an image that is damaged, which is the same tomorrow. */
const UNAVAILABLE: ReadonlySet<number> = new Set([502, 503, 504]);

/** Reads images by WADO-RS, each with a token for its study alone. */
export function dicomwebReader(source: DicomwebEndPoint): ImageSource {
  return {
    read: async (image) => {
      const response = await answerTo(urlOf(source.url, image), await tokenOf(source, image));
      if (!response.ok || response.body === null) {
        await response.body?.cancel();
        const said = `the archive answered ${response.status}`;
        throw UNAVAILABLE.has(response.status) ? new SourceAway(said) : new Error(said);
      }
      return firstPart(response.body, boundaryOf(response.headers.get('content-type') ?? ''));
    },
  };
}

async function answerTo(url: string, token: string): Promise<Response> {
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'multipart/related; type="application/dicom"; transfer-syntax=*',
  };
  try {
    return await fetch(url, { headers, signal: AbortSignal.timeout(DEADLINE_MS) });
  } catch (error) {
    throw new SourceAway('the archive did not answer', { cause: error });
  }
}

function urlOf(url: string, { studyInstanceUid, seriesInstanceUid, sopInstanceUid }: ImagePlace): string {
  return `${url}/studies/${studyInstanceUid}/series/${seriesInstanceUid}/instances/${sopInstanceUid}`;
}

function tokenOf({ key, tokens }: DicomwebEndPoint, { studyInstanceUid }: ImagePlace): Promise<string> {
  const study = parseUid(studyInstanceUid);
  if (study === null) throw new Error('the study has no UID');
  return issueArchiveToken({ use: 'view', study }, key, tokens, TOKEN_SECONDS);
}

async function firstPart(body: AsyncIterable<Uint8Array>, boundary: string): Promise<Buffer> {
  for await (const { content } of partsOf(body, boundary)) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of content) chunks.push(chunk);
    return Buffer.concat(chunks);
  }
  throw new Error('the archive answered without an image');
}
