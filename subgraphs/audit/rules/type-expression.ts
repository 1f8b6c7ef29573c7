import type { ASTNode } from '@marcbachmann/cel-js';
import { didYouMean } from '../../../policies/language/nearest-name.ts';
import { parseExpression, refusalAt, wordsOf, type ExpressionSource } from './parse-expression.ts';
import { leafAt, problemOfRead } from './read-path.ts';
import { BOOL, bareNumber, describeType, TEXT, typeOfField } from './rule-type.ts';
import { within64Bits, wholeNumber } from './rule-value.ts';
import { typeCall } from './type-call.ts';
import { arithmetic, branches, comparison, membership, negative, type Operand } from './type-operators.ts';
import type { TypingScope } from './typing-scope.ts';
import { pathText, type ReadPath, type RuleType, type TypedExpression } from './typed-expression.ts';
import { MAX_SCALE } from '../operation/measure.ts';

/** Where the text stands of which something is typed. */
interface Typing {
  readonly source: ExpressionSource;
  readonly scope: TypingScope;
}

/**
 * Reads a text as a typed expression: units, periods, days and months are checked, decimals are brought to one scale,
 * and parts are written out.
 * @throws SluiceError AUDIT_INVALID with the position and a sentence for the author
 */
export function typeExpression(source: ExpressionSource, scope: TypingScope): TypedExpression {
  return typeNode(parseExpression(source), { source, scope });
}

/**
 * As `typeExpression`, for a text that must be a condition.
 * @throws SluiceError AUDIT_INVALID
 */
export function typeCondition(source: ExpressionSource, scope: TypingScope): TypedExpression {
  const expression = typeExpression(source, scope);
  if (expression.type.kind !== 'bool')
    throw refusalAt(source, 0, `this is ${describeType(expression.type)}, where a condition is asked for`);
  return expression;
}

function typeNode(node: ASTNode, typing: Typing): TypedExpression {
  const expression = typeOf(node, typing);
  const { source, scope } = typing;
  // A part that is written out keeps the place where its author wrote it.
  if (!scope.places.has(expression)) scope.places.set(expression, { source, offset: node.start });
  return expression;
}

function typeOf(node: ASTNode, typing: Typing): TypedExpression {
  const { source } = typing;
  const operand = (of: ASTNode): Operand => ({ expression: typeNode(of, typing), node: of, source });
  switch (node.op) {
    case 'value':
      return literal(node, source);
    case 'id':
      return nameOf(node.args, node, typing);
    case '.':
      return readOf(node, typing);
    case 'call':
      return node.args[0] === 'has'
        ? presenceOf(node, node.args[1], typing)
        : typeCall(node.args[0], node.args[1].map(operand), node, source);
    case 'rcall':
      return typeCall(node.args[0], [node.args[1], ...node.args[2]].map(operand), node, source);
    case '!_':
      return { op: 'not', type: BOOL, of: condition(node.args, typing) };
    case '&&':
    case '||':
      return {
        op: node.op === '&&' ? 'and' : 'or',
        type: BOOL,
        left: condition(node.args[0], typing),
        right: condition(node.args[1], typing),
      };
    case '?:':
      return branches(condition(node.args[0], typing), operand(node.args[1]), operand(node.args[2]));
    case '-_':
      return negative(operand(node.args));
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return comparison(node.op, operand(node.args[0]), operand(node.args[1]));
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return arithmetic(node.op, operand(node.args[0]), operand(node.args[1]));
    case 'in': {
      const [of, list] = node.args;
      if (list.op !== 'list')
        throw refusalAt(source, list.start, 'after `in` comes a list of constants: `["A", "B"]`');
      return membership(operand(of), list.args.map(operand), node);
    }
    default:
      throw refusalAt(source, node.start, 'a list stands only after `in`');
  }
}

