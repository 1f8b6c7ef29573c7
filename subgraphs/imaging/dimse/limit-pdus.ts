import type { Socket } from 'node:net';

/** No association asks for PDUs this long, and none that is told of ours sends them. */
const MAX_PDU = 1024 * 1024;

/**
 * Ends a connection on which a PDU begins that is longer than any may be. The library believes the length it reads and
 * gathers that much in memory. Must be attached before the library is.
 */
export function limitPdus(socket: Socket): void {
  let head = Buffer.alloc(0);
  let toSkip = 0;
  socket.on('data', (chunk: Buffer) => {
    let at = 0;
    while (at < chunk.length) {
      const skipped = Math.min(toSkip, chunk.length - at);
      at += skipped;
      toSkip -= skipped;
      if (toSkip > 0 || at === chunk.length) return;
      const taken = chunk.subarray(at, at + 6 - head.length);
      head = Buffer.concat([head, taken]);
      at += taken.length;
      if (head.length < 6) return;
      toSkip = head.readUInt32BE(2);
      head = Buffer.alloc(0);
      if (toSkip > MAX_PDU) {
        socket.destroy();
        return;
      }
    }
  });
}
