import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { ERROR_TABLE, STAGES } from './error-table.ts';
import { SluiceError } from './sluice-error.ts';

/** The rows of docs/errors.md, `| code | stage | HTTP | retry | message | 中文 |`. */
const documented = readFileSync('docs/errors.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );

describe('the table of errors', () => {
  test('stands in docs/errors.md, row for row and in the same order', () => {
    const rows = documented.map((cells) => cells.slice(0, 5));
    const entries = Object.entries(ERROR_TABLE).map(([code, { stage, status, retry, message }]) => [
      `\`${code}\``,
      stage,
      String(status),
      retry ? 'yes' : 'no',
      message,
    ]);
    expect(rows).toEqual(entries);
  });

  test('says each error in Chinese too', () => {
    for (const cells of documented) expect(cells[5]).toMatch(/[\u4e00-\u9fff]/);
  });

  test('is grouped by stage, in the order of a request', () => {
    const stages = Object.values(ERROR_TABLE).map(({ stage }) => STAGES.indexOf(stage));
    expect(stages).toEqual(stages.toSorted((one, other) => one - other));
  });

  test('gives an error its public message and keeps the cause apart', () => {
    const error = new SluiceError(
      'SOURCE_ERROR',
      { subgraph: 'health' },
      { cause: new Error('relation "x"') },
    );
    expect(error.message).toBe(ERROR_TABLE.SOURCE_ERROR.message);
    expect(JSON.stringify(error)).not.toContain('relation');
  });
});