function condition(node: ASTNode, typing: Typing): TypedExpression {
  const expression = typeNode(node, typing);
  if (expression.type.kind === 'bool') return expression;
  const words = wordsOf(typing.source, node);
  throw refusalAt(
    typing.source,
    node.start,
    `\`${words}\` is ${describeType(expression.type)}, where a condition is asked for`,
  );
}

function literal(node: ASTNode & { readonly op: 'value' }, source: ExpressionSource): TypedExpression {
  const value = node.args;
  if (typeof value === 'string') return { op: 'literal', type: TEXT, value };
  if (typeof value === 'boolean') return { op: 'literal', type: BOOL, value };
  if (typeof value === 'bigint') {
    if (within64Bits(value) === null) throw refusalAt(source, node.start, 'the number is beyond 64 bits');
    return { op: 'literal', type: bareNumber(), value };
  }
  if (value === null)
    throw refusalAt(source, node.start, 'there is no null in rules: ask `has` whether a value is there');
  const words = wordsOf(source, node);
  const [, decimals = ''] = /^\d+\.(\d+)$/u.exec(words) ?? [];
  const whole = wholeNumber(words, decimals.length);
  if (decimals === '' || whole === null)
    throw refusalAt(source, node.start, `\`${words}\` is no constant of rules`);
  if (decimals.length > MAX_SCALE)
    throw refusalAt(source, node.start, `\`${words}\` has more than ${MAX_SCALE} decimals`);
  return { op: 'literal', type: bareNumber(decimals.length), value: whole };
}

function nameOf(name: string, node: ASTNode, { source, scope }: Typing): TypedExpression {
  if (scope.bindings.has(name))
    throw refusalAt(source, node.start, `\`${name}\` is a record; read a field of it: \`${name}.field\``);
  const meaning = scope.named(name, scope, { source, offset: node.start });
  if (meaning === null)
    throw refusalAt(
      source,
      node.start,
      `\`${name}\` is no binding, collection, part or parameter of this rule${didYouMean(name, [...scope.bindings.keys(), ...scope.names])}`,
    );
  return meaning;
}

function readOf(node: ASTNode, typing: Typing): TypedExpression {
  const { source, scope } = typing;
  const path = pathOf(node);
  if (path === null) throw refusalAt(source, node.start, 'only a binding has fields');
  const [name = '', ...further] = path.fields;
  if (path.binding === 'thresholds') {
    const type = scope.thresholds.typeOf(name);
    if (type === null || further.length > 0)
      throw refusalAt(
        source,
        node.start,
        `there is no threshold \`${path.fields.join('.')}\`${didYouMean(
          name,
          scope.thresholds.definitions.map((each) => each.name),
        )}`,
      );
    return { op: 'threshold', type, name };
  }
  return { op: 'read', type: typeOfRead(path, node, typing), path };
}

function presenceOf(node: ASTNode, args: readonly ASTNode[], typing: Typing): TypedExpression {
  const [of] = args;
  const path = of === undefined || args.length > 1 ? null : pathOf(of);
  if (of === undefined || path === null)
    throw refusalAt(typing.source, node.start, '`has` asks for one field: `has(binding.field)`');
  typeOfRead(path, of, typing);
  return { op: 'has', type: BOOL, path };
}

function typeOfRead(path: ReadPath, node: ASTNode, { source, scope }: Typing): RuleType {
  const problem = problemOfRead(path, scope);
  if (problem !== null) throw refusalAt(source, node.start, problem);
  const leaf = leafAt(path, scope);
  const type =
    leaf && typeOfField(leaf.leafType, scope.graph.measureOf(leaf.parent.typeName, leaf.fieldName));
  if (!type)
    throw refusalAt(
      source,
      node.start,
      `\`${pathText(path)}\` has no measure, so its decimals are not known`,
    );
  return type;
}

function pathOf(node: ASTNode): ReadPath | null {
  if (node.op === 'id') return { binding: node.args, fields: [] };
  if (node.op !== '.') return null;
  const below = pathOf(node.args[0]);
  return below === null ? null : { binding: below.binding, fields: [...below.fields, node.args[1]] };
}
