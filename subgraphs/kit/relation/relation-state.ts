import type { GraphQLSchema } from 'graphql';
import type { RelationState } from '../../../policies/relation-wire.ts';
import { directiveArguments } from '../../../policies/use-binding.ts';
import type { DatasetStates } from '../dataset-states.ts';
import type { RowTypeMapping } from '../source-mapping.ts';

/**
 * What the catalogue and the source say of a relation as a whole.
 * @throws ConnectorError where the source can not be asked
 */
export async function relationState(
  schema: GraphQLSchema,
  type: string,
  { relation, completeness }: RowTypeMapping,
  { datasets, asOf }: { readonly datasets: DatasetStates; readonly asOf: string | null },
): Promise<RelationState> {
  const [entry] =
    schema.getType(type)?.astNode?.directives?.filter(({ name }) => name.value === 'dataset') ?? [];
  if (!entry) throw new Error(`\`${type}\` is in no dataset`);
  const { id, agency } = directiveArguments(entry);
  const state = await datasets.whole(
    relation,
    completeness,
    Date.now(),
    asOf === null ? null : Date.parse(asOf),
  );
  return { dataset: String(id), agency: String(agency), ...state };
}
