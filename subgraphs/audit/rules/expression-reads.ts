import { pathText, type ReadPath, type TypedExpression } from './typed-expression.ts';

/** What expressions stand on, each thing once, in the order in which the text first names it. */
export interface ExpressionReads {
  readonly paths: readonly ReadPath[];
  /** Those of them that may be absent, as text: something asks `has` about them. */
  readonly optional: ReadonlySet<string>;
  readonly collections: readonly string[];
  readonly thresholds: readonly string[];
  readonly parameters: readonly string[];
}

export function readsOf(expressions: readonly TypedExpression[]): ExpressionReads {
  const paths = new Map<string, ReadPath>();
  const optional = new Set<string>();
  const collections = new Set<string>();
  const thresholds = new Set<string>();
  const parameters = new Set<string>();
  const seen = new Set<TypedExpression>();
  const visit = (expression: TypedExpression): void => {
    if (seen.has(expression)) return;
    seen.add(expression);
    if (expression.op === 'read' || expression.op === 'has')
      paths.set(pathText(expression.path), expression.path);
    if (expression.op === 'has') optional.add(pathText(expression.path));
    if (expression.op === 'collected') collections.add(expression.name);
    if (expression.op === 'threshold') thresholds.add(expression.name);
    if (expression.op === 'parameter') parameters.add(expression.name);
    childrenOf(expression).forEach(visit);
  };
  expressions.forEach(visit);
  return {
    paths: [...paths.values()],
    optional,
    collections: [...collections],
    thresholds: [...thresholds],
    parameters: [...parameters],
  };
}

/** The expressions directly below, from left to right. */
export function childrenOf(expression: TypedExpression): readonly TypedExpression[] {
  switch (expression.op) {
    case 'and':
    case 'or':
    case 'compare':
    case 'arithmetic':
      return [expression.left, expression.right];
    case 'not':
    case 'rescale':
    case 'in':
      return [expression.of];
    case 'if':
      return [expression.condition, expression.then, expression.otherwise];
    case 'call':
      return expression.arguments;
    default:
      return [];
  }
}

/** How many nodes an expression has with its parts written out, in time proportional to its text. */
export function sizeOf(expression: TypedExpression, known = new Map<TypedExpression, number>()): number {
  const counted = known.get(expression);
  if (counted !== undefined) return counted;
  const size = childrenOf(expression).reduce((sum, child) => sum + sizeOf(child, known), 1);
  known.set(expression, size);
  return size;
}
