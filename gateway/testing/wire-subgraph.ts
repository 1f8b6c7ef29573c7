import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  RELATION_CONTENT_TYPE,
  RELATION_HEADERS,
  type RelationRead,
  type SubjectPlace,
} from '../../policies/relation-wire.ts';

/** One question as a subgraph got it. */
export interface SeenRead {
  readonly read: RelationRead;
  readonly keys: readonly string[];
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** How it is answered: lines under the usual headers, or as the test likes. */
export type WireAnswer =
  | { readonly lines: string; readonly subject?: SubjectPlace; readonly columns?: string }
  | ((response: ServerResponse) => void);

/** A subgraph that speaks the wire of relations and nothing else, and says what the test has it say. */
export interface WireSubgraph {
  /** Ends in `/graphql`, as a gateway is told it. */
  readonly url: string;
  readonly seen: SeenRead[];
  answer: (seen: SeenRead) => WireAnswer;
  close(): Promise<void>;
}

export async function openWireSubgraph(): Promise<WireSubgraph> {
  const server = createServer((request, response) => void respond(request, response));
  // A machine that stands still for seconds must not find its idle connections cut.
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const subgraph: WireSubgraph = {
    url: `http://127.0.0.1:${port}/graphql`,
    seen: [],
    answer: () => ({ lines: '\\.\n' }),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
  return subgraph;

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const [head = '', ...keys] = body.toString().split('\n');
    const seen = {
      read: JSON.parse(head) as RelationRead,
      keys: keys.filter(Boolean),
      headers: request.headers,
      body,
    };
    subgraph.seen.push(seen);
    const answer = subgraph.answer(seen);
    if (typeof answer === 'function') {
      answer(response);
      return;
    }
    writeHead(response, seen.read, answer);
    response.end(answer.lines);
  }
}

/** The headers of an answer that is as it should be. */
export function writeHead(
  response: ServerResponse,
  { through, columns, having }: RelationRead,
  {
    subject = 'parent-key',
    columns: said,
  }: { readonly subject?: SubjectPlace; readonly columns?: string } = {},
): void {
  const names = [...(through.kind === 'root' ? [] : ['_key']), ...(having === null ? columns : [])];
  response.writeHead(200, {
    'content-type': RELATION_CONTENT_TYPE,
    [RELATION_HEADERS.columns]: said ?? names.join(','),
    [RELATION_HEADERS.state]: JSON.stringify({ dataset: 'd', agency: 'a', asOf: null, isFresh: true }),
    [RELATION_HEADERS.subject]: subject,
  });
}
