import { Environment, type ASTNode, type ParseResult } from '@marcbachmann/cel-js';
import { isCalendarDay, isCalendarMonth } from '../../../identifiers/calendar-day.ts';
import { auditInvalid } from '../definition/audit-invalid.ts';
import { childNodes, MAX_EXPRESSION_LENGTH, problemOfExpression } from './check-expression-subset.ts';
import type { SelectedObject } from '../operation/saved-operation.ts';

/**
 * The language of rules: a typed subset of CEL (common expression language). Days and months are types of their own,
 * so that a day never compares with a month, and there is no null: a value that is missing makes the expression that
 * needs it undecided, and CEL's `&&` and `||` carry that as a three-valued logic does (`false && undecided` is false).
 */

/** A calendar day, `YYYY-MM-DD`. */
export class Day {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A calendar month, `YYYY-MM`. */
export class Month {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Thrown where an expression reads a value that is not known: refused, failed, or of an object that is missing. */
export class ValueUnknown extends Error {
  constructor() {
    super('the value is not known');
    this.name = 'ValueUnknown';
  }
}

/** YES and NO are certain; CANNOT_TELL is what every missing value leads to, unless the rest decides alone. */
export type Conclusion = 'YES' | 'NO' | 'CANNOT_TELL';

/** A value of one field as rules see it; `undefined` stands for a null that the source gave without an error. */
export type RuleValue = string | number | bigint | boolean | Day | Month | undefined;

/** A path that an expression reads: the binding, then response names. */
export interface ReadPath {
  readonly binding: string;
  readonly fields: readonly string[];
}

/** `binding.field`, as rules write it. */
export function pathText(path: ReadPath): string {
  return [path.binding, ...path.fields].join('.');
}

export interface Expression {
  readonly text: string;
  /** What it reads, each path once. */
  readonly reads: readonly ReadPath[];
  /** Those of them that may be absent: the expression asks `has()`. As text. */
  readonly optional: ReadonlySet<string>;
  /** `context`: every binding as an object of rule values, and every parameter. */
  conclude(context: Readonly<Record<string, unknown>>): Conclusion;
}

export interface RuleScope {
  readonly bindings: ReadonlyMap<string, SelectedObject>;
  /** Parameter name → GraphQL type. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Whether a field says who somebody is. */
  readonly isIdentity: (typeName: string, fieldName: string) => boolean;
}

const CEL_TYPES: Readonly<Record<string, string>> = {
  Boolean: 'bool',
  Int: 'int',
  Fen: 'int',
  Float: 'double',
  Date: 'Day',
  Month: 'Month',
};

/** The type of a GraphQL scalar or enum in rules; everything without arithmetic is a string. */
export function ruleTypeOf(graphqlType: string): string {
  return CEL_TYPES[graphqlType] ?? 'string';
}

/**
 * A JSON value of that GraphQL type as rules see it.
 * @throws ValueUnknown for one that does not have the type
 */
export function ruleValueOf(graphqlType: string, value: unknown): RuleValue {
  if (value === null || value === undefined) return undefined;
  switch (ruleTypeOf(graphqlType)) {
    case 'bool':
      if (typeof value === 'boolean') return value;
      break;
    case 'int':
      if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
      if (typeof value === 'string' && /^-?\d{1,18}$/u.test(value)) return BigInt(value);
      break;
    case 'double':
      if (typeof value === 'number' && Number.isFinite(value)) return value;
      break;
    case 'Day':
      if (typeof value === 'string' && isCalendarDay(value)) return new Day(value);
      break;
    case 'Month':
      if (typeof value === 'string' && isCalendarMonth(value)) return new Month(value);
      break;
    default:
      if (typeof value === 'string') return value;
  }
  throw new ValueUnknown();
}

/** The environment in which the expressions of one rule are compiled. */
export function createRuleEnvironment(scope: RuleScope): Environment {
  const environment = withCalendar(
    new Environment({ unlistedVariablesAreDyn: false, limits: { maxAstNodes: 2_000, maxDepth: 50 } }),
  );
  for (const [name, object] of scope.bindings) {
    environment.registerVariable({ name, schema: fieldTypes(object) });
  }
  for (const [name, type] of scope.parameters) environment.registerVariable(name, ruleTypeOf(type));
  return environment;
}

/**
 * Compiles one condition. `part` names it in the refusal.
 * @throws SluiceError AUDIT_INVALID unless it is a checked boolean that reads nothing it may not
 */
export function compileExpression(
  environment: Environment,
  scope: RuleScope,
  text: string,
  part: string,
): Expression {
  const parsed = parseExpression(environment, text, part);
  const reads = new Map<string, ReadPath>();
  const optional = new Set<string>();
  collectReads(parsed.ast, (path, node, isAsked) => {
    if (scope.parameters.has(path.binding) && path.fields.length === 0) return;
    const problem = problemOfRead(path, scope);
    if (problem !== null) throw auditInvalid(part, problem, positionIn(text, node.start));
    reads.set(pathText(path), path);
    if (isAsked) optional.add(pathText(path));
  });
  return {
    text,
    reads: [...reads.values()],
    optional,
    conclude: (context) => {
      let result: unknown;
      try {
        result = parsed(context);
      } catch {
        // WHY: after the type check an expression fails only for want of a value (or by overflow and the like, which
        // prove nothing either).
        return 'CANNOT_TELL';
      }
      return result === true ? 'YES' : 'NO';
    },
  };
}

/** The field that a path reads, or null where the operation does not select it as a single value. */
export function leafAt(
  path: ReadPath,
  scope: RuleScope,
): { readonly parent: SelectedObject; readonly fieldName: string } | null {
  let object = scope.bindings.get(path.binding);
  for (const [index, name] of path.fields.entries()) {
    const field = object?.fields.get(name);
    const isLast = index === path.fields.length - 1;
    if (object === undefined || field === undefined) return null;
    if (isLast) return field.kind === 'leaf' ? { parent: object, fieldName: field.fieldName } : null;
    object = field.kind === 'object' ? field.object : undefined;
  }
  return null;
}

function parseExpression(environment: Environment, text: string, part: string): ParseResult {
  if (text.length > MAX_EXPRESSION_LENGTH)
    throw auditInvalid(part, `the condition is longer than ${MAX_EXPRESSION_LENGTH} characters`);
  let parsed: ParseResult;
  try {
    parsed = environment.parse(text);
  } catch (error) {
    throw fromCel(part, text, error);
  }
  const problem = problemOfExpression(parsed.ast);
  if (problem !== null) throw auditInvalid(part, problem.reason, positionIn(text, problem.start));
  const check = parsed.check();
  if (!check.valid) throw fromCel(part, text, check.error);
  if (check.type !== 'bool')
    throw auditInvalid(part, `the condition is of type \`${check.type ?? '?'}\`, not bool`);
  return parsed;
}

function withCalendar(environment: Environment): Environment {
  environment
    .registerType('Day', { ctor: Day, fields: {} })
    .registerType('Month', { ctor: Month, fields: {} })
    .registerFunction('month(Day): Month', (day: Day) => new Month(day.text.slice(0, 7)));
  for (const type of ['Day', 'Month']) {
    environment.registerOperator(`${type} < ${type}`, (a: Day, b: Day) => a.text < b.text);
    environment.registerOperator(`${type} <= ${type}`, (a: Day, b: Day) => a.text <= b.text);
    environment.registerOperator(`${type} > ${type}`, (a: Day, b: Day) => a.text > b.text);
    environment.registerOperator(`${type} >= ${type}`, (a: Day, b: Day) => a.text >= b.text);
    environment.registerOperator(`${type} == ${type}`, (a: Day, b: Day) => a.text === b.text);
  }
  return environment;
}

type FieldTypes = { readonly [name: string]: string | FieldTypes };

/** Lists are walked by `forEach` only, so a rule can not reach into one. */
function fieldTypes(object: SelectedObject): FieldTypes {
  const types: Record<string, string | FieldTypes> = {};
  for (const [name, field] of object.fields) {
    if (field.kind === 'leaf') types[name] = ruleTypeOf(field.typeName);
    if (field.kind === 'object') types[name] = fieldTypes(field.object);
  }
  return types;
}

function collectReads(
  node: ASTNode,
  found: (path: ReadPath, node: ASTNode, isAsked: boolean) => void,
  isAsked = false,
): void {
  const path = readPath(node);
  if (path !== null) {
    found(path, node, isAsked);
    return;
  }
  const isHas = node.op === 'call' && node.args[0] === 'has';
  for (const child of childNodes(node.args)) collectReads(child, found, isHas);
}

function readPath(node: ASTNode): ReadPath | null {
  if (node.op === 'id') return { binding: node.args, fields: [] };
  if (node.op !== '.') return null;
  const below = readPath(node.args[0]);
  return below === null ? null : { binding: below.binding, fields: [...below.fields, node.args[1]] };
}

/** What forbids an expression, or the evidence, to read a path; null where nothing does. */
export function problemOfRead(path: ReadPath, scope: RuleScope): string | null {
  const text = pathText(path);
  if (!scope.bindings.has(path.binding)) return `\`${text}\` is neither a binding nor a parameter`;
  const leaf = leafAt(path, scope);
  if (leaf === null) return `\`${text}\` is not a single value that the operation selects`;
  // WHY: a policy masks identity for the auditor, and a rule that may compare it could ask for it bit by bit.
  return scope.isIdentity(leaf.parent.typeName, leaf.fieldName)
    ? `\`${text}\` says who somebody is: identity joins records, rules neither compare nor keep it`
    : null;
}

function fromCel(part: string, text: string, error: unknown): ReturnType<typeof auditInvalid> {
  const range = (error as { readonly range?: { readonly start: number } }).range;
  const summary = (error as { readonly summary?: string }).summary ?? 'does not parse';
  return auditInvalid(part, summary, range === undefined ? null : positionIn(text, range.start));
}

function positionIn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
