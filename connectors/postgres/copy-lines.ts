import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { CompiledLines } from './compile-lines.ts';
import type { ReadSession } from './read-session.ts';

/** How many bytes wait here for their taker; then the source waits. */
const WAITING_BYTES = 256 * 1024;

/**
 * Reads what a COPY statement gives, in a transaction of its own.
 * @throws ConnectorError
 */
export async function* copyLines(session: ReadSession, lines: CompiledLines): AsyncGenerator<Uint8Array> {
  const { client } = session;
  let isComplete = false;
  try {
    await session.run(() => client.query('begin read only'));
    await session.run(() => client.query(lines.settings));
    const copying = startCopy(client, lines.text);
    for (;;) {
      const { done, value } = await session.run(() => copying.next());
      if (done) break;
      yield value;
    }
    await session.run(() => client.query('commit'));
    isComplete = true;
  } finally {
    // A source that is sending can not be told to stop but by ending its connection.
    if (!isComplete) session.spoil();
  }
}

function startCopy(client: pg.ClientBase, text: string): AsyncIterator<Uint8Array, undefined> {
  const copy = client.query(copyTo(text, { highWaterMark: WAITING_BYTES }));
  // What befalls a stream that nobody reads any more concerns nobody.
  copy.on('error', () => undefined);
  return copy[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>;
}
