import type { GraphQLSchema } from 'graphql';
import { dayInChina } from '../../identifiers/calendar-day.ts';
import { applyMask } from '../../policies/obligations/apply-mask.ts';
import type { MaskContext } from '../../policies/obligations/mask.ts';
import type { CursorSeal } from '../cursors/cursor-seal.ts';
import type { PseudonymCipher } from '../pseudonyms/pseudonym-cipher.ts';
import { shapeAnswer } from './shape-answer.ts';
import type { ConfirmedResult, Exchange, MaskedResult, PathError, Unvouched } from './stage-types.ts';

export interface MaskDependencies {
  readonly schema: GraphQLSchema;
  readonly cursors: CursorSeal;
  readonly pseudonyms: PseudonymCipher;
}

/**
 * From what came back to what was asked: the client's own operation is walked over the raw data, so that whatever it
 * does not name is dropped, what was denied is null, and masks, pseudonyms and cursors are made on the way.
 */
export function mask(
  { raw }: ConfirmedResult,
  { subject, startedAt }: Exchange,
  deps: MaskDependencies,
): MaskedResult {
  const { allowed } = raw;
  const { read } = allowed.decided;
  const conceal = (personKey: string) => deps.pseudonyms.conceal(personKey, subject, read.purpose);
  const masking: MaskContext = {
    today: dayInChina(startedAt),
    standIns: { pseudonymOf: conceal, tokenOf: (text) => deps.pseudonyms.token(text, read.purpose) },
  };
  const faults: PathError[] = [];
  const data = shapeAnswer(raw.data ?? {}, {
    schema: deps.schema,
    decided: allowed.decided,
    subject,
    cursors: deps.cursors,
    conceal,
    maskOf: (coordinate, value) => {
      const kind = raw.gatewayMasks[coordinate];
      return kind === undefined ? value : applyMask(kind, value, masking);
    },
    fault: (path) => void faults.push({ code: 'SOURCE_ERROR', path, detail: {} }),
  });
  const masked: Unvouched<MaskedResult> = {
    kind: 'masked',
    allowed,
    subjectTags: raw.subjectTags,
    fetches: raw.fetches,
    data,
    errors: [...allowed.denials, ...raw.errors.map(withoutInternalKeys), ...faults],
  };
  return masked as MaskedResult;
}

/** An error below a key that the client never asked for is an error of the object which holds it. */
function withoutInternalKeys(error: PathError): PathError {
  const at = error.path.findIndex((part) => typeof part === 'string' && part.startsWith('_sluice_'));
  return at < 0 ? error : { ...error, path: error.path.slice(0, at) };
}
