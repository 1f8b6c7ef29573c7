import { SluiceError } from '../../errors/sluice-error.ts';

/** @param problem in words that hold nothing of the question but names of the schema */
export function relationInvalid(problem: string): SluiceError {
  return new SluiceError('RELATION_INVALID', { problem });
}
