import type { ErrorObject } from 'ajv';
import type { SluiceError } from '../../../errors/sluice-error.ts';
import { didYouMean } from '../../../policies/language/nearest-name.ts';
import { auditInvalid } from './audit-invalid.ts';

/** Where a part of a document stands in its text, and a key of that part; null where it has no text. */
export type PlaceOf = (
  pointer: string,
  key: string | null,
) => { readonly line: number; readonly column: number } | null;

/**
 * What is wrong with the form of an audit, as one refusal: the first key that means nothing, since what then seems to be
 * lacking is often that key, misspelt; else the first fault.
 */
export function shapeRefusal(errors: readonly ErrorObject[], placeOf: PlaceOf): SluiceError {
  const error = errors.find(({ keyword }) => keyword === 'additionalProperties') ?? errors[0];
  if (error === undefined) return auditInvalid('audit', 'is not an audit');
  const { instancePath, keyword, message, params } = error;
  const { additionalProperty, missingProperty, allowedValues } = params as Readonly<Record<string, unknown>>;
  const part = instancePath === '' ? 'audit' : instancePath.slice(1).replaceAll('/', '.');
  const place = (key: string | null) => placeOf(instancePath, key);
  if (typeof additionalProperty === 'string') {
    const known = Object.keys((error.parentSchema?.['properties'] ?? {}) as object);
    const reason = `there is no key \`${additionalProperty}\`${didYouMean(additionalProperty, known)}`;
    return auditInvalid(part, reason, place(additionalProperty));
  }
  if (typeof missingProperty === 'string')
    return auditInvalid(part, `the key \`${missingProperty}\` is missing`, place(null));
  const reason =
    keyword === 'enum' && Array.isArray(allowedValues)
      ? `it must be one of ${allowedValues.join(', ')}`
      : `it ${message ?? 'does not fit'}`;
  return auditInvalid(part, reason, place(null));
}
