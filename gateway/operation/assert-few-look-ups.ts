import type { GraphQLSchema } from 'graphql';
import { SluiceError } from '../../errors/sluice-error.ts';
import { isHiddenLookUp } from '../../policies/hidden-look-up.ts';
import type { DecisionTable } from '../../policies/vocabulary.ts';
import { PSEUDONYM_PREFIX } from '../pseudonyms/pseudonym-cipher.ts';
import { mapLeaves } from './argument-values.ts';
import type { GivenArgument } from './field-arguments.ts';

/** Enough for somebody who knows a number; too few for somebody who guesses one. */
const MAX_LOOK_UPS = 5;

type Values = Readonly<Record<string, unknown>>;

/**
 * Bounds how many values of fields that the subject may not see one operation can look up. WHY: who may find a person
 * by a whole number, but is shown it masked, could otherwise try all numbers that fit the mask, a hundred at a time.
 * A pseudonym is no guess: it opens for nobody who was not given it.
 * @throws SluiceError OPERATION_TOO_COSTLY
 */
export function assertFewLookUps(
  schema: GraphQLSchema,
  { given, variables }: { readonly given: readonly GivenArgument[]; readonly variables: Values },
  table: DecisionTable,
): void {
  let lookUps = 0;
  for (const { definition, variable } of given) {
    mapLeaves(schema, definition, variables[variable], ({ boundTo, value }) => {
      const isPseudonym = typeof value === 'string' && value.startsWith(PSEUDONYM_PREFIX);
      if (!isPseudonym && boundTo.some((coordinate) => isHiddenLookUp(table, coordinate))) lookUps += 1;
      return value;
    });
  }
  if (lookUps > MAX_LOOK_UPS) throw new SluiceError('OPERATION_TOO_COSTLY', { lookUps, limit: MAX_LOOK_UPS });
}
