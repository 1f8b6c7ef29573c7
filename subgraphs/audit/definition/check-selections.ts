import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import type { SavedOperation, SelectedObject } from '../operation/saved-operation.ts';
import { RECORD_FIELDS } from '../rules/binding-step.ts';
import type { SweepPlan } from '../sweep/plan/sweep-plan.ts';
import { auditInvalid } from './audit-invalid.ts';

/** From this grade on a field says something about somebody that is not asked for without a use. */
const SENSITIVE = 3;
const OF_RECORDS: ReadonlySet<string> = new Set(Object.values(RECORD_FIELDS));

/**
 * Refuses a sensitive field that the operation selects and no rule uses: it would be read of everybody, page by page, for
 * nothing, and by a rule of the next version nobody would notice it. Numbers that join are used by reading them.
 * @throws SluiceError AUDIT_INVALID
 */
export function checkSelections(operation: SavedOperation, plan: SweepPlan, graph: GraphCatalogue): void {
  const visit = (object: SelectedObject, path: readonly string[]): void => {
    const used = plan.places.get(path.join('.'))?.columns;
    for (const [name, field] of object.fields) {
      if (field.kind !== 'leaf') visit(field.object, [...path, name]);
      else if (used?.has(name) !== true && isSensitive(object.typeName, field.fieldName, graph))
        throw auditInvalid(
          'operation',
          `no rule uses \`${[...path, name].join('.')}\`, which is sensitive: leave it out`,
        );
    }
  };
  visit(operation.node, []);
}

function isSensitive(typeName: string, fieldName: string, graph: GraphCatalogue): boolean {
  if (OF_RECORDS.has(fieldName) || graph.isIdentity(typeName, fieldName)) return false;
  return graph.gradeOf(typeName, fieldName) >= SENSITIVE;
}
