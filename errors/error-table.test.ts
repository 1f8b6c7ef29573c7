import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { ERROR_TABLE, STAGES, type ErrorCode } from './error-table.ts';
import { errorWords } from './error-words.ts';
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

const CODES = Object.keys(ERROR_TABLE) as ErrorCode[];

describe('the table of errors', () => {
  test('stands in docs/errors.md, row for row and in the same order', () => {
    const entries = CODES.map((code) => {
      const [{ stage, status, retry }, { en, zh }] = [ERROR_TABLE[code], errorWords(code)];
      return [`\`${code}\``, stage, String(status), retry ? 'yes' : 'no', en, zh];
    });
    expect(documented).toEqual(entries);
  });

  test('says each error in Chinese too', () => {
    for (const code of CODES) expect(errorWords(code).zh).toMatch(/\p{Script=Han}/u);
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
