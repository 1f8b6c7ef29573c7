import { setTimeout as sleep } from 'node:timers/promises';
import { ERROR_TABLE, type ErrorCode } from '../../../errors/error-table.ts';
import { DIVISION_FIELD } from '../operation/case-kind.ts';
import type { CompiledAudit } from '../definition/compile-audit.ts';
import { errorPathsOf } from './error-paths.ts';
import type { AnswerPath, AskHub, HubAnswer, HubError } from '../../kit/following/ask-hub.ts';
import type { StoredRun } from '../store/stored-run.ts';
import { RunFailure } from '../store/run-failure.ts';

/** One page of the population as the hub answered it. */
export interface FetchedPage {
  /** Its cases, each with its place among the nodes of the answer. */
  readonly cases: readonly PageCase[];
  /** Where something below the nodes could not be had, retries spent. */
  readonly errorPaths: readonly AnswerPath[];
  /** Null after the last page. */
  readonly nextCursor: string | null;
  readonly exchangeId: string;
  readonly fetchedAt: Date;
}

export interface PageCase {
  readonly position: number;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface PageSettings {
  readonly ask: AskHub;
  readonly pageSize: number;
  /** Waiting times before the second, third, … attempt, in milliseconds. */
  readonly backoffMs: readonly number[];
  readonly signal: AbortSignal;
  /** Further variables of the operation, beside its parameters and its page. */
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** What is only away is waited for; any other failure, and one below the population, is asked again twice. */
const AWAY = new Set<ErrorCode>(['SOURCE_DOWN', 'SOURCE_TIMEOUT', 'LEDGER_UNAVAILABLE']);
const FEW_ATTEMPTS = 3;
/** A smaller page may be answered where a larger one is refused. */
export const TOO_LARGE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'SOURCE_TOO_MANY_ROWS',
  'OPERATION_TOO_COSTLY',
]);

/**
 * Fetches one page. What may pass by itself is asked again; what is too large is asked in smaller pages. Failures that
 * stay below the population become error paths, since the rest of the page is good; a refusal, or a population that
 * can not be had, throws `RunFailure`.
 */
export async function fetchPage(
  audit: CompiledAudit,
  run: Pick<StoredRun, 'cursor' | 'parentExchange' | 'asOf'>,
  settings: PageSettings,
): Promise<FetchedPage> {
  let pageSize = settings.pageSize;
  for (let attempt = 0; ;) {
    const answer = await settings.ask({
      text: audit.operation.text,
      variables: {
        ...Object.fromEntries(audit.values),
        ...settings.variables,
        first: pageSize,
        after: run.cursor,
      },
      purpose: audit.definition.purpose,
      parentExchange: run.parentExchange,
      asOf: run.asOf,
      signal: settings.signal,
    });
    const tooLarge = answer.errors.some(({ code }) => TOO_LARGE.has(code));
    if (tooLarge && pageSize > 1) {
      pageSize = Math.floor(pageSize / 2);
      continue;
    }
    const refusal = answer.errors.find(({ code }) => !ERROR_TABLE[code].retry && !TOO_LARGE.has(code));
    if (refusal !== undefined) throw new RunFailure(refusal.code, placeOf(refusal));
    const wait = settings.backoffMs[attempt];
    const page = readPage(audit, answer);
    const isAway = page === null && answer.errors.some(({ code }) => AWAY.has(code));
    const isLast = wait === undefined || (!isAway && attempt + 1 >= FEW_ATTEMPTS);
    if (isLast || (page !== null && answer.errors.length === 0)) {
      if (page !== null) return page;
      const [failure] = answer.errors;
      throw new RunFailure(failure?.code ?? 'INTERNAL', failure ? placeOf(failure) : 'the page is not whole');
    }
    attempt += 1;
    await sleep(wait, undefined, { signal: settings.signal });
  }
}

/** Null where the population itself is not whole, or nothing was recorded: then the page proves nothing. */
export function readPage(audit: CompiledAudit, answer: HubAnswer): FetchedPage | null {
  const connection = answer.data?.[audit.operation.population] as
    | {
        readonly nodes?: readonly unknown[] | null;
        readonly pageInfo?: { readonly hasNextPage?: unknown; readonly endCursor?: unknown } | null;
      }
    | null
    | undefined;
  const nodes = connection?.nodes;
  const hasNextPage = connection?.pageInfo?.hasNextPage;
  const endCursor = connection?.pageInfo?.endCursor;
  const cases = nodes ? casesOf(nodes, audit, answer) : null;
  if (cases === null || typeof hasNextPage !== 'boolean' || answer.exchangeId === null) return null;
  if (hasNextPage && typeof endCursor !== 'string') return null;
  return {
    cases,
    errorPaths: answer.errors.map(({ path }) => path),
    nextCursor: hasNextPage ? (endCursor as string) : null,
    exchangeId: answer.exchangeId,
    fetchedAt: answer.receivedAt,
  };
}

/**
 * The cases among the nodes of a page; null where one could be lost. A node whose key the source leaves empty (somebody
 * without a sound number) is no case, for nobody could say which; one whose key was refused could be any.
 */
function casesOf(
  nodes: readonly unknown[],
  { operation, caseKind }: CompiledAudit,
  answer: HubAnswer,
): readonly PageCase[] | null {
  const errors = errorPathsOf(answer.errors.map(({ path }) => path));
  const cases: PageCase[] = [];
  for (const [position, node] of nodes.entries()) {
    if (typeof node !== 'object' || node === null) return null;
    const values = node as Readonly<Record<string, unknown>>;
    const keyPath = [operation.population, 'nodes', position, caseKind.keyField];
    if (values[caseKind.keyField] === null && !errors.covers(keyPath)) continue;
    if (!saysText(values, caseKind.keyField) || !saysText(values, DIVISION_FIELD)) return null;
    cases.push({ position, values });
  }
  return cases;
}

function saysText(values: Readonly<Record<string, unknown>>, name: string): boolean {
  return typeof values[name] === 'string' && values[name] !== '';
}

/** Where an error stands, for people. */
export function placeOf(error: HubError): string {
  const path = error.path.filter((step) => typeof step === 'string').join('.');
  return path === '' ? ERROR_TABLE[error.code].message : `${path}: ${ERROR_TABLE[error.code].message}`;
}
