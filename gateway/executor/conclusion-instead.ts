import { getNullableType, type GraphQLOutputType, isObjectType } from 'graphql';
import type { ErrorCode } from '../../errors/error-table.ts';
import { cannotTell, type Conclusion, CONCLUSION_TYPE } from '../../policies/conclusion.ts';
import type { Failure } from './failures.ts';

/** The failures that are an agency's silence; any other is a mistake of somebody's, and stays an error. */
const SILENCE: ReadonlySet<ErrorCode> = new Set(['SOURCE_DOWN', 'SOURCE_TIMEOUT']);

/** Whether a field answers with a conclusion. */
export function isConclusion(type: GraphQLOutputType): boolean {
  const bare = getNullableType(type);
  return isObjectType(bare) && bare.name === CONCLUSION_TYPE;
}

/**
 * What a permitted conclusion says where no agency drew it: nothing, and why. Null where the failure is to be told as an
 * error. Without a failure its agency was not asked, or had nobody to speak of: an input that it needs is nowhere on
 * record.
 */
export function conclusionInstead(failure: Failure | null): Conclusion | null {
  if (failure === null) return cannotTell(['NOT_COVERED'], null, null);
  return SILENCE.has(failure.code) ? cannotTell(['SOURCE_DOWN'], failure.source, null) : null;
}
