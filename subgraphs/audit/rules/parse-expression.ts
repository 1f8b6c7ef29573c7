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
      readonly range?: { readonly start: number };
      readonly summary?: string;
    };
    throw refusalAt(source, range?.start ?? 0, summary ?? 'does not parse');
  }
  const problem = problemOfExpression(ast);
  if (problem !== null) throw refusalAt(source, problem.start, problem.reason);
  return ast;
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
