import type { Outcome, Answer, Trail } from './stages/stage-types.ts';

/** Where log lines go. */
export type WriteLine = (line: string) => void;

/**
 * One JSON line for each exchange: ids, codes, counts and milliseconds. INVARIANT: never a value, a variable, a token,
 * a case number or the id of a person; of an internal failure only its kind and the place in our own code.
 */
export function createExchangeNote(
  writeLine: WriteLine,
): (trail: Trail, outcome: Outcome, answer: Answer) => void {
  return (trail, outcome, { status, body }) => {
    const denied = trail.allowed?.denials.length ?? 0;
    const cause = outcome.kind === 'refused' ? outcome.error.cause : undefined;
    writeLine(
      JSON.stringify({
        at: trail.arrival.startedAt.toISOString(),
        exchange: trail.arrival.id,
        parent: trail.arrival.parent ?? undefined,
        application: trail.exchange?.subject.application,
        purpose: trail.declaration?.purpose ?? undefined,
        operation: trail.operation?.operationHash,
        outcome: outcome.kind,
        status,
        codes: [...new Set((body.errors ?? []).map(({ extensions }) => extensions.code))],
        denied,
        fetches: outcome.kind === 'masked' ? outcome.fetches : undefined,
        dataSubjects: outcome.kind === 'masked' ? outcome.subjectTags.size : undefined,
        entry: body.extensions?.receipt.index,
        failure: cause === undefined ? undefined : describeFailure(cause),
        ms: Date.now() - trail.arrival.startedAt.getTime(),
      }),
    );
  };
}

/** The kind of a failure and where it happened; its message may hold a value and stays out. */
export function describeFailure(cause: unknown): { readonly kind: string; readonly at: string | null } {
  if (!(cause instanceof Error)) return { kind: typeof cause, at: null };
  const frames = cause.stack?.split('\n').filter((line) => line.trimStart().startsWith('at ')) ?? [];
  const own = frames.find((line) => !/node_modules|node:/u.test(line)) ?? frames[0];
  return { kind: cause.name, at: own?.trim() ?? null };
}
