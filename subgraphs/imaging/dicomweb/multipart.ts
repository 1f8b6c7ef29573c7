import { randomBytes } from 'node:crypto';
import { SluiceError } from '../../../errors/sluice-error.ts';

/** A part of a multipart body as it comes. */
export interface IncomingPart {
  readonly headers: string;
  readonly content: AsyncIterable<Uint8Array>;
}

const MAX_HEADERS = 8 * 1024;
const MALFORMED = (): SluiceError => new SluiceError('IMAGE_MEDIA_TYPE');

/** The boundary of a `multipart/related` content type; throws `IMAGE_MEDIA_TYPE` for any other. */
export function boundaryOf(contentType: string): string {
  const boundary = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/iu.exec(contentType);
  const found = boundary?.[1] ?? boundary?.[2];
  if (!/^multipart\/related\s*;/iu.test(contentType) || found === undefined) throw MALFORMED();
  return found;
}

/** Takes a body apart while it comes (RFC 2046); of a part no more lies in memory than came last. Each part is read whole. */
export async function* partsOf(
  body: AsyncIterable<Uint8Array>,
  boundary: string,
): AsyncGenerator<IncomingPart> {
  const source = body[Symbol.asyncIterator]();
  // The first boundary may have no line before it.
  let held: Buffer = Buffer.from('\r\n');
  const more = async (): Promise<boolean> => {
    const next = await source.next();
    if (next.done === true) return false;
    held = Buffer.concat([held, next.value]);
    return true;
  };
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  async function* untilDelimiter(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const at = held.indexOf(delimiter);
      const safe = at >= 0 ? at : Math.max(0, held.length - delimiter.length);
      const ready = held.subarray(0, safe);
      held = held.subarray(at >= 0 ? at + delimiter.length : safe);
      if (ready.length > 0) yield ready;
      if (at >= 0) return;
      if (!(await more())) throw MALFORMED();
    }
  }
  await skip(untilDelimiter());
  for (;;) {
    while (held.length < 2) if (!(await more())) throw MALFORMED();
    if (held.subarray(0, 2).toString('latin1') === '--') return;
    // A part without headers has the empty line at once.
    while (held.indexOf('\r\n\r\n') < 0) if (held.length > MAX_HEADERS || !(await more())) throw MALFORMED();
    const end = held.indexOf('\r\n\r\n');
    const headers = held.subarray(0, end).toString('latin1');
    held = held.subarray(end + 4);
    yield { headers, content: untilDelimiter() };
  }
}

async function skip(content: AsyncGenerator<Uint8Array>): Promise<void> {
  while ((await content.next()).done !== true);
}

/** A `multipart/related` body of parts that lie in memory. */
export function multipart(
  type: string,
  parts: readonly { readonly type: string; readonly bytes: Uint8Array }[],
): { readonly contentType: string; readonly body: Buffer } {
  const boundary = randomBytes(16).toString('hex');
  const body = Buffer.concat([
    ...parts.flatMap((part) => [
      Buffer.from(`\r\n--${boundary}\r\nContent-Type: ${part.type}\r\n\r\n`),
      part.bytes,
    ]),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  return { contentType: `multipart/related; type="${type}"; boundary=${boundary}`, body };
}
