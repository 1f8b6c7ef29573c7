import { SluiceError } from '../../../errors/sluice-error.ts';

/** What is wrong with an argument of whoever asks for eligibility, named and never repeated. */
export function eligibilityInvalid(
  parameter: string,
  reason: string,
  detail: Readonly<Record<string, number>> = {},
): SluiceError {
  return new SluiceError('ELIGIBILITY_INVALID', { parameter, reason, ...detail });
}
