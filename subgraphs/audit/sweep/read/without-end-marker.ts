import { RELATION_END } from '../../../../policies/relation-wire.ts';
import { RelationFailure } from './relation-failure.ts';

const END = Buffer.from(`${RELATION_END}\n`);
const LINE_FEED = 0x0a;

/**
 * The lines of an answer without the marker that ends them.
 * @throws RelationFailure SOURCE_DOWN at the end, where the marker is not there: an answer that was cut off
 */
export async function* withoutEndMarker(answer: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let held: Buffer = Buffer.alloc(0);
  let isLineStart = true;
  for await (const chunk of answer) {
    const bytes = held.length === 0 ? asBuffer(chunk) : Buffer.concat([held, chunk]);
    const passed = bytes.length - END.length;
    if (passed > 0) {
      yield bytes.subarray(0, passed);
      isLineStart = bytes[passed - 1] === LINE_FEED;
    }
    held = Buffer.from(bytes.subarray(Math.max(passed, 0)));
  }
  const last = held.length === END.length - 1 ? Buffer.concat([held, Buffer.from('\n')]) : held;
  if (last.equals(END) && isLineStart) return;
  // The line feed after the marker is optional: then one byte more was held back than belongs to it.
  if (held.length === END.length && held[0] === LINE_FEED && held.subarray(1).equals(END.subarray(0, -1))) {
    yield held.subarray(0, 1);
    return;
  }
  throw new RelationFailure('SOURCE_DOWN');
}

function asBuffer(chunk: Uint8Array): Buffer {
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
