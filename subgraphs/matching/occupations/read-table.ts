import { readFileSync } from 'node:fs';

/**
 * The rows of a data file of this project: columns with commas between them, never quoted; lines that begin with `#` and
 * the head are left out.
 */
export function readTable(file: URL): readonly (readonly string[])[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .slice(1)
    .map((line) => line.split(','));
}
