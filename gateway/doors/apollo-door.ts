import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  ApolloServer,
  type ApolloServerOptionsWithGateway,
  type ApolloServerPlugin,
  type BaseContext,
  HeaderMap,
  type HTTPGraphQLRequest,
} from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { GraphQLError } from 'graphql';
import { SluiceError } from '../../errors/sluice-error.ts';
import type { Gateway } from '../assemble-gateway.ts';
import { refusalAnswer } from '../stages/respond.ts';
import type { Answer, AnswerError } from '../stages/stage-types.ts';
import { answerDecision, DECISION_PATH } from './answer-decision.ts';
import { answerEmergency, EMERGENCY_PATH } from './answer-emergency.ts';
import { answerRelation, RELATION_PATH } from './answer-relation.ts';
import { type HttpDoor, type HttpServerOptions, openHttpServer, pathOf, readPost } from './http-server.ts';

type GatewayInterface = ApolloServerOptionsWithGateway<BaseContext>['gateway'];

/** Sluice under an Apollo Server: the parts that a team puts into its own, and options that are safe as they are. */
export interface ApolloDoor {
  /**
   * For `new ApolloServer({ gateway })`: its executor is the spine. Where the server's context has an `AbortSignal` under
   * `signal`, an abort ends the exchange.
   */
  readonly gateway: GatewayInterface;
  /**
   * Has the spine answer also where Apollo Server refuses before its executor runs, so that every refusal has our
   * code, is recorded and tells a stranger nothing about the schema; and keeps our HTTP status.
   */
  readonly plugin: ApolloServerPlugin;
  /** Both, with everything off that phones home, and validation left to the spine, which does it once it knows who asks. */
  readonly options: ApolloServerOptionsWithGateway<BaseContext>;
}

/** A request as Apollo Server hands it to its plugins and its gateway. */
interface ApolloRequest {
  readonly query?: string | undefined;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
  readonly http?:
    { readonly method: string; readonly headers: Iterable<readonly [string, string]> } | undefined;
}

/** The door for teams that run Apollo Server today. */
export function createApolloDoor(gateway: Gateway): ApolloDoor {
  const answers = new WeakMap<BaseContext, Answer>();
  const gatewayInterface: GatewayInterface = {
    onSchemaLoadOrUpdate: (callback) => {
      callback({ apiSchema: gateway.schema, coreSupergraphSdl: gateway.supergraphSdl });
      return () => undefined;
    },
    load: () =>
      Promise.resolve({
        executor: async ({ request, context }) => {
          const answer = await ask(gateway, request, signalOf(context));
          answers.set(context, answer);
          return executionResultOf(answer);
        },
      }),
    stop: () => Promise.resolve(),
  };
  const plugin: ApolloServerPlugin = {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse: async ({ request, response, contextValue }) => {
          const answer = answers.get(contextValue) ?? (await ask(gateway, request, signalOf(contextValue)));
          response.http.status = answer.status;
          response.http.headers.set('cache-control', 'no-store');
          response.body = { kind: 'single', singleResult: answer.body };
        },
      }),
  };
  return {
    gateway: gatewayInterface,
    plugin,
    options: {
      gateway: gatewayInterface,
      plugins: [
        plugin,
        ApolloServerPluginCacheControlDisabled(),
        ApolloServerPluginInlineTraceDisabled(),
        ApolloServerPluginLandingPageDisabled(),
        ApolloServerPluginSchemaReportingDisabled(),
        ApolloServerPluginUsageReportingDisabled(),
      ],
      // WHY: what introspection shows is the spine's to decide; Apollo Server would refuse it for everybody.
      introspection: true,
      dangerouslyDisableValidation: true,
      parseOptions: { maxLexicalTokens: gateway.limits.maxTokens },
      // WHY: it would keep the text of operations, literals included, beyond the exchange.
      documentStore: null,
      persistedQueries: false,
      includeStacktraceInErrorResponses: false,
      hideSchemaDetailsFromClientErrors: true,
      stopOnTerminationSignals: false,
      stringifyResult: (result) => JSON.stringify(result),
    },
  };
}

/**
 * An Apollo Server with nothing but Sluice behind it, and POST /emergency, POST /relation and POST /decision beside, under the limits of the other door: the size of a body, the time
 * that it may take to arrive, and an exchange that ends when its client hangs up.
 */
export async function openApolloDoor(gateway: Gateway, options: HttpServerOptions): Promise<HttpDoor> {
  const apollo = new ApolloServer(createApolloDoor(gateway).options);
  await apollo.start();
  const { maxBodyBytes } = gateway.limits;
  const door = await openHttpServer(options, (request, response) => {
    const path = pathOf(request);
    if (path === EMERGENCY_PATH) return answerEmergency(request, response, gateway, maxBodyBytes);
    if (path === DECISION_PATH) return answerDecision(request, response, gateway, maxBodyBytes);
    if (path === RELATION_PATH) return answerRelation(request, response, gateway);
    return answerThrough(apollo, request, response, maxBodyBytes);
  });
  return {
    port: door.port,
    async close() {
      await door.close();
      await apollo.stop();
    },
  };
}

async function answerThrough(
  apollo: ApolloServer,
  request: IncomingMessage,
  response: ServerResponse,
  maxBodyBytes: number,
): Promise<void> {
  const { body, headers, signal } = await readPost(request, response, maxBodyBytes);
  const context: SignalledContext = { signal };
  const asked: HTTPGraphQLRequest = { method: 'POST', headers: new HeaderMap(), search: '', body };
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) asked.headers.set(name, value);
  const answer = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: asked,
    context: () => Promise.resolve(context),
  });
  if (answer.body.kind !== 'complete') throw new SluiceError('INTERNAL');
  if (response.destroyed) return;
  response.writeHead(answer.status ?? 200, Object.fromEntries(answer.headers));
  response.end(answer.body.string);
}

interface SignalledContext extends BaseContext {
  readonly signal: AbortSignal;
}

/** The signal of whoever made the context; without one nobody hangs up. */
function signalOf(context: BaseContext): AbortSignal {
  return 'signal' in context && context.signal instanceof AbortSignal
    ? context.signal
    : new AbortController().signal;
}

function ask(gateway: Gateway, request: ApolloRequest, signal: AbortSignal): Promise<Answer> {
  const { query, operationName, variables, http } = request;
  // WHY: an operation in a URL is written into every log on its way, values included.
  if (http && http.method !== 'POST')
    return Promise.resolve(refusalAnswer(new SluiceError('METHOD_NOT_ALLOWED')));
  const headers = Object.fromEntries([...(http?.headers ?? [])].map(([name, value]) => [name, value]));
  return gateway.handle({
    body: { query, operationName, variables },
    headers,
    signal,
  });
}

function executionResultOf({ body }: Answer) {
  const { data, errors, extensions } = body;
  return {
    data,
    ...(errors ? { errors: errors.map(graphqlError) } : {}),
    ...(extensions ? { extensions: { ...extensions } } : {}),
  };
}

function graphqlError({ message, path, extensions }: AnswerError): GraphQLError {
  return new GraphQLError(message, { path, extensions });
}
