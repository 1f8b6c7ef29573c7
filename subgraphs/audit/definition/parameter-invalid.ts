import { SluiceError } from '../../../errors/sluice-error.ts';

/** What is wrong with an argument of a caller's, named and never repeated. */
export function parameterInvalid(
  parameter: string,
  reason: string,
  detail: Readonly<Record<string, number>> = {},
): SluiceError {
  return new SluiceError('AUDIT_PARAMETER_INVALID', { parameter, reason, ...detail });
}
