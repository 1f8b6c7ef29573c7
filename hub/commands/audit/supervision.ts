import { RUN, type AuditRun } from '../../audits/audit-client.ts';
import type { AuditAction } from './action.ts';
import { withdrawnPart } from './run-lines.ts';

/** Puts an audit under supervision, or with `--off` ends that. */
export const supervise: AuditAction = {
  usage: 'NAME [--off]   (changes at the agencies become findings as they happen)',
  names: 1,
  run: async ({ client, input: { output, values }, names: [name] }) => {
    const { ask } = await client();
    const { superviseAudit } = await ask<{ superviseAudit: AuditRun }>(
      `mutation Supervise($name: ID!, $on: Boolean!) { superviseAudit(name: $name, on: $on) { ${RUN} } }`,
      { name, on: values['off'] !== true },
    );
    output.answer(superviseAudit, [line(superviseAudit)]);
    return 0;
  },
};

/** What every standing run is doing. */
export const supervision: AuditAction = {
  usage: '  (what is under supervision, and how it stands)',
  names: 0,
  run: async ({ client, input: { output } }) => {
    const { ask } = await client();
    const { auditRuns } = await ask<{ auditRuns: { nodes: readonly AuditRun[] } }>(
      `query Standing {
         auditRuns(
           first: 100, filter: { status: { eq: "RUNNING" } }, orderBy: { field: STARTED_AT, direction: DESC }
         ) { nodes { ${RUN} } }
       }`,
    );
    const standing = auditRuns.nodes.filter(({ mode }) => mode === 'SUPERVISION');
    output.answer(
      standing,
      standing.length === 0 ? ['no audit is under supervision 没有处于动态监管的审计'] : standing.map(line),
    );
    return standing.some(({ progressStep }) => progressStep === 'REFUSED' || progressStep === 'FAILED')
      ? 1
      : 0;
  },
};

const STATES: Readonly<Record<string, string>> = {
  FILLING: 'looking at everybody for the first time 首次全量核查',
  CURRENT: 'current 实时',
  RESYNCHRONISING:
    'everybody is looked at again: a new day, or changes may have been missed 正在全量重新核查（新的一天，或变更可能有遗漏）',
  WAITING: 'waiting for what does not answer 等待无响应的系统',
  REFUSED: 'refused 被拒绝',
  FAILED: 'failed 出错',
};

function line(run: AuditRun): string {
  const state =
    run.status === 'RUNNING'
      ? (STATES[run.progressStep ?? ''] ?? run.progressStep ?? '')
      : 'no longer under supervision 已停止监管';
  const why = run.errorDetail === null ? '' : ` (${run.errorDetail})`;
  const unverifiable = run.ruleStates
    .filter((rule) => rule.state === 'CANNOT_VERIFY')
    .map(({ ruleId, missing }) => `; ${ruleId} can not be verified 无法核实 (${missing ?? ''})`);
  return (
    `${run.audit?.name ?? ''} version ${run.auditVersion}, run ${run.runId}: ${state}${why}; ` +
    `${run.progressDone} cases 对象, ${run.findingCount} findings 疑点, ${run.shadowFindingCount} in shadow 试运行, ` +
    `${run.cannotTellCount} cannot tell 无法判定${withdrawnPart(run)}${unverifiable.join('')}`
  );
}
