import { getNamedType } from 'graphql';
import { readCatalogue } from '../../../policies/catalogue.ts';
import { objectTypes } from './project-types.ts';
import type { SupergraphRule } from './rule.ts';

const CONCLUSION = 'Conclusion';

/**
 * Every field that answers with a conclusion says by `@concludes` what it stands in for, and what any field names so is
 * in the graph: otherwise nobody who is refused the records would be pointed to the conclusion.
 */
export const conclusionsNameTheirFields: SupergraphRule = (schema) => {
  const { catalogue } = readCatalogue(schema);
  const entries = [...catalogue];
  const silent = objectTypes(schema).flatMap((type) =>
    Object.values(type.getFields())
      .filter((field) => getNamedType(field.type).name === CONCLUSION)
      .filter(
        ({ name }) =>
          !entries.some(
            ([, entry]) => entry.type === type.name && entry.field === name && entry.concludesFrom.length > 0,
          ),
      )
      .map(({ name }) => `${type.name}.${name} does not say by @concludes what it stands in for`),
  );
  const unknown = entries.flatMap(([coordinate, { concludesFrom }]) =>
    concludesFrom
      .filter((from) => !catalogue.has(from))
      .map((from) => `${coordinate} concludes from ${from}, which is no field of the graph`),
  );
  return [...silent, ...unknown];
};
