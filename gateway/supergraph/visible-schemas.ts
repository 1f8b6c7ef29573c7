import type { GraphQLSchema } from 'graphql';
import { BoundedCache } from '../../policies/bounded-cache.ts';
import { visibleSchema } from '../../policies/visible-schema.ts';
import type { DecisionTable } from '../../policies/vocabulary.ts';
import type { PoliciesInForce } from '../policies-in-force.ts';
import type { VisibleSchemaFor } from '../stages/introspect.ts';

/** Schemas are made at first sight and kept; there are about as many as classes of subjects times purposes. */
const KEPT_SCHEMAS = 64;

/** What a subject may see, by the policies in force at the moment of asking. */
export function createVisibleSchemas(schema: GraphQLSchema, inForce: PoliciesInForce): VisibleSchemaFor {
  const numbers = new WeakMap<DecisionTable, number>();
  let next = 0;
  const numberOf = (table: DecisionTable): number => {
    const known = numbers.get(table) ?? next++;
    numbers.set(table, known);
    return known;
  };
  const kept = new BoundedCache<string, GraphQLSchema>(KEPT_SCHEMAS);
  return (subject, purpose) => {
    const purposes = purpose === null ? inForce.purposesOf(subject) : [purpose];
    const tables = purposes.flatMap((each) =>
      [false, true].map((hasCase) => inForce.table(subject, each, hasCase)),
    );
    return kept.get(tables.map(numberOf).join(' '), () => visibleSchema(schema, tables));
  };
}
