import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ErrorCode } from '../../../errors/error-table.ts';
import type { Withheld } from '../../../policies/decision-wire.ts';
import { answerDecision } from './answer-decision.ts';
import { answerState } from './answer-state.ts';
import type { AnswerPath } from '../../kit/following/ask-hub.ts';

/** One request of the engine, as it arrived. */
export interface AskedPage {
  readonly first: number;
  readonly after: string | null;
  readonly headers: IncomingMessage['headers'];
  /** How many requests for this cursor came before. */
  readonly attempt: number;
}

/** What goes wrong with one answer. `hang` never answers. */
export type Trouble =
  | { readonly errors: readonly { readonly code: ErrorCode; readonly path: AnswerPath }[] }
  | { readonly whole: ErrorCode }
  | 'hang';

export interface PopulationServer {
  readonly url: string;
  readonly asked: readonly AskedPage[];
  /** What policy permits nobody any more: none at first. */
  readonly permits: { withheld: readonly Withheld[] };
  close(): Promise<void>;
}

/**
 * A population behind the hub's wire format, with troubles to order: what the engine meets when an agency is slow, down
 * or refuses can not be had from the real hub on demand. The running hub is met in the end-to-end test.
 */
export async function servePopulation(
  families: readonly Readonly<Record<string, unknown>>[],
  troubleOf: (page: AskedPage) => Trouble | null = () => null,
): Promise<PopulationServer> {
  const asked: AskedPage[] = [];
  const permits: { withheld: readonly Withheld[] } = { withheld: [] };
  const server = createServer((request, response) => {
    if (request.url === '/relation') {
      answerState(request, response);
      return;
    }
    if (request.url === '/decision') {
      answerDecision(response, permits.withheld);
      return;
    }
    void readBody(request).then(({ variables }) => {
      const after = variables.after ?? null;
      const page: AskedPage = {
        first: variables.first,
        after,
        headers: request.headers,
        attempt: asked.filter((earlier) => earlier.after === after).length,
      };
      asked.push(page);
      const keys = variables._caseKeys;
      const those =
        keys === undefined
          ? families
          : families.filter(({ caseNumber }) => keys.includes(String(caseNumber)));
      answer(response, page, those, troubleOf(page), asked.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    permits,
    close: () => close(server),
  };
}

function answer(
  response: ServerResponse,
  page: AskedPage,
  families: readonly Readonly<Record<string, unknown>>[],
  trouble: Trouble | null,
  exchange: number,
): void {
  if (trouble === 'hang') return;
  const errors =
    trouble === null ? [] : 'errors' in trouble ? trouble.errors : [{ code: trouble.whole, path: [] }];
  const start = page.after === null ? 0 : Number(page.after);
  const end = start + page.first;
  const nodes = structuredClone(families.slice(start, end)) as Record<string, unknown>[];
  for (const { path } of errors) withhold(nodes, path.slice(2));
  const data =
    trouble !== null && 'whole' in trouble
      ? null
      : {
          assistanceFamilies: {
            nodes,
            pageInfo: {
              hasNextPage: end < families.length,
              endCursor: String(Math.min(end, families.length)),
            },
          },
        };
  response.setHeader('content-type', 'application/json');
  response.end(
    JSON.stringify({
      data,
      errors: errors.map(({ code, path }) => ({ message: code, path, extensions: { code } })),
      extensions: { receipt: { exchangeId: `exchange-${exchange}` } },
    }),
  );
}

/** The value at an error's place becomes null. */
function withhold(nodes: Record<string, unknown>[], path: AnswerPath): void {
  let holder: unknown = nodes;
  for (const step of path.slice(0, -1))
    holder = (holder as Record<string | number, unknown> | undefined)?.[step];
  const last = path.at(-1);
  if (typeof holder === 'object' && holder !== null && last !== undefined)
    (holder as Record<string | number, unknown>)[last] = null;
}

interface AskedBody {
  readonly variables: {
    readonly first: number;
    readonly after?: string | null;
    /** Of a run over a list: the only families that are asked for. */
    readonly _caseKeys?: readonly string[];
  };
}

async function readBody(request: IncomingMessage): Promise<AskedBody> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as AskedBody;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
