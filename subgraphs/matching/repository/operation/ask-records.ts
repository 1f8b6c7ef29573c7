import { readFileSync } from 'node:fs';
import { ERROR_TABLE, type ErrorCode } from '../../../../errors/error-table.ts';
import type { AskHub } from '../../../kit/following/ask-hub.ts';
import { Away } from '../../../kit/following/away.ts';
import { Refusal } from '../../../kit/following/refusal.ts';
import { logWarning } from '../../../kit/log-event.ts';

/** The purpose for which the repository reads. */
export const PURPOSE = 'employment-service';

type Node = Readonly<Record<string, unknown>>;

/** Some people or firms, as the hub answered in one exchange. */
export interface AnsweredPage {
  readonly nodes: readonly Node[];
  /** Null after the last page. */
  readonly nextCursor: string | null;
  readonly exchangeId: string;
}

/** The same, asked for by keys; a key without a node is nobody's. */
export interface AnsweredKeys extends AnsweredPage {
  readonly keys: readonly string[];
}

export interface AskSettings {
  readonly ask: AskHub;
  readonly signal: AbortSignal;
}

type Population = 'persons' | 'enterprises';

const RECORDS: Readonly<Record<Population, string>> = {
  persons: textOf('person-records'),
  enterprises: textOf('employer-records'),
};
const BY_KEY: Readonly<Record<Population, string>> = {
  persons: textOf('persons-by-key') + RECORDS.persons,
  enterprises: textOf('employers-by-key') + RECORDS.enterprises,
};
const PERSONS_PAGE = textOf('persons-page') + RECORDS.persons;

/** A smaller page may be answered where a larger one is refused. */
const TOO_LARGE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'SOURCE_TOO_MANY_ROWS',
  'OPERATION_TOO_COSTLY',
]);

/** The texts that the repository asks, for whoever writes the policy of the engine. */
export const REPOSITORY_OPERATIONS: readonly string[] = [BY_KEY.persons, BY_KEY.enterprises, PERSONS_PAGE];

/**
 * The people or firms with these keys that there are; what is too large to answer is asked in parts.
 * @throws Away where any part of it could not be had for now; Refusal where it was refused
 */
export async function askByKey(
  population: Population,
  keys: readonly string[],
  settings: AskSettings,
): Promise<readonly AnsweredKeys[]> {
  if (keys.length === 0) return [];
  const page = await askOnce(population, BY_KEY[population], { first: keys.length, keys }, settings);
  if (page !== 'too-large') return [{ ...page, keys }];
  if (keys.length === 1) {
    // Its picture stays as it was last read; everybody else's goes on.
    logWarning('PictureTooLarge', { population });
    return [];
  }
  const half = Math.ceil(keys.length / 2);
  return [
    ...(await askByKey(population, keys.slice(0, half), settings)),
    ...(await askByKey(population, keys.slice(half), settings)),
  ];
}

/**
 * A page of everybody, in the same way.
 * @throws Away, Refusal
 */
export async function askPersonsPage(
  place: { readonly first: number; readonly after: string | null },
  settings: AskSettings,
): Promise<AnsweredPage> {
  const page = await askOnce('persons', PERSONS_PAGE, place, settings);
  if (page !== 'too-large') return page;
  if (place.first > 1) return askPersonsPage({ ...place, first: Math.ceil(place.first / 2) }, settings);
  throw new Refusal('SOURCE_TOO_MANY_ROWS', 'persons: one alone is too large to be read');
}

async function askOnce(
  population: Population,
  text: string,
  variables: Readonly<Record<string, unknown>>,
  { ask, signal }: AskSettings,
): Promise<AnsweredPage | 'too-large'> {
  const answer = await ask({ text, variables, purpose: PURPOSE, parentExchange: null, asOf: null, signal });
  if (answer.errors.some(({ code }) => TOO_LARGE.has(code))) return 'too-large';
  for (const { code, path } of answer.errors) {
    if (ERROR_TABLE[code].retry) throw new Away();
    const place = path.filter((step) => typeof step === 'string').join('.');
    throw new Refusal(
      code,
      place === '' ? ERROR_TABLE[code].message : `${place}: ${ERROR_TABLE[code].message}`,
    );
  }
  const page = readPage(answer.data?.[population], answer.exchangeId);
  if (page === null) throw new Away();
  return page;
}

/** Null where it is not whole, or nothing was recorded. */
function readPage(connection: unknown, exchangeId: string | null): AnsweredPage | null {
  const { nodes, pageInfo } = (connection ?? {}) as {
    readonly nodes?: readonly (Node | null)[] | null;
    readonly pageInfo?: { readonly hasNextPage?: unknown; readonly endCursor?: unknown } | null;
  };
  const hasNextPage = pageInfo?.hasNextPage;
  if (!Array.isArray(nodes) || exchangeId === null || typeof hasNextPage !== 'boolean') return null;
  if (nodes.some((node) => node === null)) return null;
  const endCursor = pageInfo?.endCursor;
  if (hasNextPage && typeof endCursor !== 'string') return null;
  return {
    nodes: nodes as readonly Node[],
    nextCursor: hasNextPage ? (endCursor as string) : null,
    exchangeId,
  };
}

function textOf(name: string): string {
  return readFileSync(new URL(`${name}.graphql`, import.meta.url), 'utf8');
}
