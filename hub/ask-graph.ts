import { USUAL_PURPOSES, type ApplicationName } from './issuer/applications.ts';
import type { ReadyHub } from './launch/ready-file.ts';
import { refusalLine } from './refusal-line.ts';

/** An answer, with the receipt by which the ledger proves it: exchange, place in the chain and signature, as JSON. */
export interface Recorded<T> {
  readonly data: T;
  readonly receipt: string;
}

/** One question; throws, in words, where any part of it was refused. */
export type AskGraph = <T>(
  query: string,
  variables?: Readonly<Record<string, unknown>>,
) => Promise<Recorded<T>>;

interface Answer<T> {
  readonly data?: T | null;
  readonly errors?: readonly AnswerError[];
  readonly extensions?: { readonly receipt?: unknown };
}

interface AnswerError {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Asks a running hub as one of its applications, for the purpose that is usual for it. */
export function createAskGraph(
  { url, tokens }: Pick<ReadyHub, 'url' | 'tokens'>,
  application: ApplicationName,
): AskGraph {
  return async <T>(
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
  ): Promise<Recorded<T>> => {
    const response = await fetch(new URL('/graphql', url), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${tokens[application]}`,
        'sluice-purpose': USUAL_PURPOSES[application],
      },
      body: JSON.stringify({ query, variables }),
    }).catch((cause: unknown) => {
      throw new Error('the hub can not be reached 无法连接枢纽', { cause });
    });
    const { data = null, errors, extensions } = (await response.json()) as Answer<T>;
    if (data === null || errors !== undefined) throw new Error(wordsOf(errors ?? []));
    return { data, receipt: JSON.stringify(extensions?.receipt ?? null) };
  };
}

/** WHY each line once: what is refused for every record of a list would fill the screen. */
function wordsOf(errors: readonly AnswerError[]): string {
  const lines = errors.map(({ message, extensions: { code, ...detail } = {} }) =>
    refusalLine({ message, code: typeof code === 'string' ? code : '', detail }),
  );
  return [...new Set(lines)].join('\n');
}
