import type { AuditAction } from './action.ts';
import { modeOf, parametersOf } from './run-lines.ts';

interface Schedule {
  readonly scheduleId: string;
  readonly audit: { readonly name: string } | null;
  readonly cron: string;
  readonly mode: string;
  readonly endedAt: string | null;
  readonly slots: readonly {
    readonly slot: string;
    readonly run: { readonly runId: string; readonly status: string; readonly findingCount: number } | null;
    readonly errorCode: string | null;
    readonly errorDetail: string | null;
  }[];
}

const SCHEDULE = `scheduleId audit { name } cron mode endedAt
  slots { slot run { runId status findingCount } errorCode errorDetail }`;
const SLOTS_SHOWN = 10;

/** Runs an audit at times to come. */
export const schedule: AuditAction = {
  usage: `NAME 'MINUTE HOUR DAY MONTH WEEKDAY' [--param NAME=VALUE …] [--sweep|--cases]   (China Standard Time)`,
  names: 2,
  run: async ({ client: open, input, names: [name, cron] }) => {
    const client = await open();
    const { scheduleAudit } = await client.ask<{ scheduleAudit: Schedule }>(
      `mutation Schedule(
         $name: ID!, $cron: String!, $parameters: [AuditParameterInput!], $mode: AuditRunMode
       ) {
         scheduleAudit(name: $name, cron: $cron, parameters: $parameters, mode: $mode) { ${SCHEDULE} }
       }`,
      { name, cron, parameters: await parametersOf(client, [name], input), mode: modeOf(input) },
    );
    input.output.answer(scheduleAudit, linesOf(scheduleAudit));
    return 0;
  },
};

export const unschedule: AuditAction = {
  usage: 'SCHEDULE',
  names: 1,
  run: async ({ client, input, names: [scheduleId] }) => {
    const { unscheduleAudit } = await (
      await client()
    ).ask<{ unscheduleAudit: Schedule }>(
      `mutation Unschedule($scheduleId: ID!) { unscheduleAudit(scheduleId: $scheduleId) { ${SCHEDULE} } }`,
      { scheduleId },
    );
    input.output.answer(unscheduleAudit, linesOf(unscheduleAudit));
    return 0;
  },
};

/** The caller's schedules, with the latest times at which they were due. */
export const schedules: AuditAction = {
  usage: '',
  names: 0,
  run: async ({ client, input }) => {
    const { auditSchedules } = await (
      await client()
    ).ask<{ auditSchedules: { nodes: readonly Schedule[] } }>(
      `{ auditSchedules(first: 100, orderBy: { field: CREATED_AT }) { nodes { ${SCHEDULE} } } }`,
    );
    input.output.answer(auditSchedules.nodes, auditSchedules.nodes.flatMap(linesOf));
    return 0;
  },
};

function linesOf({ scheduleId, audit, cron, mode, endedAt, slots }: Schedule): readonly string[] {
  return [
    `${scheduleId} ${audit?.name ?? ''} \`${cron}\` ${mode}${endedAt === null ? '' : `, ended 已终止 ${endedAt}`}`,
    ...slots
      .slice(-SLOTS_SHOWN)
      .map(({ slot, run, errorCode, errorDetail }) =>
        run === null
          ? `  ${slot} ${[errorCode, errorDetail].filter(Boolean).join(': ')}`
          : `  ${slot} run ${run.runId} ${run.status}, ${run.findingCount} findings 疑点`,
      ),
  ];
}
