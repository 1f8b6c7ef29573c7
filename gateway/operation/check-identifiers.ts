import type { GraphQLSchema } from 'graphql';
import { SluiceError } from '../../errors/sluice-error.ts';
import { checkCreditCode, type CreditCodeFault } from '../../identifiers/credit-code.ts';
import { everyProvince } from '../../identifiers/division.ts';
import { toHalfWidth } from '../../identifiers/half-width.ts';
import { parsePersonKey } from '../../identifiers/person-key.ts';
import type { FieldCoordinate } from '../../policies/vocabulary.ts';
import { PSEUDONYM_PREFIX } from '../pseudonyms/pseudonym-cipher.ts';
import { mapLeaves } from './argument-values.ts';
import { givenArguments } from './field-arguments.ts';
import type { NormalForm } from './normal-form.ts';

/** Fields whose values carry check digits. Whatever is bound to one by `@use` must be well formed. */
const IDENTIFIERS: Readonly<Record<string, (text: string) => boolean>> = {
  // A pseudonym stands for a person key; it is turned back, and so checked, in rewrite.
  'Person.id': (text) => text.startsWith(PSEUDONYM_PREFIX) || parsePersonKey(text) !== null,
  'Enterprise.creditCode': isCreditCode,
};

/** The fields whose values are checked. */
export const IDENTIFIED_FIELDS = Object.keys(IDENTIFIERS).map((each) => each as FieldCoordinate);

/** WHY no other fault refuses: codes were issued whose organisation code fails its own check, and divisions go. */
const REFUSED_FAULTS: ReadonlySet<CreditCodeFault> = new Set(['MALFORMED', 'CHECK_CHARACTER']);

/** In canonical form and with the right check character (GB 32100). */
function isCreditCode(text: string): boolean {
  const check = checkCreditCode(text, everyProvince);
  return toHalfWidth(text) === text && (check.ok || !REFUSED_FAULTS.has(check.fault));
}

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
