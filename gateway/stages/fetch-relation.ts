import type { KeyObject } from 'node:crypto';
import type { ErrorCode } from '../../errors/error-table.ts';
import { SluiceError } from '../../errors/sluice-error.ts';
import {
  RELATION_HEADERS,
  type RelationState,
  SUBJECT_PLACES,
  type SubjectPlace,
} from '../../policies/relation-wire.ts';
import type { RelationClient, RelationOutcome } from '../executor/relation-client.ts';
import type { GrantSigner } from '../grants/create-grant-signer.ts';
import { grantHeaders } from '../grants/grant-headers.ts';
import { isRecord } from '../is-record.ts';
import type { AskedKeys } from '../relations/asked-keys.ts';
import type { AdmittedPlan, Exchange, RelationPlan } from './stage-types.ts';

/** The lines of a relation as an agency sends them, and what it says of them beforehand. */
export interface RelationStream {
  readonly subject: SubjectPlace;
  readonly state: RelationState;
  readonly lines: AsyncIterable<Buffer>;
}

export interface RelationFetchParts {
  readonly signer: GrantSigner;
  readonly clients: ReadonlyMap<string, RelationClient>;
  readonly fetchKeys: ReadonlyMap<string, KeyObject>;
}

/**
 * Asks an agency for a relation, under a grant. The exchange's own abort ends it there as well, while it is asked and while
 * the lines are read; so does `deadline`.
 * @throws SluiceError SOURCE_DOWN, SOURCE_TIMEOUT, SOURCE_ERROR and what the subgraph says; the reason of the exchange's
 * signal where the caller went away
 */
export async function fetchRelation(
  exchange: Exchange,
  { plan }: AdmittedPlan<RelationPlan>,
  asked: AskedKeys | null,
  { signer, clients, fetchKeys }: RelationFetchParts,
  deadline: AbortSignal,
): Promise<RelationStream> {
  const { subgraph, planId, permits, read, allowed } = plan;
  const client = clients.get(subgraph);
  const key = fetchKeys.get(subgraph);
  const permit = permits[subgraph];
  if (!client || !key || !permit)
    throw new SluiceError('PLAN_FAILED', { reason: 'a fetch has no client, key or permit' });
  const head = Buffer.from(`${JSON.stringify(read)}\n`);
  const body = asked === null ? head : Buffer.concat([head, asked.keys.lines()]);
  const { scope } = allowed.decided;
  const outcome = await client
    .ask({
      body,
      headers: grantHeaders(signer, { exchange, planId, permit, scope, key, body }),
      signal: AbortSignal.any([exchange.signal, deadline]),
    })
    .catch((error: unknown): RelationOutcome => {
      exchange.signal.throwIfAborted();
      if (deadline.aborted) return { kind: 'failed', code: 'SOURCE_TIMEOUT' };
      throw error;
    });
  if (outcome.kind === 'failed') throw failure(outcome.code, subgraph);
  return { ...announced(outcome.headers, plan), lines: outcome.lines };
}

/** What the agency says of its answer, once it is what was asked for. */
function announced(
  headers: Extract<RelationOutcome, { kind: 'streamed' }>['headers'],
  { subgraph, read }: RelationPlan,
): Omit<RelationStream, 'lines'> {
  const columns = [
    ...(read.through.kind === 'root' ? [] : ['_key']),
    ...(read.having === null ? read.columns : []),
  ];
  const subject = SUBJECT_PLACES.find((place) => place === headers[RELATION_HEADERS.subject]);
  const state = stateIn(headers[RELATION_HEADERS.state]);
  if (headers[RELATION_HEADERS.columns] !== columns.join(',') || subject === undefined || state === null)
    throw failure('SOURCE_ERROR', subgraph);
  if (subject === 'parent-key' && read.through.kind === 'root') throw failure('SOURCE_ERROR', subgraph);
  return { subject, state };
}

function stateIn(header: unknown): RelationState | null {
  if (typeof header !== 'string') return null;
  try {
    const value: unknown = JSON.parse(header);
    if (!isRecord(value)) return null;
    const { dataset, agency, asOf, isFresh } = value;
    const isSound =
      typeof dataset === 'string' &&
      typeof agency === 'string' &&
      (asOf === null || typeof asOf === 'string') &&
      typeof isFresh === 'boolean';
    return isSound ? { dataset, agency, asOf, isFresh } : null;
  } catch {
    return null;
  }
}

const failure = (code: ErrorCode, source: string): SluiceError => new SluiceError(code, { source });
