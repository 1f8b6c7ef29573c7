import type { ASTNode } from 'graphql';
import { SluiceError } from '../../../errors/sluice-error.ts';

/**
 * The refusal of an audit that can not be saved: what is wrong, in which part of the author's own text, and where
 * (line and column, 1-based, when the part is text).
 */
export function auditInvalid(
  part: string,
  reason: string,
  position: { readonly line: number; readonly column: number } | null = null,
): SluiceError {
  return new SluiceError('AUDIT_INVALID', {
    part,
    reason,
    ...(position === null ? {} : { line: position.line, column: position.column }),
  });
}

/** Where a node of a parsed operation stands in its text. */
export function positionOf(node: ASTNode): { readonly line: number; readonly column: number } | null {
  const start = node.loc?.startToken;
  return start === undefined ? null : { line: start.line, column: start.column };
}
