import type { AuditClient } from '../../audits/audit-client.ts';
import { comparisonLines, summaryLines } from '../../audits/report-lines.ts';
import { reportOfRun, runBesideTruth } from '../../audits/run-beside-truth.ts';
import { isExact } from '../../audits/truth-report.ts';
import type { CommandInput } from '../../command.ts';
import type { ReadyHub } from '../../launch/ready-file.ts';
import type { AuditAction } from './action.ts';
import { modeOf, runCalled, shippedNames } from './run-lines.ts';

type ReportInput = Pick<CommandInput, 'state' | 'output' | 'values'>;

/** Prints how a run compares with what was planted; 1 where a planted case was missed or an exempt one flagged. */
async function reportRun(hub: ReadyHub, runId: string, input: ReportInput): Promise<number> {
  const { auditName, report } = await reportOfRun(hub, input.state, runId);
  if (report.audit.recall === null) throw new Error(`nothing was planted for \`${auditName}\``);
  input.output.answer({ runId, auditName, ...report }, [
    `${auditName}: findings against the planted truth 疑点与植入真值对照`,
    ...comparisonLines('all rules 全部规则', report.audit),
    ...Object.entries(report.rules).flatMap(([id, comparison]) =>
      comparisonLines(`rule 规则 ${id}`, comparison),
    ),
  ]);
  return isExact(report) ? 0 : 1;
}

/**
 * Runs every audit that ships, as of the province's day, and prints how each of their rules compares with what was
 * planted; 1 where one missed a planted case, flagged an exempt one, or did not end well.
 */
async function reportAll(hub: ReadyHub, client: AuditClient, input: ReportInput): Promise<number> {
  const all = await runBesideTruth(hub, input.state, client, {
    auditNames: await shippedNames(client),
    mode: modeOf(input) ?? 'SWEEP',
    onEnded: ({ auditName, run }) => input.output.progress(`${auditName}: ${run.status}`),
  });
  input.output.answer(
    all.map(({ auditName, run, report }) => ({ auditName, runId: run.runId, status: run.status, report })),
    all.flatMap(summaryLines),
  );
  return all.every(({ report }) => report !== null && isExact(report)) ? 0 : 1;
}

/** Recall and precision against the synthetic province. */
export const report: AuditAction = {
  usage:
    'RUN | --all [--sweep|--cases]   (a sweep where neither is said; recall and precision against the synthetic province)',
  names: ({ all }) => (all === true ? 0 : 1),
  run: async ({ hub, client, input, names: [name] }) =>
    input.values['all'] === true
      ? reportAll(hub(), await client(), input)
      : reportRun(hub(), (await runCalled(await client(), name)).runId, input),
};
