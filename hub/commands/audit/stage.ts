import { requiredText, type CommandInput } from '../../command.ts';
import type { AuditAction, AuditCall } from './action.ts';

/** Puts a rule live. */
export const release: AuditAction = {
  usage: 'NAME RULE --reason TEXT --official ID',
  names: 2,
  run: ({ client, input, names }) => changeStage('releaseRule', client, input, names),
};

/** Puts a rule back into its shadow. */
export const suspend: AuditAction = {
  usage: 'NAME RULE --reason TEXT --official ID',
  names: 2,
  run: ({ client, input, names }) => changeStage('suspendRule', client, input, names),
};

async function changeStage(
  mutation: 'releaseRule' | 'suspendRule',
  client: Parameters<AuditAction['run']>[0]['client'],
  input: CommandInput,
  [audit, ruleId]: AuditCall['names'],
): Promise<number> {
  const reason = requiredText(input.values, 'reason');
  const answer = await (
    await client()
  ).ask<Readonly<Record<string, { id: string; version: number; stage: string; ruleHash: string }>>>(
    `mutation Stage($audit: ID!, $ruleId: ID!, $reason: String!) {
       ${mutation}(audit: $audit, ruleId: $ruleId, reason: $reason) { id version stage ruleHash }
     }`,
    { audit, ruleId, reason },
  );
  const rule = answer[mutation];
  input.output.answer(rule, [`${rule?.id ?? ''} version ${rule?.version ?? ''}: ${rule?.stage ?? ''}`]);
  return 0;
}
