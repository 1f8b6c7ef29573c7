import type { DecisionTableDefinition } from '../definition/audit-definition.ts';
import { auditInvalid } from '../definition/audit-invalid.ts';
import type { ExpressionSource } from './parse-expression.ts';

const COMPARED = /^(==|!=|<=|>=|<|>)\s*(.+)$/su;

/** One row: when all of its cells fit, `then` decides. */
export interface TableRow {
  readonly fits: readonly ExpressionSource[];
  readonly then: ExpressionSource;
}

/**
 * A table in the notation of conditions: each cell becomes one over its input, `-` none.
 * @throws SluiceError AUDIT_INVALID for a row that has not a cell for each input
 */
export function tableRows(table: DecisionTableDefinition, part: string): readonly TableRow[] {
  return table.rows.map(({ cells, then }, row) => {
    const name = `${part} row ${row + 1}`;
    if (cells.length !== table.inputs.length)
      throw auditInvalid(name, `the row has ${cells.length} cells for ${table.inputs.length} inputs`, {
        line: 1,
        column: 1,
      });
    const fits = cells.flatMap((cell, column) =>
      cell.trim() === '-'
        ? []
        : [
            {
              part: `${name} cell ${column + 1}`,
              text: conditionOf(table.inputs[column] ?? '', cell.trim()),
            },
          ],
    );
    return { fits, then: { part: `${name} then`, text: then } };
  });
}

function conditionOf(input: string, cell: string): string {
  const [, operator, value] = COMPARED.exec(cell) ?? [];
  if (operator !== undefined && value !== undefined) return `(${input}) ${operator} (${value})`;
  return cell.startsWith('[') ? `(${input}) in ${cell}` : `(${input}) == (${cell})`;
}
