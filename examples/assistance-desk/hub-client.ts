import { readFileSync } from 'node:fs';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import type { HubError } from './reason-of.ts';

export interface HubOptions {
  readonly url?: string | undefined;
  readonly tokenFile?: string | undefined;
  /** Why we ask. The hub answers by it. */
  readonly purpose: string;
}

/** What the hub says: data as far as it may be known, and an error for every part that may not or can not. */
export interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly HubError[];
}

export interface HubClient {
  ask<Data, Variables>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Answer<Data>>;
}

/** A client of the hub at `url` with that token; what is not named is of the hub that `npm start` brought up here. */
export function createHubClient({ url, tokenFile, purpose }: HubOptions): HubClient {
  const started = url !== undefined && tokenFile !== undefined ? null : startedHub();
  const hub = {
    url: url ?? started?.url,
    token: tokenFile === undefined ? started?.token : readText(tokenFile),
  };
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${hub.token ?? ''}`,
    'sluice-purpose': purpose,
  };
  return {
    async ask<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables) {
      const body = JSON.stringify({ query: print(document), variables });
      const response = await fetch(new URL('/graphql', hub.url), { method: 'POST', headers, body });
      return (await response.json()) as Answer<Data>;
    },
  };
}

function startedHub(): { readonly url: string; readonly token: string } {
  const ready = JSON.parse(readText('.sluice/ready.json')) as {
    readonly url: string;
    readonly tokens: Readonly<Record<string, string>>;
  };
  return { url: ready.url, token: ready.tokens['social-assistance'] ?? '' };
}

function readText(file: string): string {
  return readFileSync(file, 'utf8').trim();
}
