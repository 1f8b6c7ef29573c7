import type { GraphQLSchema } from 'graphql';
import type { FieldCoordinate, Subject } from '../../policies/vocabulary.ts';
import { PSEUDONYM_PREFIX, type PseudonymCipher } from '../pseudonyms/pseudonym-cipher.ts';
import type { ReadOperation } from '../stages/stage-types.ts';
import { sortedUnique } from '../sorted-unique.ts';
import { mapLeaves } from './argument-values.ts';
import { givenArguments } from './field-arguments.ts';

const PERSON_KEY = 'Person.id' as FieldCoordinate;

/**
 * Person keys of all whom the arguments of an operation name, by key or by pseudonym; null where they name nobody. A
 * pseudonym that is not this subject's names nobody here; it is refused when the operation is rewritten.
 */
export function namedPeople(
  schema: GraphQLSchema,
  { operation, variables, purpose }: Pick<ReadOperation, 'operation' | 'variables' | 'purpose'>,
  subject: Subject,
  pseudonyms: PseudonymCipher,
): readonly string[] | null {
  const named: string[] = [];
  for (const { definition, variable } of givenArguments(schema, { operation })) {
    mapLeaves(schema, definition, variables[variable], ({ boundTo, value }) => {
      if (typeof value !== 'string' || !boundTo.includes(PERSON_KEY)) return value;
      named.push(
        value.startsWith(PSEUDONYM_PREFIX) ? (pseudonyms.reveal(value, subject, purpose) ?? '') : value,
      );
      return value;
    });
  }
  return named.length > 0 ? sortedUnique(named) : null;
}
