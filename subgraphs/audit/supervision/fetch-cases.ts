import { ERROR_TABLE } from '../../../errors/error-table.ts';
import type { CompiledAudit } from '../definition/compile-audit.ts';
import { CASE_KEYS_VARIABLE } from '../operation/restrict-population.ts';
import type { AskHub } from '../../kit/following/ask-hub.ts';
import { Away } from '../../kit/following/away.ts';
import { placeOf, readPage, TOO_LARGE, type FetchedPage } from '../run/fetch-page.ts';
import { RunFailure } from '../store/run-failure.ts';

export interface FetchSettings {
  readonly ask: AskHub;
  readonly parentExchange: string;
  /** The instant as of which records are read, RFC 3339; absent: as they are. */
  readonly asOf?: string | null;
  readonly signal: AbortSignal;
}

/**
 * The cases with these keys that are in the population, as the hub answers now; what is too large is asked in parts.
 * @throws Away where any part of it could not be had for now; RunFailure where it was refused
 */
export async function fetchCases(
  audit: CompiledAudit,
  text: string,
  keys: readonly string[],
  settings: FetchSettings,
): Promise<readonly FetchedPage[]> {
  const page = await fetchOnce(
    audit,
    text,
    { first: keys.length, after: null, [CASE_KEYS_VARIABLE]: keys },
    { ...settings, isSmallest: keys.length === 1 },
  );
  if (page !== 'too-large') return [page];
  const half = Math.ceil(keys.length / 2);
  return [
    ...(await fetchCases(audit, text, keys.slice(0, half), settings)),
    ...(await fetchCases(audit, text, keys.slice(half), settings)),
  ];
}

/**
 * One page of the whole population, in the same way.
 * @throws Away, RunFailure
 */
export async function fetchPopulation(
  audit: CompiledAudit,
  text: string,
  place: { readonly first: number; readonly after: string | null },
  settings: FetchSettings,
): Promise<FetchedPage> {
  const page = await fetchOnce(audit, text, place, { ...settings, isSmallest: place.first === 1 });
  if (page !== 'too-large') return page;
  return fetchPopulation(audit, text, { ...place, first: Math.ceil(place.first / 2) }, settings);
}

async function fetchOnce(
  audit: CompiledAudit,
  text: string,
  variables: Readonly<Record<string, unknown>>,
  { ask, parentExchange, asOf = null, signal, isSmallest }: FetchSettings & { readonly isSmallest: boolean },
): Promise<FetchedPage | 'too-large'> {
  const answer = await ask({
    text,
    variables: { ...Object.fromEntries(audit.values), ...variables },
    purpose: audit.definition.purpose,
    parentExchange,
    asOf,
    signal,
  });
  const isTooLarge = answer.errors.some(({ code }) => TOO_LARGE.has(code));
  if (isTooLarge && !isSmallest) return 'too-large';
  for (const error of answer.errors) {
    if (TOO_LARGE.has(error.code)) continue;
    if (ERROR_TABLE[error.code].retry) throw new Away();
    throw new RunFailure(error.code, placeOf(error));
  }
  const page = readPage(audit, answer);
  if (page === null) throw new Away();
  return page;
}
