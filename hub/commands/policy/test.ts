import type { CommandInput } from '../../command.ts';
import { openWorkplace } from './policy-files.ts';
import { runScenarios } from './run-scenarios.ts';

/** Runs the scenarios and prints what is decided otherwise than they expect, one sentence each. */
export function test(input: CommandInput): number {
  const outcomes = runScenarios(input, openWorkplace(input));
  const failed = outcomes.filter(({ differences }) => differences.length > 0);
  input.output.answer({ scenarios: outcomes.length, failed }, [
    ...failed.flatMap(({ file, title, differences }) => [
      `${file}: ${title}`,
      ...differences.map((difference) => `  ${difference}`),
    ]),
    `${outcomes.length - failed.length} of ${outcomes.length} scenarios hold`,
  ]);
  return failed.length === 0 ? 0 : 1;
}
