import { ageOn } from '../../../identifiers/age-on.ts';
import { regionPrefixes } from '../../../identifiers/region-prefixes.ts';
import { addDays, addMonths, daysBetween, monthsBetween } from './calendar-arithmetic.ts';
import { ruleValueOf, within64Bits } from './rule-value.ts';
import type { Arithmetic, Comparison, ReadPath, Scalar, TypedExpression } from './typed-expression.ts';

/** What a path leads to: `none` is a null that the source gave, `unknown` one that proves nothing. */
export type ReadState =
  | { readonly state: 'present'; readonly value: unknown }
  | { readonly state: 'none' }
  | { readonly state: 'unknown' };

/** What the expressions of a rule stand on for one combination of records. */
export interface Frame {
  read(path: ReadPath): ReadState;
  parameter(name: string): Scalar | null;
  threshold(name: string): bigint | null;
  collected(name: string): Scalar | null;
}

/** An expression that can be asked; null is undecided. */
export type Evaluate = (frame: Frame) => Scalar | null;

/** Turns an expression into closures, once for all combinations that it is asked about. */
export function evaluatorOf(expression: TypedExpression): Evaluate {
  switch (expression.op) {
    case 'literal':
      return () => expression.value;
    case 'read':
      return (frame) => {
        const found = frame.read(expression.path);
        return found.state === 'present' ? ruleValueOf(expression.type, found.value) : null;
      };
    case 'has':
      return (frame) => {
        const { state } = frame.read(expression.path);
        return state === 'unknown' ? null : state === 'present';
      };
    case 'parameter':
      return (frame) => frame.parameter(expression.name);
    case 'threshold':
      return (frame) => frame.threshold(expression.name);
    case 'collected':
      return (frame) => frame.collected(expression.name);
    case 'not':
      return decided(expression.of, (value) => value !== true);
    case 'and':
      return absorbing(false, expression.left, expression.right);
    case 'or':
      return absorbing(true, expression.left, expression.right);
    case 'compare': {
      const holds = COMPARISONS[expression.comparison];
      return bothDecided(expression.left, expression.right, holds);
    }
    case 'arithmetic': {
      const operate = ARITHMETIC[expression.operator];
      return bothDecided(expression.left, expression.right, (left, right) =>
        within(operate(left as bigint, right as bigint)),
      );
    }
    case 'rescale': {
      const factor = 10n ** BigInt(expression.by);
      return decided(expression.of, (value) => within64Bits((value as bigint) * factor));
    }
    case 'in': {
      const values = new Set<Scalar>(expression.values);
      return decided(expression.of, (value) => values.has(value));
    }
    case 'if': {
      const condition = evaluatorOf(expression.condition);
      const then = evaluatorOf(expression.then);
      const otherwise = evaluatorOf(expression.otherwise);
      return (frame) => {
        const value = condition(frame);
        if (value === null) return null;
        return value === true ? then(frame) : otherwise(frame);
      };
    }
    case 'call':
      return callOf(expression);
  }
}

function within(value: bigint | null): bigint | null {
  return value === null ? null : within64Bits(value);
}

const COMPARISONS: Readonly<Record<Comparison, (left: Scalar, right: Scalar) => boolean>> = {
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

const ARITHMETIC: Readonly<Record<Arithmetic, (left: bigint, right: bigint) => bigint | null>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => (right === 0n ? null : left / right),
  '%': (left, right) => (right === 0n ? null : left % right),
};

/** Kleene's `and` (absorbed by false) and `or` (absorbed by true). */
function absorbing(absorber: boolean, one: TypedExpression, other: TypedExpression): Evaluate {
  const [first, second] = [evaluatorOf(one), evaluatorOf(other)];
  return (frame) => {
    const left = first(frame);
    if (left === absorber) return absorber;
    const right = second(frame);
    if (right === absorber) return absorber;
    return left === null || right === null ? null : !absorber;
  };
}

function decided(of: TypedExpression, then: (value: Scalar) => Scalar | null): Evaluate {
  const evaluate = evaluatorOf(of);
  return (frame) => {
    const value = evaluate(frame);
    return value === null ? null : then(value);
  };
}

function bothDecided(
  one: TypedExpression,
  other: TypedExpression,
  then: (left: Scalar, right: Scalar) => Scalar | null,
): Evaluate {
  const [first, second] = [evaluatorOf(one), evaluatorOf(other)];
  return (frame) => {
    const left = first(frame);
    if (left === null) return null;
    const right = second(frame);
    return right === null ? null : then(left, right);
  };
}

function callOf(call: Extract<TypedExpression, { readonly op: 'call' }>): Evaluate {
  const [one, other = one] = call.arguments;
  if (one === undefined || other === undefined) return () => null;
  switch (call.function) {
    case 'month':
      return decided(one, (day) => textOf(day).slice(0, 7));
    case 'addMonths':
      return bothDecided(one, other, (month, by) => addMonths(textOf(month), by as bigint));
    case 'addDays':
      return bothDecided(one, other, (day, by) => addDays(textOf(day), by as bigint));
    case 'monthsBetween':
      return bothDecided(one, other, (first, second) => monthsBetween(textOf(first), textOf(second)));
    case 'daysBetween':
      return bothDecided(one, other, (first, second) => daysBetween(textOf(first), textOf(second)));
    case 'ageOn':
      return bothDecided(one, other, (born, day) => {
        const age = ageOn(born, textOf(day));
        return age === null ? null : BigInt(age);
      });
    case 'within': {
      const prefixes = other.op === 'literal' ? regionPrefixes(textOf(other.value)) : [];
      return decided(one, (division) => prefixes.some((prefix) => textOf(division).startsWith(prefix)));
    }
    case 'startsWith':
      return bothDecided(one, other, (text, start) => textOf(text).startsWith(textOf(start)));
  }
}

function textOf(value: Scalar): string {
  return String(value);
}
