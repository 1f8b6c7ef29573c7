import type { ASTNode } from '@marcbachmann/cel-js';
import { RULE_FUNCTIONS } from './typed-expression.ts';

/** What an expression may not use, as text for its author, and where it stands. */
export interface SubsetProblem {
  readonly reason: string;
  /** Offset in the expression's text. */
  readonly start: number;
}

/** Longer conditions are not read by anybody who has to vouch for them. */
export const MAX_EXPRESSION_LENGTH = 2_000;

/**
 * What a rule may call. Each is done in time proportional to its text: a rule is asked once for every combination of
 * records on the thread that serves, so a regular expression (`matches`) or a walk over a list could stop it for ever.
 */
const FUNCTIONS: ReadonlySet<string> = new Set(['has', ...RULE_FUNCTIONS]);

const OPERATORS: ReadonlySet<string> = new Set(
  'value id . call rcall list in == != < <= > >= && || !_ -_ + - * / % ?:'.split(' '),
);

/** The first thing in a parsed expression that is outside the subset; null where all of it is inside. */
export function problemOfExpression(node: ASTNode): SubsetProblem | null {
  if (!OPERATORS.has(node.op)) return { reason: `\`${node.op}\` has no meaning in rules`, start: node.start };
  if (node.op === 'call' || node.op === 'rcall') {
    const [name] = node.args;
    if (!FUNCTIONS.has(name)) return { reason: `\`${name}\` is no function of rules`, start: node.start };
  }
  for (const child of childNodes(node.args)) {
    const problem = problemOfExpression(child);
    if (problem !== null) return problem;
  }
  return null;
}

/** The expressions directly below, from the arguments of a node. */
export function childNodes(args: unknown): readonly ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(childNodes);
  return typeof args === 'object' && args !== null && 'op' in args ? [args as ASTNode] : [];
}
