import type { Spine } from '../../gateway/handle-request.ts';
import type { IncomingRequest, ReadOperation, Scope } from '../../gateway/stages/stage-types.ts';
import { handleRequest } from '../../gateway/handle-request.ts';
import { leastMs } from './compile-speed.ts';

export interface DecisionSpeed {
  readonly operations: number;
  /** Of one operation that was decided before, on average over them. */
  readonly decisionUs: number;
  readonly slowestUs: number;
  /** Uses of fields that they make. */
  readonly uses: number;
}

const ROUNDS = 40;
const TIMES = 50;

/** Times the decide stage for operations that were decided before, with their values. */
export async function measureDecisions(
  spine: Spine,
  requests: readonly Pick<IncomingRequest, 'body' | 'headers'>[],
): Promise<DecisionSpeed> {
  const asked: { readonly read: ReadOperation; readonly scope: Scope }[] = [];
  let uses = 0;
  const watched: Spine = {
    ...spine,
    decide: (read, scope) => {
      const decided = spine.decide(read, scope);
      asked.push({ read, scope });
      uses += decided.decisions.length;
      return decided;
    },
  };
  const { signal } = new AbortController();
  for (const request of requests) await handleRequest({ ...request, signal }, watched);
  const times = asked.map(({ read, scope }) => {
    const ms = leastMs(ROUNDS, () => {
      for (let time = 0; time < TIMES; time += 1) spine.decide(read, scope);
    });
    return (ms * 1000) / TIMES;
  });
  return {
    operations: times.length,
    decisionUs: times.reduce((sum, time) => sum + time, 0) / times.length,
    slowestUs: Math.max(...times),
    uses,
  };
}
