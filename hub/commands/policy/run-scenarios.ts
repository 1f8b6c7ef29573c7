import { compilePolicies } from '../../../policies/compile-policy.ts';
import { parseScenarios, type Scenario } from '../../../policies/language/parse-scenarios.ts';
import { InvalidPolicies } from '../../../policies/language/policy-problem.ts';
import { decidingRules, runScenario } from '../../../policies/run-scenario.ts';
import { SUBJECTS } from '../../../policies/scenarios/subjects.ts';
import type { RuleId } from '../../../policies/vocabulary.ts';
import type { CommandInput } from '../../command.ts';
import { type PolicyWorkplace, readScenarioFiles } from './policy-files.ts';

/** One scenario, and how what is decided differs from what it expects; not at all where it holds. */
export interface ScenarioOutcome {
  readonly file: string;
  readonly title: string;
  readonly differences: readonly string[];
  /** The rules on which its decisions rest. */
  readonly rules: readonly RuleId[];
}

/**
 * Runs all scenarios against the policies of the directory.
 * @throws InvalidPolicies for policies or scenarios that do not read
 */
export function runScenarios(input: CommandInput, workplace: PolicyWorkplace): readonly ScenarioOutcome[] {
  const setting = {
    policies: compilePolicies(workplace.source()),
    schema: workplace.schema,
    subjects: SUBJECTS,
    today: workplace.at,
  };
  return readScenarios(input).map(({ file, scenario }) => ({
    file,
    title: scenario.title,
    differences: runScenario(scenario, setting),
    rules: decidingRules(scenario, setting),
  }));
}

function readScenarios(
  input: CommandInput,
): readonly { readonly file: string; readonly scenario: Scenario }[] {
  const parsed = readScenarioFiles(input).map(({ name, text }) => ({
    file: name,
    ...parseScenarios(name, text),
  }));
  const problems = parsed.flatMap((each) => each.problems);
  if (problems.length > 0) throw new InvalidPolicies(problems);
  return parsed.flatMap(({ file, scenarios }) => scenarios.map((scenario) => ({ file, scenario })));
}
