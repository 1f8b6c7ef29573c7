import { readCatalogue } from '../../../policies/catalogue.ts';
import type { SupergraphRule } from './rule.ts';

/** Every field has one well-formed `@catalogue`: its sharing class and grade (Data Sharing Regulations, art. 13, 14). */
export const fieldsAreCatalogued: SupergraphRule = (schema) =>
  readCatalogue(schema).gaps.map(
    ({ coordinate, problem }) => `the catalogue entry of ${coordinate} ${problem}`,
  );
