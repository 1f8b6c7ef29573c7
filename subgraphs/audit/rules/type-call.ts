import type { ASTNode } from '@marcbachmann/cel-js';
import { isDivisionCode } from '../../../identifiers/division.ts';
import { refusalAt, wordsOf, type ExpressionSource } from './parse-expression.ts';
import { BOOL, DAY, describeType, MONTH } from './rule-type.ts';
import { ruleValueOf } from './rule-value.ts';
import type { Operand } from './type-operators.ts';
import {
  RULE_FUNCTIONS,
  type RuleFunction,
  type RuleType,
  type TypedExpression,
  type Unit,
} from './typed-expression.ts';

/** What a function is given: a kind of value, a whole number to move by, or a constant in text. */
type Wanted = 'day' | 'month' | 'text' | 'steps' | 'constant';

interface Signature {
  readonly takes: readonly Wanted[];
  readonly gives: RuleType;
  readonly usage: string;
}

const counted = (unit: Unit): RuleType => ({ kind: 'number', unit, per: null, scale: 0 });

const SIGNATURES: Readonly<Record<RuleFunction, Signature>> = {
  month: { takes: ['day'], gives: MONTH, usage: 'month(day)' },
  addMonths: { takes: ['month', 'steps'], gives: MONTH, usage: 'addMonths(month, 3)' },
  addDays: { takes: ['day', 'steps'], gives: DAY, usage: 'addDays(day, 30)' },
  monthsBetween: {
    takes: ['month', 'month'],
    gives: counted('MONTHS'),
    usage: 'monthsBetween(month, month)',
  },
  daysBetween: { takes: ['day', 'day'], gives: counted('DAYS'), usage: 'daysBetween(day, day)' },
  ageOn: { takes: ['day', 'day'], gives: counted('YEARS'), usage: 'ageOn(born, day)' },
  within: { takes: ['text', 'constant'], gives: BOOL, usage: 'within(division, "230100")' },
  startsWith: { takes: ['text', 'constant'], gives: BOOL, usage: 'text.startsWith("A")' },
};

/** What a whole number to move by may count; a bare one fits both. */
const STEPS: Readonly<Partial<Record<RuleFunction, Unit>>> = { addMonths: 'MONTHS', addDays: 'DAYS' };

/**
 * A call of a function of the language.
 * @throws SluiceError AUDIT_INVALID
 */
export function typeCall(
  name: string,
  given: readonly Operand[],
  node: ASTNode,
  source: ExpressionSource,
): TypedExpression {
  const known = RULE_FUNCTIONS.find((each) => each === name);
  if (known === undefined) throw refusalAt(source, node.start, `\`${name}\` is no function of rules`);
  const { takes, gives, usage } = SIGNATURES[known];
  if (given.length !== takes.length)
    throw refusalAt(source, node.start, `\`${name}\` is given ${given.length} values; write \`${usage}\``);
  const values = given.map((operand, index) => {
    const expression = asWanted(operand, takes[index] ?? 'text', known);
    if (expression !== null) return expression;
    const { type } = operand.expression;
    throw refusalAt(
      source,
      operand.node.start,
      `\`${wordsOf(source, operand.node)}\` is ${describeType(type)}; write \`${usage}\``,
    );
  });
  const [, constant] = values;
  if (known === 'within' && !(constant?.op === 'literal' && isDivisionCode(String(constant.value))))
    throw refusalAt(source, node.start, `\`within\` asks for a division by its code; write \`${usage}\``);
  return { op: 'call', type: gives, function: known, arguments: values };
}

/** Null where the value is not what the function asks for. */
function asWanted({ expression }: Operand, wanted: Wanted, name: RuleFunction): TypedExpression | null {
  const { type } = expression;
  const isText = expression.op === 'literal' && typeof expression.value === 'string';
  switch (wanted) {
    case 'text':
      return type.kind === 'text' ? expression : null;
    case 'constant':
      return isText ? expression : null;
    case 'steps': {
      const isSteps = type.kind === 'number' && type.scale === 0;
      return isSteps && (type.unit === null || type.unit === STEPS[name]) ? expression : null;
    }
    default: {
      if (type.kind === wanted) return expression;
      const calendar = wanted === 'day' ? DAY : MONTH;
      return isText && ruleValueOf(calendar, expression.value) !== null
        ? { op: 'literal', type: calendar, value: expression.value }
        : null;
    }
  }
}
