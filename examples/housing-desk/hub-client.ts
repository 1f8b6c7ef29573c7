import { readFileSync } from 'node:fs';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';

export interface HubOptions {
  readonly url?: string | undefined;
  readonly tokenFile?: string | undefined;
  /** Why we ask. The hub answers by it. */
  readonly purpose: string;
}

export interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

/** A client of the hub at `url` with that token; what is not named is of the hub that `npm start` brought up here. */
export function createHubClient({ url, tokenFile, purpose }: HubOptions) {
  const started = url !== undefined && tokenFile !== undefined ? null : startedHub();
  const endpoint = new URL('/graphql', url ?? started?.url);
  const token = tokenFile === undefined ? started?.token : readText(tokenFile);
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${token ?? ''}`,
    'sluice-purpose': purpose,
  };
  return async <Data, Variables>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Answer<Data>> => {
    const body = JSON.stringify({ query: print(document), variables });
    const response = await fetch(endpoint, { method: 'POST', headers, body });
    return (await response.json()) as Answer<Data>;
  };
}

function startedHub(): { readonly url: string; readonly token: string } {
  const ready = JSON.parse(readText('.sluice/ready.json')) as {
    readonly url: string;
    readonly tokens: Readonly<Record<string, string>>;
  };
  return { url: ready.url, token: ready.tokens['housing-desk'] ?? '' };
}

function readText(file: string): string {
  return readFileSync(file, 'utf8').trim();
}
