import { childrenOf, readsOf } from '../../rules/expression-reads.ts';
import type { ReadPath, TypedExpression } from '../../rules/typed-expression.ts';

/** What must all hold for an expression to hold. */
export function conjunctsOf(expression: TypedExpression): readonly TypedExpression[] {
  return expression.op === 'and'
    ? [...conjunctsOf(expression.left), ...conjunctsOf(expression.right)]
    : [expression];
}

/** Every path that an expression reads or asks of. */
export function pathsOf(expression: TypedExpression): readonly ReadPath[] {
  return readsOf([expression]).paths;
}

/** Whether it needs what is worked out only after the records are joined. */
export function needsMoreThanRecords(expression: TypedExpression): boolean {
  return (
    expression.op === 'collected' ||
    expression.op === 'threshold' ||
    childrenOf(expression).some(needsMoreThanRecords)
  );
}
