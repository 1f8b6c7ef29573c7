import { SHOWN_APPLICATIONS, USUAL_PURPOSES } from '../issuer/applications.ts';
import { requireHub, type ReadyHub } from '../launch/ready-file.ts';

export type TokenName = (typeof SHOWN_APPLICATIONS)[number];

/** The purpose that each of the ready tokens is mostly used under. */
export const PURPOSE_OF = Object.fromEntries(
  SHOWN_APPLICATIONS.map((name) => [name, USUAL_PURPOSES[name]]),
) as Readonly<Record<TokenName, string>>;

export interface GraphQLAnswer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: Readonly<Record<string, unknown>> & { readonly code: string };
  }[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface Answer {
  readonly status: number;
  readonly body: GraphQLAnswer;
  readonly text: string;
}

export interface AskOptions {
  readonly as?: TokenName | null;
  /** Null sends no purpose at all. */
  readonly purpose?: string | null;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestHub {
  readonly url: string;
  readonly state: string;
  readonly tokens: Readonly<Record<string, string>>;
  /** What it says of itself now: process ids change when one is started again. */
  ready(): ReadyHub;
  ask(query: string, options?: AskOptions): Promise<Answer>;
  /** Any body, as it is, to the GraphQL end point. */
  post(body: string, headers: Readonly<Record<string, string>>): Promise<Answer>;
}

/** A running hub by its state directory; without one, the hub that Jest's global set-up started. */
export function testHub(state = process.env['SLUICE_TEST_HUB']): TestHub {
  if (state === undefined) throw new Error('no hub is running: SLUICE_TEST_HUB is not set');
  const ready = requireHub(state);
  const endpoint = new URL('/graphql', ready.url);
  const post = async (body: string, headers: Readonly<Record<string, string>>): Promise<Answer> => {
    const response = await fetch(endpoint, { method: 'POST', body, headers });
    const text = await response.text();
    return { status: response.status, body: JSON.parse(text) as GraphQLAnswer, text };
  };
  return {
    url: ready.url,
    state,
    tokens: ready.tokens,
    ready: () => requireHub(state),
    post,
    ask: (query, { as = 'social-assistance', purpose, variables = {}, headers = {} } = {}) => {
      const declared = purpose === undefined ? (as === null ? null : PURPOSE_OF[as]) : purpose;
      return post(JSON.stringify({ query, variables }), {
        'content-type': 'application/json',
        ...(as === null ? {} : { authorization: `Bearer ${ready.tokens[as]}` }),
        ...(declared === null ? {} : { 'sluice-purpose': declared }),
        ...headers,
      });
    },
  };
}
