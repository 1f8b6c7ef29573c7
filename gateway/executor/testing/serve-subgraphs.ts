import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { composeServices } from '@theguild/federation-composition';
import {
  type DocumentNode,
  execute,
  type GraphQLSchema,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  validate,
} from 'graphql';
import { findEntity, SMALL_RESOLVERS, SMALL_SUBGRAPHS, type Self } from './federated-graph.ts';

/** One request as a subgraph got it. */
export interface SeenFetch {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** How a subgraph answers instead of as it should: a body, nothing at all, or a broken connection. */
export type Interference =
  | { readonly kind: 'reply'; readonly status?: number; readonly body: string }
  | { readonly kind: 'silence' }
  | { readonly kind: 'reset' }
  /** The right answer, changed. */
  | { readonly kind: 'change'; readonly change: (answer: Record<string, unknown>) => unknown };

/** A subgraph on a port of its own, and the means to look at it and to break it. */
export interface ServedSubgraph {
  readonly url: string;
  readonly seen: SeenFetch[];
  /** Asked about every request; null lets it be answered as it should. */
  interfere: (fetch: SeenFetch) => Interference | null;
  close(): Promise<void>;
}

/** The supergraph of the small graph. */
export function smallSupergraph(subgraphs: Readonly<Record<string, string>> = SMALL_SUBGRAPHS): string {
  const composed = composeServices(
    Object.entries(subgraphs).map(([name, sdl]) => ({
      name,
      url: `http://${name}.invalid/graphql`,
      typeDefs: parse(sdl),
    })),
  );
  if (!('supergraphSdl' in composed) || !composed.supergraphSdl)
    throw new Error(`the small graph does not compose: ${JSON.stringify(composed.errors)}`);
  return composed.supergraphSdl;
}

/** Serves every subgraph of the small graph over HTTP. */
export async function serveSmallSubgraphs(): Promise<Readonly<Record<string, ServedSubgraph>>> {
  const entries = Object.entries(SMALL_SUBGRAPHS).map(
    async ([name, sdl]) => [name, await serve(executable(name, sdl))] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** Only the fields that are the subgraph's own answer, and those that a `@provides` says it can. */
function executable(subgraph: string, sdl: string): GraphQLSchema {
  const typeDefs: DocumentNode = parse(sdl);
  const types = typeDefs.definitions.filter((each) => each.kind === Kind.OBJECT_TYPE_DEFINITION);
  const abstract = typeDefs.definitions.filter(
    (each) => each.kind === Kind.UNION_TYPE_DEFINITION || each.kind === Kind.INTERFACE_TYPE_DEFINITION,
  );
  const resolveType = { __resolveType: (self: Self) => self.type };
  const resolvers = new Map<string, Readonly<Record<string, unknown>>>([
    ...types.map((type) => [type.name.value, resolversOf(subgraph, type)] as const),
    ...abstract.map((type) => [type.name.value, resolveType] as const),
  ]);
  return buildSubgraphSchema([{ typeDefs, resolvers: Object.fromEntries(resolvers) as never }]);
}

function resolversOf(subgraph: string, type: ObjectTypeDefinitionNode): Readonly<Record<string, unknown>> {
  const known = SMALL_RESOLVERS[type.name.value] ?? {};
  const fields: Readonly<Record<string, unknown>> = Object.fromEntries(
    (type.fields ?? []).map(({ name }) => [name.value, known[name.value]]),
  );
  const resolveReference = (representation: Readonly<Record<string, unknown>>) => {
    const found = findEntity(subgraph, representation);
    return found && { ...found, __typename: found.type };
  };
  const isEntity = type.directives?.some(({ name }) => name.value === 'key') ?? false;
  return { ...fields, ...(isEntity && { __resolveReference: resolveReference }) };
}

async function serve(schema: GraphQLSchema): Promise<ServedSubgraph> {
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  // A machine that stands still for seconds must not find its idle connections cut.
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const served: ServedSubgraph = {
    url: `http://127.0.0.1:${port}/graphql`,
    seen: [],
    interfere: () => null,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
  return served;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const { query, variables } = JSON.parse(body) as Pick<SeenFetch, 'query' | 'variables'>;
    const fetch = { query, variables, headers: request.headers, body };
    served.seen.push(fetch);
    const interference = served.interfere(fetch);
    if (interference?.kind === 'silence') return;
    if (interference?.kind === 'reset') {
      request.socket.destroy();
      return;
    }
    if (interference?.kind === 'reply') {
      response.writeHead(interference.status ?? 200, { 'content-type': 'application/json' });
      response.end(interference.body);
      return;
    }
    const result = await run(schema, query, variables);
    const told = interference?.kind === 'change' ? interference.change(result) : result;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(told));
  }
}

async function run(
  schema: GraphQLSchema,
  query: string,
  variableValues: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const document = parse(query);
  const errors = validate(schema, document);
  if (errors.length > 0) return { errors: errors.map(({ message }) => ({ message })) };
  const result = await execute({ schema, document, variableValues });
  return JSON.parse(JSON.stringify(result)) as Record<string, unknown>;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
