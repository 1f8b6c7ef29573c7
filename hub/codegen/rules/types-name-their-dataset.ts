import { directiveArguments } from '../../../policies/use-binding.ts';
import { directivesOf, isCarrier, objectTypes } from './project-types.ts';
import type { SupergraphRule } from './rule.ts';

const ENTRIES = ['id', 'agency', 'basis', 'updated'] as const;

/** Every type that describes something says which dataset it is, who provides it, under which law and how often. */
export const typesNameTheirDataset: SupergraphRule = (schema) =>
  objectTypes(schema)
    .filter((type) => !isCarrier(schema, type))
    .flatMap((type) => {
      const datasets = directivesOf(type, 'dataset').map(directiveArguments);
      if (datasets.length === 0) return [`${type.name} names no dataset`];
      return datasets.flatMap((dataset) =>
        ENTRIES.filter((entry) => dataset[entry] === '').map(
          (entry) => `the dataset of ${type.name} has an empty \`${entry}\``,
        ),
      );
    });
