import type { CompiledLines } from './compile-lines.ts';
import { CopyOut } from './copy-out.ts';
import type { ReadSession } from './read-session.ts';

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
    const copying = client.query(new CopyOut(lines.text));
    for (;;) {
      const piece = await session.run(() => copying.take());
      if (piece === null) break;
      yield piece;
    }
    await session.run(() => client.query('commit'));
    isComplete = true;
  } finally {
    // A source that is sending can not be told to stop but by ending its connection.
    if (!isComplete) session.spoil();
  }
}
