import { type Coverage, coverageOf, type IdleRule } from '../../../policies/analyse/coverage.ts';
import { domainOf, rulesOf } from '../../../policies/analyse/domain.ts';
import { equalRules } from '../../../policies/analyse/equal-rules.ts';
import { compilePolicies } from '../../../policies/compile-policy.ts';
import type { RuleId } from '../../../policies/vocabulary.ts';
import { type CommandInput, numberOption } from '../../command.ts';
import { openWorkplace } from './policy-files.ts';
import { runScenarios } from './run-scenarios.ts';

interface CoverageReport extends Coverage {
  readonly rules: number;
  readonly fields: number;
  readonly subjectClasses: number;
  readonly equal: ReturnType<typeof equalRules>;
  /** Rules on which no decision of any scenario rests. */
  readonly unexercised: readonly RuleId[];
}

/** Prints how far the policies reach: fields, cells, and rules that never decide anything of their own. */
export function coverage(input: CommandInput): number {
  const within = numberOption(input.values, 'within', { from: 0, to: 3_650 }) ?? 90;
  const workplace = openWorkplace(input);
  const source = workplace.source();
  const domain = domainOf(source, workplace.fields);
  const policies = compilePolicies(source);
  const exercised = new Set(runScenarios(input, workplace).flatMap(({ rules }) => rules));
  const ids = rulesOf(source).map(({ rule }) => rule.id);
  const report = {
    rules: ids.length,
    fields: workplace.fields.length,
    subjectClasses: domain.classes.length,
    ...coverageOf({ source, domain, policies }, workplace.at, within),
    equal: equalRules(source),
    unexercised: ids.filter((id) => !exercised.has(id)),
  };
  input.output.answer(report, linesOf(report, within));
  return report.unruled.length + report.idle.length + report.equal.length === 0 ? 0 : 1;
}

function linesOf(report: CoverageReport, within: number): readonly string[] {
  const { cells } = report;
  return [
    `${report.rules} rules over ${report.fields} fields, ${report.subjectClasses} classes of subjects`,
    `${cells.all} cells: ${cells.shown} permitted, ${cells.masked} masked, ${cells.needsCase} under a case, ${cells.forbidden} forbidden, ${cells.notPermitted} not permitted`,
    ...section('fields that no rule names', report.unruled),
    ...section('rules that decide nothing', report.idle.map(idleLine)),
    ...section(
      'rules that say the same',
      report.equal.map(({ rule, as }) => `${rule} says what ${as} says`),
    ),
    ...section(
      'rules that change nothing',
      report.shadowed.map(({ rule, by }) =>
        by.length === 0
          ? `${rule} forbids what nothing permits`
          : `${rule} is outweighed by ${by.join(', ')}`,
      ),
    ),
    ...section('rules that no scenario shows', report.unexercised),
    ...section(
      `rules that end within ${within} days`,
      report.expiring.map(({ rule, validTo }) => `${rule} holds no more on ${validTo}`),
    ),
  ];
}

function idleLine({ rule, why, forbiddenBy }: IdleRule): string {
  const words = {
    expired: 'has expired',
    nobody: 'applies to nobody who may declare a purpose of it',
    forbidden: `is forbidden whole by ${forbiddenBy.join(', ')}`,
    masked: 'has no use that a masking rule permits',
  };
  return `${rule} ${words[why]}`;
}

const section = (title: string, lines: readonly string[]): readonly string[] => [
  `${title}: ${lines.length}`,
  ...lines.map((line) => `  ${line}`),
];
