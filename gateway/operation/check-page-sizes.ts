import type { GraphQLSchema } from 'graphql';
import { SluiceError } from '../../errors/sluice-error.ts';
import { LARGEST_PAGE } from '../../policies/page-size.ts';
import { givenArguments } from './field-arguments.ts';
import type { NormalForm } from './normal-form.ts';

/**
 * Refuses a page that no agency gives. WHY here: asked for all the same, the agency's refusal would come back as an
 * error of the agency, though it is the caller's.
 * @throws SluiceError OPERATION_TOO_COSTLY beyond the largest page, VARIABLES_INVALID below none
 */
export function assertPageSizes(schema: GraphQLSchema, form: NormalForm): void {
  for (const { field, definition, variable } of givenArguments(schema, form)) {
    if (definition.name !== 'first') continue;
    const first = form.variables[variable];
    if (typeof first !== 'number') continue;
    if (first < 0) throw new SluiceError('VARIABLES_INVALID', { field, argument: definition.name });
    if (first > LARGEST_PAGE)
      throw new SluiceError('OPERATION_TOO_COSTLY', {
        field,
        argument: definition.name,
        limit: LARGEST_PAGE,
      });
  }
}
