import type { GraphQLSchema } from 'graphql';
import { SluiceError } from '../../errors/sluice-error.ts';
import { normaliseCreditCode, creditCodeCheckCharacter } from '../../identifiers/credit-code.ts';
import { parsePersonKey } from '../../identifiers/person-key.ts';
import { PSEUDONYM_PREFIX } from '../pseudonyms/pseudonym-cipher.ts';
import { mapLeaves } from './argument-values.ts';
import { givenArguments } from './field-arguments.ts';
import type { NormalForm } from './normal-form.ts';

/** Fields whose values carry check digits. Whatever is bound to one by `@use` must be well formed. */
const IDENTIFIERS: Readonly<Record<string, (text: string) => boolean>> = {
  // A pseudonym stands for a person key; it is turned back, and so checked, in rewrite.
  'Person.id': (text) => text.startsWith(PSEUDONYM_PREFIX) || parsePersonKey(text) !== null,
  'Enterprise.creditCode': (text) =>
    normaliseCreditCode(text) === text && creditCodeCheckCharacter(text.slice(0, 17)) === text.charAt(17),
};

/**
 * Refuses an identifier that can be nobody's: a slip of the pen must not look like a person without records.
 * @throws SluiceError IDENTIFIER_INVALID, naming the argument and never its value
 */
export function assertIdentifiers(schema: GraphQLSchema, form: NormalForm): void {
  for (const { field, definition, variable } of givenArguments(schema, form)) {
    mapLeaves(schema, definition, form.variables[variable], ({ boundTo, value }) => {
      for (const coordinate of boundTo) {
        const isSound = IDENTIFIERS[coordinate];
        if (isSound && typeof value === 'string' && !isSound(value))
          throw new SluiceError('IDENTIFIER_INVALID', { field, argument: definition.name });
      }
      return value;
    });
  }
}
