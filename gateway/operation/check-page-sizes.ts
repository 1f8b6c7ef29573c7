import type { GraphQLSchema } from 'graphql';
import { SluiceError } from '../../errors/sluice-error.ts';
import { LARGEST_PAGE, MOST_SUGGESTIONS } from '../../policies/page-size.ts';
import { givenArguments } from './field-arguments.ts';
import type { NormalForm } from './normal-form.ts';

/** Lists that are no pages: how many may be asked for at least and at most. */
const LISTS: Readonly<Record<string, { readonly least: number; readonly most: number }>> = {
  'Vacancy.candidates': { least: 1, most: MOST_SUGGESTIONS },
  'JobseekerProfile.suggestions': { least: 1, most: MOST_SUGGESTIONS },
};
const PAGE = { least: 0, most: LARGEST_PAGE };

/**
 * Refuses a page that no agency gives. WHY here: asked for all the same, the agency's refusal would come back as an
 * error of the agency, though it is the caller's.
 * @throws SluiceError OPERATION_TOO_COSTLY beyond the largest page, VARIABLES_INVALID below the smallest
 */
export function assertPageSizes(schema: GraphQLSchema, form: NormalForm): void {
  for (const { field, definition, variable } of givenArguments(schema, form)) {
    if (definition.name !== 'first') continue;
    const first = form.variables[variable];
    if (typeof first !== 'number') continue;
    const { least, most } = LISTS[field] ?? PAGE;
    const place = { field, argument: definition.name };
    if (first < least)
      throw new SluiceError('VARIABLES_INVALID', {
        ...place,
        problems: [`argument "first": ${least} to ${most} is expected`],
      });
    if (first > most) throw new SluiceError('OPERATION_TOO_COSTLY', { ...place, limit: most });
  }
}
