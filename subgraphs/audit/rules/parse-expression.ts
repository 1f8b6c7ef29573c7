import { Environment, type ASTNode } from '@marcbachmann/cel-js';
import type { SluiceError } from '../../../errors/sluice-error.ts';
import { auditInvalid } from '../definition/audit-invalid.ts';
import { MAX_EXPRESSION_LENGTH, problemOfExpression } from './check-expression-subset.ts';

/** A text of an author, and which part of the audit it is. */
export interface ExpressionSource {
  readonly text: string;
  readonly part: string;
}

// The language is parsed as CEL; what names and operators mean is the business of our own checker.
const environment = new Environment({
  unlistedVariablesAreDyn: true,
  limits: { maxAstNodes: 2_000, maxDepth: 50 },
});

/**
 * Parses an expression of the subset.
 * @throws SluiceError AUDIT_INVALID with the position
 */
export function parseExpression(source: ExpressionSource): ASTNode {
  if (source.text.length > MAX_EXPRESSION_LENGTH)
    throw refusalAt(source, 0, `the text is longer than ${MAX_EXPRESSION_LENGTH} characters`);
  let ast: ASTNode;
  try {
    ast = environment.parse(source.text).ast;
  } catch (error) {
    const { range, summary } = error as {
      readonly range?: { readonly start: number; readonly end: number };
      readonly summary?: string;
    };
    const { start, end } = range ?? { start: 0, end: 0 };
    throw refusalAt(source, start, `${summary ?? 'does not parse'}${operatorMeant(source.text, start, end)}`);
  }
  const problem = problemOfExpression(ast);
  if (problem !== null) throw refusalAt(source, problem.start, problem.reason);
  return ast;
}

/** As other languages write what rules write otherwise. */
const OPERATORS: Readonly<Record<string, string>> = {
  '=': '==',
  '===': '==',
  '<>': '!=',
  '&': '&&',
  '|': '||',
  AND: '&&',
  OR: '||',
  NOT: '!',
};

/** The operator that was likely meant by what ends the parsing, or stands right before it; empty where none was. */
function operatorMeant(text: string, start: number, end: number): string {
  const here = text.slice(start, end);
  const [before = ''] = /(?:\bnot\s+|[<=]+)$/iu.exec(text.slice(0, start)) ?? [];
  const written = [`${before}${here}`, here, before.trim()].find((each) =>
    Object.hasOwn(OPERATORS, each.toUpperCase()),
  );
  return written === undefined
    ? ''
    : ` (in rules \`${written}\` is written \`${OPERATORS[written.toUpperCase()] ?? ''}\`)`;
}

/** The refusal of something that stands at this offset of the text. */
export function refusalAt(source: ExpressionSource, offset: number, reason: string): SluiceError {
  const lines = source.text.slice(0, offset).split('\n');
  const position = { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
  return auditInvalid(source.part, reason, position);
}

/** What a node of the expression says, word for word. */
export function wordsOf(source: ExpressionSource, node: Pick<ASTNode, 'start' | 'end'>): string {
  return source.text.slice(node.start, node.end);
}
