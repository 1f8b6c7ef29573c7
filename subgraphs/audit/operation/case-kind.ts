import { auditInvalid } from '../definition/audit-invalid.ts';
import type { GraphCatalogue } from './graph-catalogue.ts';
import type { SavedOperation } from './saved-operation.ts';

/** What the cases of a population are. */
export interface CaseKind {
  /** The type of its objects: `AssistanceFamily`, `Person`, `Household` or any other with a key of one field. */
  readonly typeName: string;
  /** The field that tells one from another, selected under its own name. */
  readonly keyField: string;
}

/** Every case says where it is: thresholds and findings go by it. */
export const DIVISION_FIELD = 'division';

/**
 * What an operation's population is made of.
 * @throws SluiceError AUDIT_INVALID where its objects can not be told apart, or do not say where they are
 */
export function caseKindOf(operation: SavedOperation, graph: GraphCatalogue): CaseKind {
  const { typeName, fields } = operation.node;
  const keyField = graph.keyFieldOf(typeName);
  if (keyField === null)
    throw auditInvalid(
      'operation',
      `\`${typeName}\` has no key of one field, so its cases can not be told apart`,
    );
  for (const name of [keyField, DIVISION_FIELD]) {
    const field = fields.get(name);
    if (field?.kind !== 'leaf' || field.fieldName !== name)
      throw auditInvalid('operation', `select \`${name}\` of the population`);
  }
  return { typeName, keyField };
}
