import { FETCH_HEADER, GRANT_HEADER, type GrantClaims } from '../../../policies/grant-claims.ts';
import {
  RELATION_CONTENT_TYPE,
  RELATION_END,
  RELATION_HEADERS,
  type RelationRead,
} from '../../../policies/relation-wire.ts';
import { ALL_PETS_USES } from './pets-uses.ts';
import type { RunningPets } from './running-pets.ts';

/** A question for a relation of pets; everything is granted, unless said otherwise. */
export interface RelationToAsk {
  readonly read: Partial<RelationRead> & Pick<RelationRead, 'type' | 'through' | 'columns'>;
  readonly keys?: readonly string[];
  readonly uses?: readonly string[];
  readonly claims?: Partial<GrantClaims>;
  readonly signal?: AbortSignal;
}

export interface RelationAnswer {
  readonly status: number;
  /** Of a refusal. */
  readonly error: Readonly<Record<string, unknown>> | null;
  readonly columns: readonly string[];
  readonly subject: string | null;
  readonly state: unknown;
  /** Each as its values as they stand in the line, without the line that ends them. */
  readonly lines: readonly (readonly string[])[];
  /** Whether the last line said that they are all. */
  readonly isWhole: boolean;
}

export const wholeRead = (read: RelationToAsk['read'], keys?: readonly string[]): RelationRead => ({
  filter: null,
  keys: keys?.length ?? null,
  where: null,
  having: null,
  asOf: null,
  ...read,
});

/** What is sent for it. */
export function relationRequest(
  { gateway }: RunningPets,
  { read, keys, uses = ALL_PETS_USES, claims = {}, signal }: RelationToAsk,
): RequestInit {
  const head = JSON.stringify(wholeRead(read, keys));
  const body = [head, ...(keys ?? [])].map((line) => `${line}\n`).join('');
  const grant = gateway.grant(uses, claims);
  return {
    method: 'POST',
    headers: {
      'content-type': RELATION_CONTENT_TYPE,
      [GRANT_HEADER]: grant,
      [FETCH_HEADER]: gateway.binding(grant, body),
    },
    body,
    ...(signal ? { signal } : {}),
  };
}

export const relationUrl = ({ url }: RunningPets): URL => new URL('relation', url);

export async function askRelation(pets: RunningPets, question: RelationToAsk): Promise<RelationAnswer> {
  return answerOf(await fetch(relationUrl(pets), relationRequest(pets, question)));
}

export async function answerOf(response: Response): Promise<RelationAnswer> {
  const text = await response.text();
  const isRelation = response.headers.get('content-type') === RELATION_CONTENT_TYPE;
  const { errors } = isRelation ? { errors: [] } : (JSON.parse(text) as Refusal);
  const lines = isRelation ? text.split('\n') : [];
  const isWhole = lines.at(-1) === '' && lines.at(-2) === RELATION_END;
  return {
    status: response.status,
    error: errors[0]?.extensions ?? null,
    columns: (response.headers.get(RELATION_HEADERS.columns) ?? '').split(','),
    subject: response.headers.get(RELATION_HEADERS.subject),
    state: JSON.parse(response.headers.get(RELATION_HEADERS.state) ?? 'null'),
    lines: lines.slice(0, isWhole ? -2 : undefined).map((line) => line.split('\t')),
    isWhole,
  };
}

interface Refusal {
  readonly errors: readonly { readonly extensions: Readonly<Record<string, unknown>> }[];
}
