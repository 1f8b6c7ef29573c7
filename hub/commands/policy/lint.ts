import { lintPolicies } from '../../../policies/analyse/lint.ts';
import { SUBJECTS } from '../../../policies/scenarios/subjects.ts';
import type { CommandInput } from '../../command.ts';
import { openWorkplace } from './policy-files.ts';

/** Prints everything that is wrong with the policies, one problem a line. */
export function lint(input: CommandInput): number {
  const workplace = openWorkplace(input);
  const problems = lintPolicies(workplace.files, { ...workplace, subjects: Object.values(SUBJECTS) });
  const documents = workplace.files.length;
  input.output.answer({ problems }, [
    ...problems.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`),
    problems.length === 0
      ? `nothing is wrong with the ${documents} files`
      : `${problems.length} problems in ${new Set(problems.map(({ file }) => file)).size} files`,
  ]);
  return problems.length === 0 ? 0 : 1;
}
