import type { KeyObject } from 'node:crypto';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import mercurius from 'mercurius';
import type { Connector } from '../../connectors/contract.ts';
import { ERROR_TABLE, type ErrorCode } from '../../errors/error-table.ts';
import { SluiceError } from '../../errors/sluice-error.ts';
import { dayInChina } from '../../identifiers/calendar-day.ts';
import { FETCH_DEADLINE_MS, type GrantClaims } from '../../policies/grant-claims.ts';
import { RELATION_CONTENT_TYPE } from '../../policies/relation-wire.ts';
import { DatasetStates } from './dataset-states.ts';
import { dataSubjectTags } from './data-subject-tags.ts';
import { GrantedColumns } from './granted-columns.ts';
import { GrantedUses } from './granted-uses.ts';
import { guardSchema } from './guard-schema.ts';
import { causeOf, publicError, type PublicError, publicErrors } from './public-error.ts';
import { parseFetchBody } from './parse-fetch-body.ts';
import { RecordReader } from './record-reader.ts';
import { answerRelation } from './relation/answer-relation.ts';
import type { SourceMapping } from './source-mapping.ts';
import type { AggregateLedger } from './statistics/aggregate-ledger.ts';
import type { SubgraphContext } from './subgraph-context.ts';
import { type LogError, logToStandardError } from './log-error.ts';
import { GrantVerifier, type VerifiedFetch, type VerifiedHead } from './verify-grant.ts';

export interface SubgraphKeys {
  /** The gateway's Ed25519 key, with which grants are signed. */
  readonly grantPublicKey: KeyObject;
  /** What only the gateway and this subgraph know. */
  readonly fetchKey: KeyObject;
  readonly dataSubjectTagKey: KeyObject;
}

export interface SubgraphToServe {
  /** The audience of its grants. */
  readonly name: string;
  readonly schema: GraphQLSchema;
  readonly mapping: SourceMapping;
  /** Stays the caller's to close. */
  readonly connector: Connector;
  /** What statistics were answered; null where the mapping has none. Stays the caller's to close. */
  readonly aggregates: AggregateLedger | null;
  readonly keys: SubgraphKeys;
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** How long a fetch may take; `FETCH_DEADLINE_MS.subgraph` where left out. */
  readonly deadlineMs?: number;
  /** How long a relation may take, to its last line; ten minutes and a little where left out. */
  readonly relationDeadlineMs?: number;
  readonly logError?: LogError;
}

export interface RunningSubgraph {
  readonly port: number;
  /** Answers what has begun and takes nothing new. */
  close(): Promise<void>;
}

const BODY_LIMIT_BYTES = 16 * 1024 * 1024;
/** A grant names every use of a plan, and a wide audit has hundreds; Node's own limit is 16 KiB. */
const HEADER_LIMIT_BYTES = 256 * 1024;
/** As many keys as a relation may be asked for, of any kind that there is, behind the question. */
const RELATION_BODY_LIMIT_BYTES = 64 * 1024 * 1024;
/** After the gateway has given a relation up, which is told to wait for it ten minutes. */
const RELATION_DEADLINE_MS = 610_000;
const KEPT_OPERATIONS = 1_024;

const POSTED: ReadonlySet<string> = new Set(['/graphql', '/relation']);

interface Answer {
  readonly data: unknown;
  readonly errors?: readonly PublicError[];
  readonly extensions?: { readonly dataSubjects: readonly string[] };
}

type OperationContext = SubgraphContext & { readonly operationText: string };

/** Serves a subgraph over HTTP to the gateway, and to nobody who has no grant of it. */
export async function serveSubgraph(subgraph: SubgraphToServe): Promise<RunningSubgraph> {
  const app = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    forceCloseConnections: 'idle',
    http: { maxHeaderSize: HEADER_LIMIT_BYTES },
  });
  const uses = new GrantedUses(subgraph.schema);
  await app.register(mercurius, {
    schema: guardSchema(subgraph.schema, subgraph.name, uses),
    // WHY: mercurius's own route parses the body before it can be verified, and makes strings of the numbers in paths.
    routes: false,
    graphiql: false,
    allowBatchedQueries: false,
    jit: 1,
    cache: KEPT_OPERATIONS,
    errorFormatter: (execution) => ({
      statusCode: 200,
      response: { data: execution.data ?? null, errors: execution.errors as never },
    }),
  });
  const server = new SubgraphServer(subgraph, app, uses);
  server.route();
  await app.listen({ host: subgraph.host, port: subgraph.port });
  const address = app.server.address();
  return {
    port: typeof address === 'object' && address ? address.port : subgraph.port,
    close: () => app.close(),
  };
}

