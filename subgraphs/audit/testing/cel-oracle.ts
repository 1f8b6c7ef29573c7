import { Environment } from '@marcbachmann/cel-js';
import { withinRegion } from '../../../identifiers/division.ts';
import type { Frame } from '../rules/evaluate-expression.ts';
import { childrenOf } from '../rules/expression-reads.ts';
import { ruleValueOf } from '../rules/rule-value.ts';
import type { Scalar, TypedExpression } from '../rules/typed-expression.ts';

/**
 * An evaluator that is none of ours: a typed expression written as CEL over whole numbers, days and months, and asked of
 * cel-js. What is undecided is a variable that the context lacks, so that its errors carry the third value.
 */

class Day {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

class Month {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const environment = createEnvironment();

/** The value of an expression by cel-js; null where it is undecided. */
export function celValueOf(expression: TypedExpression, frame: Frame): Scalar | null {
  const context: Record<string, unknown> = {};
  const text = celText(expression, frame, context);
  try {
    const value: unknown = environment.evaluate(text, context);
    return value instanceof Day || value instanceof Month ? value.text : (value as Scalar);
  } catch {
    return null;
  }
}

function celText(expression: TypedExpression, frame: Frame, context: Record<string, unknown>): string {
  const below = childrenOf(expression).map((child) => celText(child, frame, context));
  const [one = '', other = '', third = ''] = below;
  switch (expression.op) {
    case 'literal':
      return constant(expression.type.kind, expression.value);
    case 'read':
    case 'has':
    case 'parameter':
    case 'threshold':
    case 'collected': {
      const value = leafValue(expression, frame);
      const name = `v${Object.keys(context).length}`;
      if (value === null) return `absent.${name}`;
      context[name] = celValue(expression.type.kind, value);
      return name;
    }
    case 'not':
      return `!(${one})`;
    case 'and':
      return `((${one}) && (${other}))`;
    case 'or':
      return `((${one}) || (${other}))`;
    case 'compare':
      return `((${one}) ${expression.comparison} (${other}))`;
    case 'arithmetic':
      return `((${one}) ${expression.operator} (${other}))`;
    case 'rescale':
      return `((${one}) * ${10n ** BigInt(expression.by)})`;
    case 'in': {
      const { kind } = expression.of.type;
      return `(${expression.values.map((value) => `(${one}) == ${constant(kind, value)}`).join(' || ')})`;
    }
    case 'if':
      return `((${one}) ? (${other}) : (${third}))`;
    case 'call':
      return `${expression.function}(${below.join(', ')})`;
  }
}

function leafValue(
  expression: Extract<
    TypedExpression,
    { readonly op: 'read' | 'has' | 'parameter' | 'threshold' | 'collected' }
  >,
  frame: Frame,
): Scalar | null {
  switch (expression.op) {
    case 'read': {
      const found = frame.read(expression.path);
      return found.state === 'present' ? ruleValueOf(expression.type, found.value) : null;
    }
    case 'has': {
      const { state } = frame.read(expression.path);
      return state === 'unknown' ? null : state === 'present';
    }
    case 'parameter':
      return frame.parameter(expression.name);
    case 'threshold':
      return frame.threshold(expression.name);
    case 'collected':
      return frame.collected(expression.name);
  }
}

function constant(kind: string, value: Scalar): string {
  if (kind === 'day' || kind === 'month') return `${kind}Of(${JSON.stringify(value)})`;
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'bigint' && value < 0n ? `(${value + 1n} - 1)` : String(value);
}

function celValue(kind: string, value: Scalar): unknown {
  if (kind === 'day') return new Day(String(value));
  return kind === 'month' ? new Month(String(value)) : value;
}

/** Counted in days of JavaScript's calendar and in whole months, without our own arithmetic. */
function createEnvironment(): Environment {
  const at = ({ text }: Day | Month): Date => new Date(text.length === 7 ? `${text}-01` : text);
  const shown = (date: Date, length: number): string => {
    const text = date.toISOString();
    if (!/^\d/u.test(text) || text.startsWith('0000')) throw new RangeError('outside the calendar');
    return text.slice(0, length);
  };
  const moved = (date: Date, months: number, days: number): Date => {
    const result = new Date(date);
    result.setUTCMonth(result.getUTCMonth() + months);
    result.setUTCDate(result.getUTCDate() + days);
    return result;
  };
  const environment = new Environment({ unlistedVariablesAreDyn: true })
    .registerType('Day', { ctor: Day, fields: {} })
    .registerType('Month', { ctor: Month, fields: {} })
    .registerFunction('dayOf(string): Day', (text: string) => new Day(text))
    .registerFunction('monthOf(string): Month', (text: string) => new Month(text))
    .registerFunction('month(Day): Month', (day: Day) => new Month(day.text.slice(0, 7)))
    .registerFunction(
      'addMonths(Month, int): Month',
      (month: Month, by: bigint) => new Month(shown(moved(at(month), Number(by), 0), 7)),
    )
    .registerFunction(
      'addDays(Day, int): Day',
      (day: Day, by: bigint) => new Day(shown(moved(at(day), 0, Number(by)), 10)),
    )
    .registerFunction('monthsBetween(Month, Month): int', (first: Month, second: Month) => {
      const [one, other] = [at(first), at(second)];
      const years = other.getUTCFullYear() - one.getUTCFullYear();
      return BigInt(years * 12 + other.getUTCMonth() - one.getUTCMonth());
    })
    .registerFunction('daysBetween(Day, Day): int', (first: Day, second: Day) =>
      BigInt((at(second).getTime() - at(first).getTime()) / 86_400_000),
    )
    .registerFunction('ageOn(Day, Day): int', (born: Day, day: Day) => {
      if (born.text > day.text) throw new RangeError('not yet born');
      let age = 0;
      while (birthday(at(born), age + 1) <= at(day).getTime()) age += 1;
      return BigInt(age);
    })
    .registerFunction('within(string, string): bool', (division: string, code: string) =>
      withinRegion(division, code),
    )
    .registerFunction('startsWith(string, string): bool', (text: string, start: string) =>
      text.startsWith(start),
    );
  for (const type of ['Day', 'Month']) {
    environment
      .registerOperator(`${type} < ${type}`, (a: Day, b: Day) => a.text < b.text)
      .registerOperator(`${type} <= ${type}`, (a: Day, b: Day) => a.text <= b.text)
      .registerOperator(`${type} > ${type}`, (a: Day, b: Day) => a.text > b.text)
      .registerOperator(`${type} >= ${type}`, (a: Day, b: Day) => a.text >= b.text)
      .registerOperator(`${type} == ${type}`, (a: Day, b: Day) => a.text === b.text);
  }
  return environment;
}

/** When somebody gets so many years old; JavaScript moves 29 February to 1 March. */
function birthday(born: Date, years: number): number {
  return new Date(born).setUTCFullYear(born.getUTCFullYear() + years);
}
