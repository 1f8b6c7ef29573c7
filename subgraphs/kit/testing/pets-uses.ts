import { isObjectType } from 'graphql';
import { createSubgraphSchema } from '../create-subgraph-schema.ts';
import { PETS, PETS_SCHEMA } from './pets-subgraph.ts';

const objects = Object.values(createSubgraphSchema(PETS, PETS_SCHEMA).getTypeMap()).filter(isObjectType);

/** Every field of the pets subgraph to be shown, and every filter, ordering, group and total. */
export const ALL_PETS_USES: readonly string[] = objects
  .filter(({ name }) => !name.startsWith('_'))
  .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`))
  .flatMap((field) =>
    ['project', 'filter-eq', 'filter-range', 'order', 'group', 'aggregate'].map((use) => `${field}:${use}`),
  );
