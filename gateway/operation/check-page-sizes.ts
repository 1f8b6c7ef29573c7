import { type GraphQLSchema, isCompositeType } from 'graphql';
import { SluiceError } from '../../errors/sluice-error.ts';
import { LARGEST_LIST, LARGEST_PAGE } from '../../policies/page-size.ts';
import type { FieldCoordinate } from '../../policies/vocabulary.ts';
import { givenArguments } from './field-arguments.ts';
import { fieldOf, type NormalForm } from './normal-form.ts';

/** How many may be asked for at least and at most. */
interface Bounds {
  readonly least: number;
  readonly most: number;
}

const PAGE: Bounds = { least: 0, most: LARGEST_PAGE };
const LIST: Bounds = { least: 1, most: LARGEST_LIST };

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
    const { least, most } = boundsOf(schema, field);
    const place = { field, argument: definition.name };
    if (first < least)
      throw new SluiceError('VARIABLES_INVALID', {
        ...place,
        problems: [`argument "first": ${least} to ${most} is expected`],
      });
    if (first > most) throw new SluiceError('OPERATION_TOO_COSTLY', { ...place, limit: most });
  }
}

/** A page has its elements in `nodes`; what is a list itself is worked out for whoever asks. */
function boundsOf(schema: GraphQLSchema, field: FieldCoordinate): Bounds {
  const [typeName = '', name = ''] = field.split('.');
  const parent = schema.getType(typeName);
  const definition = isCompositeType(parent) ? fieldOf(schema, parent, name) : null;
  return definition?.type.toString().startsWith('[') === true ? LIST : PAGE;
}
