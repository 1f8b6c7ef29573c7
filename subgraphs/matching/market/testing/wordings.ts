/** A table of wordings, each between two strokes or on a line of its own. */
export function wordings(table: string): readonly string[] {
  return table
    .split(/[|\n]/u)
    .map((words) => words.trim())
    .filter((words) => words !== '');
}
