import { didYouMean } from '../../../policies/language/nearest-name.ts';
import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import type { SelectedObject } from '../operation/saved-operation.ts';
import { wordsOfField } from '../operation/words-of-field.ts';
import { childrenOf } from './expression-reads.ts';
import { refusalAt } from './parse-expression.ts';
import { leafAt } from './read-path.ts';
import { pathText, type Scalar, type TypedExpression } from './typed-expression.ts';
import type { Place } from './typing-scope.ts';

export interface ConstantScope {
  readonly graph: Pick<GraphCatalogue, 'schema'>;
  readonly bindings: ReadonlyMap<string, SelectedObject>;
  readonly places: WeakMap<TypedExpression, Place>;
}

/**
 * Refuses a constant that a field never holds: a slip of the pen would make a condition that is never true, and a
 * rule that finds nobody looks like a clean province.
 * @throws SluiceError AUDIT_INVALID with the position and the nearest value
 */
export function checkConstants(expression: TypedExpression, scope: ConstantScope): void {
  const visit = (each: TypedExpression): void => {
    if (each.op === 'compare') {
      checkPair(each.left, each.right, each, scope);
      checkPair(each.right, each.left, each, scope);
    }
    if (each.op === 'in') for (const value of each.values) checkValue(each.of, value, each, scope);
    childrenOf(each).forEach(visit);
  };
  visit(expression);
}

function checkPair(
  read: TypedExpression,
  constant: TypedExpression,
  at: TypedExpression,
  scope: ConstantScope,
): void {
  if (constant.op === 'literal') checkValue(read, constant.value, at, scope);
}

function checkValue(read: TypedExpression, value: Scalar, at: TypedExpression, scope: ConstantScope): void {
  if (read.op !== 'read' || typeof value !== 'string') return;
  const leaf = leafAt(read.path, scope);
  const words = leaf === null ? null : wordsOfField(scope.graph.schema, leaf.parent.typeName, leaf.fieldName);
  if (words === null || words.includes(value)) return;
  const place = scope.places.get(at);
  throw refusalAt(
    place?.source ?? { text: '', part: 'rule' },
    place?.offset ?? 0,
    `\`${pathText(read.path)}\` is never "${value}"${didYouMean(value, words)}`,
  );
}
