import type { SourceValue } from '../../connectors/contract.ts';

/**
 * What a source's mark on a record (`quality_flag`) means for a conclusion drawn from it.
 *
 * `ID_15_DIGITS` and `ID_FULL_WIDTH` say that the number was written in a form of old and brought into the canonical one
 * without loss, which takes nothing from the record. The other marks of an identity say that the record may be somebody
 * else's. Whatever is not listed is a doubt about what the record says, a mark that nobody knows among them.
 */
const WRITTEN_DIFFERENTLY: ReadonlySet<string> = new Set(['ID_15_DIGITS', 'ID_FULL_WIDTH']);
const SOMEBODY_ELSES: ReadonlySet<string> = new Set(['ID_CHECK_DIGIT', 'ID_MISSING', 'NUMBER_SHARED']);

export type Doubt = 'IDENTITY_DOUBTFUL' | 'DISPUTED';

/** The doubt that a mark raises; null for a record that is sound. */
export function doubtOf(flag: SourceValue | undefined): Doubt | null {
  if (flag === null || flag === undefined || WRITTEN_DIFFERENTLY.has(String(flag))) return null;
  return SOMEBODY_ELSES.has(String(flag)) ? 'IDENTITY_DOUBTFUL' : 'DISPUTED';
}
