import { existsSync, readFileSync } from 'node:fs';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';

const READY_FILE = '.sluice/ready.json';

export interface HubOptions {
  /** Who we are: of the hub that `npm start` brought up here, the token of that name is taken. */
  readonly application: string;
  readonly url?: string | undefined;
  readonly tokenFile?: string | undefined;
  /** Why we ask. The hub answers by it. */
  readonly purpose: string;
}

/** An error of the hub: its code is a promise, the rest tells a person more. */
export interface HubError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: {
    readonly code: string;
    /** Of a refusal: the rules that forbid; none where simply nothing permits. */
    readonly rules?: readonly string[];
    /** Of a failure: the agency that did not answer. */
    readonly source?: string;
  };
}

/** What the hub says: data as far as it may be known, and an error for every part that may not or can not. */
export interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly HubError[];
}

/** Asks one question. Rejects where the hub can not be reached. */
export type AskHub = <Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
) => Promise<Answer<Data>>;

/** A client of the hub at `url` with that token; what is not named is of the hub that `npm start` brought up here. */
export function createHubClient({ application, url, tokenFile, purpose }: HubOptions): AskHub {
  const started = url !== undefined && tokenFile !== undefined ? null : startedHub();
  const endpoint = new URL('/graphql', url ?? started?.url);
  const token = tokenFile === undefined ? started?.tokens[application] : readText(tokenFile);
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${token ?? ''}`,
    'sluice-purpose': purpose,
  };
  return async <Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables) => {
    const body = JSON.stringify({ query: print(document), variables });
    const response = await fetch(endpoint, { method: 'POST', headers, body }).catch((cause: unknown) => {
      throw new Error(`the hub at ${endpoint.origin} does not answer 枢纽无响应`, { cause });
    });
    return (await response.json()) as Answer<Data>;
  };
}

/** What `npm start` left for programs of this machine. */
function startedHub(): { readonly url: string; readonly tokens: Readonly<Record<string, string>> } {
  if (!existsSync(READY_FILE))
    throw new Error(
      `no hub runs here, there is no ${READY_FILE}: start it (\`npm start\`), or name another by its address and a token file 本机未启动枢纽`,
    );
  return JSON.parse(readText(READY_FILE)) as {
    readonly url: string;
    readonly tokens: Readonly<Record<string, string>>;
  };
}

function readText(file: string): string {
  return readFileSync(file, 'utf8').trim();
}
