import type { StreamConfiguration } from '../../../stream/open-stream.ts';
import { streamShape } from '../../../stream/stream-shape.ts';
import { count, strictObject, text } from '../strict-configuration.ts';

/** How an agency's changes come to be known, and into which stream they go. */
export interface ChangesConfiguration {
  readonly from:
    | {
        readonly kind: 'logical-decoding';
        /** A role that may replicate; the source is that of the subgraph. */
        readonly user: string;
        readonly passwordFile: string;
        /** Name of a replication slot, of its own on the whole server. */
        readonly slot: string;
      }
    | { readonly kind: 'polling'; readonly everyMs: number; readonly overlapMs: number };
  readonly stream: StreamConfiguration;
}

export const changesShape = strictObject({
  from: {
    oneOf: [
      strictObject({ kind: { const: 'logical-decoding' }, user: text, passwordFile: text, slot: text }),
      strictObject({ kind: { const: 'polling' }, everyMs: count, overlapMs: count }),
    ],
  },
  stream: streamShape,
});
