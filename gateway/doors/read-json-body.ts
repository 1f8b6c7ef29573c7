import type { IncomingMessage } from 'node:http';
import { SluiceError } from '../../errors/sluice-error.ts';

/**
 * The JSON value in a request's body, at most `maxBytes` of UTF-8.
 * @throws SluiceError MEDIA_TYPE_UNSUPPORTED, BODY_TOO_LARGE, BODY_MALFORMED
 */
export async function readJsonBody(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  return parse(await readTypedBody(request, 'application/json', maxBytes));
}

/**
 * The bytes of a request's body of one media type, at most `maxBytes`.
 * @throws SluiceError MEDIA_TYPE_UNSUPPORTED, BODY_TOO_LARGE, BODY_MALFORMED where it breaks off
 */
export function readTypedBody(request: IncomingMessage, wanted: string, maxBytes: number): Promise<Buffer> {
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
  const isUtf8 = parameters.every((parameter) => {
    const [name, value] = parameter.trim().split('=');
    return name !== 'charset' || value?.replaceAll('"', '') === 'utf-8';
  });
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (type.trim() !== wanted || !isUtf8 || encoding !== 'identity')
    return Promise.reject(new SluiceError('MEDIA_TYPE_UNSUPPORTED'));
  return readBytes(request, maxBytes);
}

/**
 * What a body has beyond the limit is read and thrown away, up to here: a sender that is cut off in the middle of its
 * body often never sees the answer that says why.
 */
const DISCARDED_BYTES = 8_388_608;

function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const tooLarge = () => new SluiceError('BODY_TOO_LARGE', { limit: maxBytes });
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBytes) chunks.push(chunk);
      else chunks.length = 0;
      if (length <= maxBytes + DISCARDED_BYTES) return;
      request.pause();
      reject(tooLarge());
    });
    request.once('end', () => {
      if (length > maxBytes) reject(tooLarge());
      else resolve(Buffer.concat(chunks));
    });
    const broken = (cause?: Error) => reject(new SluiceError('BODY_MALFORMED', {}, { cause }));
    request.once('error', broken);
    request.once('close', () => broken());
  });
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // WHY: the parser's message quotes the body.
    throw new SluiceError('BODY_MALFORMED');
  }
}
