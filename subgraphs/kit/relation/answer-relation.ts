import { pipeline } from 'node:stream/promises';
import type { FastifyReply } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Connector } from '../../../connectors/contract.ts';
import { SluiceError } from '../../../errors/sluice-error.ts';
import type { GrantClaims } from '../../../policies/grant-claims.ts';
import { usesOfOperation } from '../../../policies/operation-uses.ts';
import {
  RELATION_CONTENT_TYPE,
  RELATION_END,
  RELATION_HEADERS,
  stateText,
} from '../../../policies/relation-wire.ts';
import type { DatasetStates } from '../dataset-states.ts';
import type { GrantedUses } from '../granted-uses.ts';
import type { SourceMapping } from '../source-mapping.ts';
import { parseRelationRead } from './parse-relation-read.ts';
import { planRelation, type PlannedRelation } from './plan-relation.ts';
import { relationOperation } from './relation-operation.ts';
import { relationState } from './relation-state.ts';

/** What reading relations of one subgraph takes. */
export interface RelationParts {
  readonly schema: GraphQLSchema;
  readonly mapping: SourceMapping;
  readonly connector: Connector;
  readonly uses: GrantedUses;
  readonly datasets: DatasetStates;
  /** How long the answer may take, to its last line. */
  readonly deadlineMs: number;
}

/** A verified question. */
export interface RelationToAnswer {
  readonly body: Buffer;
  readonly grant: GrantClaims;
}

/**
 * Answers with the lines of a relation as the source gives them. What fails before the first of them is thrown and can
 * still be said; what fails after it ends the connection, before the line that says the answer is whole.
 * @throws SluiceError, ConnectorError
 */
export async function answerRelation(
  parts: RelationParts,
  { body, grant }: RelationToAnswer,
  reply: FastifyReply,
): Promise<void> {
  const { connector, datasets, deadlineMs } = parts;
  const leaving = new AbortController();
  reply.raw.once('close', () => leaving.abort());
  const { planned, type } = plan(parts, body, grant);
  const state = await relationState(parts.schema, type, planned.mapping, { datasets, asOf: grant.asOf });
  const options = { signal: leaving.signal, deadlineMs };
  const lines = connector.readLines(planned.selection, options)[Symbol.asyncIterator]();
  const first = await lines.next();
  reply.hijack();
  reply.raw.writeHead(200, {
    'content-type': RELATION_CONTENT_TYPE,
    [RELATION_HEADERS.columns]: planned.columns.join(','),
    [RELATION_HEADERS.subject]: planned.subject,
    [RELATION_HEADERS.state]: stateText(state),
  });
  await pipeline(wholeAnswer(first, lines), reply.raw).catch(unlessLeft);
}

/** @throws SluiceError GRANT_EXCEEDED, GRANT_INVALID, and what the question is refused with */
function plan(
  { schema, mapping, uses }: RelationParts,
  body: Buffer,
  grant: GrantClaims,
): { readonly planned: PlannedRelation; readonly type: string } {
  const { read, keys } = parseRelationRead(body);
  if (read.asOf !== grant.asOf) throw new SluiceError('GRANT_EXCEEDED', { reason: 'another time' });
  const operation = relationOperation(schema, read);
  uses.check({ ...operation, grant });
  for (const { coordinate } of usesOfOperation({ schema, ...operation })) {
    const mask = grant.masks[coordinate];
    // WHY: lines pass through as the source gives them, so a mask is an obligation that nobody here can fulfil.
    if (mask !== undefined) throw new SluiceError('GRANT_INVALID', { field: coordinate, mask });
  }
  return { planned: planRelation(mapping, { read, keys, grant }), type: read.type };
}

/** A gateway that no longer takes the lines is no fault of anything here. */
function unlessLeft(error: unknown): void {
  const { code } = error as { readonly code?: unknown };
  if (code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
}

type Piece = IteratorResult<Uint8Array, unknown>;

async function* wholeAnswer(
  first: Piece,
  lines: AsyncIterator<Uint8Array, unknown>,
): AsyncGenerator<Uint8Array> {
  try {
    for (let piece = first; piece.done !== true; piece = await lines.next()) yield piece.value;
    yield Buffer.from(`${RELATION_END}\n`);
  } finally {
    await lines.return?.();
  }
}
