import { executeSync, type GraphQLSchema } from 'graphql';
import { SluiceError } from '../../errors/sluice-error.ts';
import type { PurposeId, Subject } from '../../policies/vocabulary.ts';
import type { IntrospectedResult, IntrospectionOperation } from './stage-types.ts';

/** The part of the schema that a subject may see for a purpose; for null, for any of its purposes. */
export type VisibleSchemaFor = (subject: Subject, purpose: PurposeId | null) => GraphQLSchema;

/**
 * Answers a question about the schema from what the subject may see. No agency is asked.
 * @throws SluiceError INTERNAL
 */
export function introspect(
  { document, variables, purpose }: IntrospectionOperation,
  subject: Subject,
  visibleSchemaFor: VisibleSchemaFor,
): IntrospectedResult {
  const { data, errors } = executeSync({
    schema: visibleSchemaFor(subject, purpose),
    document,
    variableValues: variables,
    rootValue: {},
  });
  if (!data || errors?.length) throw new SluiceError('INTERNAL', {}, { cause: errors?.[0] });
  return { kind: 'introspected', data };
}
