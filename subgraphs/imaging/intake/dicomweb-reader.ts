import { boundaryOf, partsOf } from '../dicomweb/multipart.ts';
import { issueArchiveToken, type ArchiveKey, type TokenSettings } from '../dicomweb/archive-token.ts';
import { parseUid } from '../dicom/uid.ts';
import type { ImagePlace, ImageSource } from './image-source.ts';

export interface DicomwebEndPoint {
  /** Below which are `/studies` and the others. */
  readonly url: string;
  readonly tokens: TokenSettings;
  readonly key: ArchiveKey;
}

const TOKEN_SECONDS = 120;
const DEADLINE_MS = 60_000;

/** Reads images by WADO-RS, each with a token for its study alone. */
export function dicomwebReader(source: DicomwebEndPoint): ImageSource {
  return {
    read: async (image) => {
      const response = await fetch(urlOf(source.url, image), {
        headers: {
          authorization: `Bearer ${await tokenOf(source, image)}`,
          accept: 'multipart/related; type="application/dicom"; transfer-syntax=*',
        },
        signal: AbortSignal.timeout(DEADLINE_MS),
      });
      if (!response.ok || response.body === null) {
        await response.body?.cancel();
        throw new Error(`the archive answered ${response.status}`);
      }
      return firstPart(response.body, boundaryOf(response.headers.get('content-type') ?? ''));
    },
  };
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
