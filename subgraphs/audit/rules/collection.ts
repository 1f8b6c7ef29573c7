import type { CollectDefinition } from '../definition/audit-definition.ts';
import type { BindingStep } from './binding-step.ts';
import { furtherSteps } from './binding-step.ts';
import { evaluatorOf, type Evaluate } from './evaluate-expression.ts';
import { evidencePaths, type EvidencePath } from './evidence-path.ts';
import { readsOf } from './expression-reads.ts';
import { checkConstants } from './check-constants.ts';
import { checkFields, type FieldScope } from './forbidden-fields.ts';
import { amountOfManyMonths } from './held-month.ts';
import { refusalAt } from './parse-expression.ts';
import { bareNumber, describeType } from './rule-type.ts';
import { typeCondition, typeExpression } from './type-expression.ts';
import { pathText, type ReadPath, type RuleType, type TypedExpression } from './typed-expression.ts';
import type { TypingScope } from './typing-scope.ts';

/** An expression that was checked and can be asked. */
export interface Expression {
  readonly typed: TypedExpression;
  readonly evaluate: Evaluate;
}

/** Records that are added up for each combination of a rule; see `CollectDefinition`. */
export interface RuleCollection {
  readonly definition: CollectDefinition;
  /** From a binding of the rule, or from one another. */
  readonly steps: readonly BindingStep[];
  /** Null takes every combination. */
  readonly where: Expression | null;
  /** Null counts combinations. */
  readonly of: Expression | null;
  readonly type: RuleType;
  /** What it keeps of each combination that it takes. */
  readonly evidence: readonly EvidencePath[];
  /** What `where` and `of` read of the rule's own bindings. */
  readonly outerReads: readonly ReadPath[];
}

export function expressionOf(typed: TypedExpression): Expression {
  return { typed, evaluate: evaluatorOf(typed) };
}

/**
 * Compiles a collection.
 * @param scope of the rule
 * @throws SluiceError AUDIT_INVALID
 */
export function compileCollection(
  definition: CollectDefinition,
  outer: readonly BindingStep[],
  scope: TypingScope & Pick<FieldScope, 'statutes'>,
  part: string,
): RuleCollection {
  const steps = furtherSteps(definition.forEach, outer, part);
  if (steps.length === 0)
    throw refusalAt({ text: '', part }, 0, 'a collection walks over records: `forEach` is empty');
  const own = new Set(steps.map(({ binding }) => binding));
  const bindings = new Map(scope.bindings);
  for (const { binding, object } of steps) bindings.set(binding, object);
  const inner = { ...scope, bindings };
  const where =
    definition.where === null
      ? null
      : typeCondition({ text: definition.where, part: `${part} where` }, inner);
  const of =
    definition.of === null ? null : typeExpression({ text: definition.of, part: `${part} of` }, inner);
  const { paths } = readsOf([where, of].filter((each) => each !== null));
  if (where !== null) checkFields(where, inner);
  for (const each of [where, of]) if (each !== null) checkConstants(each, inner);
  // How many different divisions there are tells of none of them.
  if (of !== null && !(definition.take === 'count' && of.op === 'read')) checkFields(of, inner);
  if (definition.take === 'sum' && of !== null)
    checkMonths(of, { graph: scope.graph, bindings, own, where }, definition, part);
  return {
    definition,
    steps,
    where: where === null ? null : expressionOf(where),
    of: of === null ? null : expressionOf(of),
    type: typeTaken(definition, of, part),
    evidence: evidencePaths(
      paths.filter(({ binding }) => own.has(binding)),
      inner,
      part,
    ),
    outerReads: paths.filter(({ binding }) => !own.has(binding)),
  };
}

function typeTaken({ take, of }: CollectDefinition, typed: TypedExpression | null, part: string): RuleType {
  if (take === 'count') return bareNumber();
  const source = { text: of ?? '', part: `${part} of` };
  if (typed === null) throw refusalAt(source, 0, `\`take: ${take}\` needs \`of\`: what is taken`);
  const { type } = typed;
  const isOrdered = type.kind === 'day' || type.kind === 'month';
  if (type.kind === 'number' || (isOrdered && take !== 'sum')) return type;
  throw refusalAt(source, 0, `this is ${describeType(type)}, of which there is no \`${take}\``);
}

function checkMonths(
  of: TypedExpression,
  held: Parameters<typeof amountOfManyMonths>[1],
  definition: CollectDefinition,
  part: string,
): void {
  const found = amountOfManyMonths(of, held);
  if (found === null) return;
  const [first, last] = found.months.map(pathText);
  const example =
    last === undefined
      ? `\`${first ?? ''} == month(asOf)\``
      : `\`${first ?? ''} <= month(asOf) && (!has(${last}) || ${last} >= month(asOf))\``;
  throw refusalAt(
    { text: definition.of ?? '', part: `${part} of` },
    0,
    `\`${pathText(found.path)}\` is an amount of one month, and this sum is over several: hold it to one in \`where\`, as ${example}`,
  );
}