class SubgraphServer {
  private readonly subgraph: SubgraphToServe;
  private readonly app: FastifyInstance;
  private readonly uses: GrantedUses;
  private readonly verifier: GrantVerifier;
  private readonly columns = new GrantedColumns();
  private readonly datasets: DatasetStates;
  private readonly logError: LogError;
  /** Contexts that a verified fetch made: without one of them nothing is executed, whatever calls the executor. */
  private readonly verified = new WeakSet<AbortSignal>();

  constructor(subgraph: SubgraphToServe, app: FastifyInstance, uses: GrantedUses) {
    this.subgraph = subgraph;
    this.app = app;
    this.uses = uses;
    this.datasets = new DatasetStates(subgraph.connector);
    const { grantPublicKey, fetchKey } = subgraph.keys;
    this.verifier = new GrantVerifier({ audience: subgraph.name, grantPublicKey, fetchKey });
    this.logError = subgraph.logError ?? logToStandardError;
  }

  route(): void {
    const { app } = this;
    app.removeAllContentTypeParsers();
    // The MAC is over the bytes: they are parsed once it was right.
    app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
    app.graphql.addHook('preExecution', (_schema, document, context, variables) => {
      this.checkOperation(document, context as unknown as OperationContext, variables);
    });
    app.post('/graphql', (request, reply) => this.answer(request, reply));
    this.routeRelations();
    app.get('/health/live', () => ({ status: 'live' }));
    app.get('/health/ready', async (_request, reply) => {
      const { reachable, latencyMs } = await this.subgraph.connector.health();
      return reply
        .code(reachable ? 200 : 503)
        .send({ status: reachable ? 'ready' : 'source-down', latencyMs });
    });
    app.setNotFoundHandler((request, reply) =>
      refuse(reply, POSTED.has(request.url.split('?')[0] ?? '') ? 'METHOD_NOT_ALLOWED' : 'NOT_FOUND'),
    );
    app.setErrorHandler((error, _request, reply) => {
      const code = codeOfHttp(error);
      if (code === 'INTERNAL') this.logError({ subgraph: this.subgraph.name, exchangeId: null, error });
      return refuse(reply, code);
    });
  }

  /** In a scope of their own, so that their bodies are taken nowhere else. */
  private routeRelations(): void {
    void this.app.register((scope, _options, done) => {
      scope.addContentTypeParser(RELATION_CONTENT_TYPE, { parseAs: 'buffer' }, (_request, body, parsed) =>
        parsed(null, body),
      );
      const heads = new WeakMap<FastifyRequest, VerifiedHead>();
      // WHY before the body: nobody but the gateway may have so much of this process's memory filled.
      scope.addHook('onRequest', (request, reply, next) => {
        try {
          heads.set(request, this.verifier.verifyHead(request.headers));
          next();
        } catch (thrown) {
          void refusal(reply, thrown);
        }
      });
      const options = { bodyLimit: RELATION_BODY_LIMIT_BYTES };
      scope.post('/relation', options, (request, reply) => this.relation(request, heads.get(request), reply));
      done();
    });
  }

  private async relation(
    request: FastifyRequest,
    head: VerifiedHead | undefined,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    try {
      if (!head) throw new SluiceError('FETCH_UNBOUND');
      this.verifier.checkBody(head, body);
      const { schema, mapping, connector, relationDeadlineMs = RELATION_DEADLINE_MS } = this.subgraph;
      const { uses, datasets } = this;
      const parts = { schema, mapping, connector, uses, datasets, deadlineMs: relationDeadlineMs };
      await answerRelation(parts, { body, grant: head.claims }, reply);
    } catch (thrown) {
      this.note(thrown, head ?? null);
      // What has begun can not be refused any more; its connection is gone.
      if (!reply.sent) return refusal(reply, thrown);
    }
    return reply;
  }

