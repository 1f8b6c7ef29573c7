/** Where something is, counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong with a policy document, where, in words for the person who wrote it. */
export interface PolicyProblem extends Position {
  readonly file: string;
  readonly message: string;
}

/** Policies that must not be put in force. The message names every problem, one a line. */
export class InvalidPolicies extends Error {
  readonly problems: readonly PolicyProblem[];

  constructor(problems: readonly PolicyProblem[]) {
    super(
      problems.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`).join('\n'),
    );
    this.name = 'InvalidPolicies';
    this.problems = problems;
  }
}
