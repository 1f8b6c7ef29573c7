import { parse } from 'graphql';
import { usesOfOperation } from '../../../policies/operation-uses.ts';
import type { RuleDefinition } from '../definition/audit-definition.ts';
import { auditInvalid } from '../definition/audit-invalid.ts';
import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import type { SavedOperation } from '../operation/saved-operation.ts';
import { whyForbidden } from './forbidden-fields.ts';

/**
 * What no rule may read can not choose whom the rules are asked about either, and nobody is chosen by who they are: an
 * audit of one person would be a look-up that no limit counts. Where an audit looks is its own affair: a county audits
 * itself, so divisions may be filtered by.
 * @throws SluiceError AUDIT_INVALID
 */
export function checkFilters(
  operation: SavedOperation,
  rules: readonly RuleDefinition[],
  graph: GraphCatalogue,
): void {
  for (const { coordinate, use, path } of usesOfOperation({
    schema: graph.schema,
    document: parse(operation.text),
  })) {
    if (use === 'project') continue;
    const [typeName = '', fieldName = ''] = coordinate.split('.');
    if (use !== 'order' && graph.isIdentity(typeName, fieldName))
      throw auditInvalid(
        'operation',
        `\`${path.join('.')}\` is chosen by \`${coordinate}\`, which says who somebody is; bring a list of people`,
      );
    const tags = graph.tagsOf(typeName, fieldName);
    for (const { statute, exempt } of rules) {
      const why = whyForbidden(tags, [statute, ...exempt.map((each) => each.statute)]);
      if (why !== null)
        throw auditInvalid('operation', `\`${path.join('.')}\` is chosen by \`${coordinate}\` ${why}`);
    }
  }
}
