import type { ErrorCode } from '../errors/error-table.ts';
import type {
  Answer,
  AnswerError,
  ExchangeId,
  Outcome,
  Receipt,
  RelayedResult,
  Trail,
} from './stages/stage-types.ts';

/** Where log lines go. */
export type WriteLine = (line: string) => void;

/** What a log line says of whatever was asked of a gateway. */
export interface Noted {
  readonly id: ExchangeId;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly application: string | undefined;
  readonly purpose: string | undefined;
  readonly outcome: string;
  readonly status: number;
  readonly errors: readonly AnswerError[] | undefined;
  readonly receipt: Receipt | undefined;
  /** The internal half of a refusal. */
  readonly cause: unknown;
}

/**
 * One JSON line: ids, codes, counts and milliseconds. INVARIANT: never a value, a variable, a token, a case number or
 * the id of a person; of an internal failure only its kind and the place in our own code.
 */
export function noteLine(
  noted: Noted,
  more: Readonly<Record<string, string | number | undefined>> = {},
): string {
  const { startedAt, endedAt, cause } = noted;
  const codes = (noted.errors ?? []).map(({ extensions }): ErrorCode => extensions.code);
  return JSON.stringify({
    at: startedAt.toISOString(),
    exchange: noted.id,
    application: noted.application,
    purpose: noted.purpose,
    outcome: noted.outcome,
    status: noted.status,
    codes: [...new Set(codes)],
    ...more,
    entry: noted.receipt?.index,
    failure: cause === undefined ? undefined : describeFailure(cause),
    ms: endedAt.getTime() - startedAt.getTime(),
  });
}

/** Writes one line for each exchange. */
export function createExchangeNote(
  writeLine: WriteLine,
): (trail: Trail, outcome: Outcome | RelayedResult, answer: Answer) => void {
  return ({ arrival, exchange, declaration, operation, allowed }, outcome, { status, body }) => {
    const masked = outcome.kind === 'masked' ? outcome : null;
    const relayed = outcome.kind === 'relayed' ? outcome : null;
    const noted = {
      id: arrival.id,
      startedAt: arrival.startedAt,
      endedAt: new Date(),
      application: exchange?.subject.application,
      purpose: declaration?.purpose ?? undefined,
      outcome: outcome.kind,
      status,
      errors: body.errors,
      receipt: body.extensions?.receipt,
      cause: outcome.kind === 'refused' || outcome.kind === 'relayed' ? outcome.error?.cause : undefined,
    };
    writeLine(
      noteLine(noted, {
        parent: arrival.parent ?? undefined,
        operation: operation?.operationHash,
        denied: allowed?.denials.length ?? 0,
        fetches: masked?.fetches,
        rows: relayed?.rows,
        dataSubjects: masked?.subjectTags.size ?? relayed?.subjects.count,
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
