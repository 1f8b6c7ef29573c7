import type { KeyObject } from 'node:crypto';
import { SluiceError } from '../../errors/sluice-error.ts';
import type { PlanExecutor, SendFetch } from '../executor/execute-plan.ts';
import { projectAnswer } from '../executor/project-answer.ts';
import { shownPathsOf } from '../executor/shown-paths.ts';
import type { SubgraphClient } from '../executor/subgraph-client.ts';
import { grantHeaders } from '../grants/grant-headers.ts';
import type { GrantSigner } from '../grants/create-grant-signer.ts';
import type { Subject } from '../../policies/vocabulary.ts';
import type {
  AdmittedPlan,
  AllowedOperation,
  CheckedPlan,
  Exchange,
  PathError,
  RawResult,
  Unvouched,
} from './stage-types.ts';

/** The stage between admit and confirm. */
export interface FetchStage {
  /**
   * Carries out an admitted plan. An agency that fails costs its own fields: null, with an error at each place.
   * @throws the reason of `exchange.signal` where the caller went away
   */
  fetch(exchange: Exchange, admitted: AdmittedPlan): Promise<RawResult>;
}

export interface FetchStageParts {
  readonly executor: PlanExecutor;
  readonly signer: GrantSigner;
  readonly clients: ReadonlyMap<string, SubgraphClient>;
  readonly fetchKeys: ReadonlyMap<string, KeyObject>;
}

export function createFetchStage(parts: FetchStageParts): FetchStage {
  return {
    async fetch(exchange, { plan: checked, limits, peopleCounted }) {
      const { allowed, canonical } = checked;
      const { variables } = allowed;
      const executed = await parts.executor.execute({
        root: checked.root,
        variables,
        send: senderOf(parts, exchange, checked),
        noteSubjects: (tags) => {
          for (const tag of tags) exchange.subjectTags.add(tag);
        },
      });
      const { answer, failures, fetches } = executed;
      const leftOut = checked.uncovered.flatMap((path) => shownPathsOf(canonical, path, variables));
      const projected = projectAnswer({ canonical, answer, variables, failures, leftOut });
      const uncovered = leftOut.map((path): PathError => ({ code: 'PLAN_UNCOVERED', path, detail: {} }));
      const raw: Unvouched<RawResult> = {
        kind: 'raw',
        allowed,
        gatewayMasks: checked.gatewayMasks,
        data: projected.data,
        errors: [...uncovered, ...projected.errors],
        subjectTags: exchange.subjectTags,
        fetches,
        limits,
        peopleCounted,
      };
      return raw as RawResult;
    },
  };
}

/** What comes of an operation that is refused all through: no agency hears of it. */
export function fetchNothing(allowed: AllowedOperation): RawResult {
  const raw: Unvouched<RawResult> = {
    kind: 'raw',
    allowed,
    gatewayMasks: {},
    data: {},
    errors: [],
    subjectTags: new Set(),
    fetches: 0,
    limits: [],
    peopleCounted: 0,
  };
  return raw as RawResult;
}

/** How an exchange's fetches are sent: each under its subgraph's grant, each attempt bound to it anew. */
function senderOf(parts: FetchStageParts, exchange: Exchange, checked: CheckedPlan): SendFetch {
  const { scope } = checked.allowed.decided;
  const caller = callerOf(exchange.subject);
  return async ({ subgraph, isMutation, body }) => {
    const client = parts.clients.get(subgraph);
    const key = parts.fetchKeys.get(subgraph);
    const permit = checked.permits[subgraph];
    // Start-up and the plan check promise all three, so this is no agency's fault.
    if (!client || !key || !permit)
      throw new SluiceError('PLAN_FAILED', { reason: 'a fetch has no client, key or permit' });
    return client.send({
      body,
      isMutation,
      signal: exchange.signal,
      caller,
      headers: () =>
        grantHeaders(parts.signer, { exchange, planId: checked.planId, permit, scope, key, body }),
    });
  };
}

/** Who asks: one official of an application, or one person, has places of their own at each agency. */
function callerOf({ application, official, person }: Subject): string {
  return [application, official ?? '', person ?? ''].join(' ');
}