  private checkOperation(
    document: DocumentNode,
    context: OperationContext,
    variables: Readonly<Record<string, unknown>>,
  ): void {
    if (!this.verified.has(context.signal)) throw new SluiceError('GRANT_MISSING');
    this.uses.check({ text: context.operationText, document, variables, grant: context.grant });
  }

  private async answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    let fetch: VerifiedFetch | null = null;
    try {
      fetch = this.verifier.verify(request.headers, body);
      const answer = await this.execute(fetch, body, reply);
      return await reply.header('content-type', 'application/json').send(JSON.stringify(answer));
    } catch (thrown) {
      this.note(thrown, fetch);
      return await refusal(reply, thrown);
    }
  }

  private async execute(fetch: VerifiedFetch, body: Buffer, reply: FastifyReply): Promise<Answer> {
    const { query, variables } = parseFetchBody(body);
    const leaving = new AbortController();
    this.verified.add(leaving.signal);
    // A gateway that no longer waits ends the statements that run for it.
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) leaving.abort();
    });
    const context = this.contextOf(fetch, leaving.signal);
    const { data, errors } = await this.app.graphql(query, { ...context, operationText: query }, variables);
    for (const error of errors ?? []) this.note(error, fetch);
    return {
      data: data ?? null,
      ...(errors && errors.length > 0 ? { errors: errors.map(publicError) } : {}),
      extensions: {
        dataSubjects: dataSubjectTags(context.dataSubjects, this.subgraph.keys.dataSubjectTagKey),
      },
    };
  }

  private contextOf({ claims, exchangeId }: VerifiedFetch, signal: AbortSignal): SubgraphContext {
    const { connector, mapping, aggregates, deadlineMs = FETCH_DEADLINE_MS.subgraph } = this.subgraph;
    const context = {
      grant: claims,
      exchangeId,
      masking: { today: dayOf(claims), standIns: null },
      connector,
      datasets: this.datasets,
      aggregates,
      signal,
      deadlineAt: Date.now() + deadlineMs,
      dataSubjects: new Set<string>(),
    };
    return { ...context, records: new RecordReader(mapping, this.columns, context) };
  }

  /** What nobody expected goes to the log; refusals and sources that are down have their place in the answer. */
  private note(thrown: unknown, fetch: VerifiedFetch | null): void {
    const { code } = publicErrors(thrown)[0]?.extensions ?? { code: 'INTERNAL' as const };
    if (code !== 'INTERNAL' && code !== 'SOURCE_ERROR') return;
    const { name } = this.subgraph;
    this.logError({ subgraph: name, exchangeId: fetch?.exchangeId ?? null, error: causeOf(thrown) });
  }
}

/** The day on which everything in an answer is told: that of the exchange, or the earlier one that it asks about. */
const dayOf = ({ asOf, issuedAt }: GrantClaims): string =>
  dayInChina(asOf === null ? new Date(issuedAt * 1_000) : new Date(asOf));

function refusal(reply: FastifyReply, thrown: unknown): FastifyReply {
  const errors = publicErrors(thrown);
  const status = ERROR_TABLE[errors[0]?.extensions.code ?? 'INTERNAL'].status;
  return reply.code(status).send({ data: null, errors } satisfies Answer);
}

function refuse(reply: FastifyReply, code: ErrorCode): FastifyReply {
  return reply
    .code(ERROR_TABLE[code].status)
    .send({ data: null, errors: [publicError(new SluiceError(code))] });
}

function codeOfHttp(error: unknown): ErrorCode {
  const status = (error as { readonly statusCode?: unknown } | null)?.statusCode;
  switch (status) {
    case 400:
      return 'BODY_MALFORMED';
    case 413:
      return 'BODY_TOO_LARGE';
    case 415:
      return 'MEDIA_TYPE_UNSUPPORTED';
    default:
      return 'INTERNAL';
  }
}
