import { SluiceError } from '../../../errors/sluice-error.ts';
import type { ArchiveQuery } from '../archive/image-archive.ts';
import { tagOfKeyword } from '../dicom/data-dictionary.ts';

const MAX_LIMIT = 1000;
/** Said to be understood, and of no effect: the answer has all there is, and names match as they are written. */
const IGNORED = new Set(['includefield', 'fuzzymatching', 'limit', 'offset']);

/** The query of QIDO-RS parameters, keywords or tags. Throws `IMAGE_QUERY_INVALID`. */
export function searchParameters(query: URLSearchParams): Pick<ArchiveQuery, 'filters' | 'limit' | 'offset'> {
  const filters: Record<string, string> = {};
  for (const [name, value] of query) {
    if (IGNORED.has(name)) continue;
    const tag = /^[0-9A-Fa-f]{8}$/u.test(name) ? name.toUpperCase() : tagOfKeyword(name);
    if (tag === null) throw new SluiceError('IMAGE_QUERY_INVALID', { filter: name.slice(0, 64) });
    filters[tag] = filters[tag] === undefined ? value : `${filters[tag]}\\${value}`;
  }
  return {
    filters,
    limit: whole(query, 'limit', 100, MAX_LIMIT),
    offset: whole(query, 'offset', 0, 1_000_000),
  };
}

function whole(query: URLSearchParams, name: string, otherwise: number, most: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  if (!/^\d{1,7}$/u.test(text)) throw new SluiceError('IMAGE_QUERY_INVALID', { filter: name });
  return Math.min(Number(text), most);
}
