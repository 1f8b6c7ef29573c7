import { setTimeout as sleep } from 'node:timers/promises';
import { createAuditClient } from '../../hub/audits/audit-client.ts';
import type { ReadyHub } from '../../hub/launch/ready-file.ts';

const LOOK_EVERY_MS = 500;

/** Puts audits under supervision and answers with their standing runs once those are current. */
export async function putUnderSupervision(
  hub: Pick<ReadyHub, 'url' | 'tokens'>,
  audits: readonly string[],
): Promise<readonly string[]> {
  const client = createAuditClient(hub);
  const runIds: string[] = [];
  for (const name of audits) {
    const { superviseAudit } = await client.ask<{ superviseAudit: { runId: string } }>(
      'mutation Supervise($name: ID!) { superviseAudit(name: $name, on: true) { runId } }',
      { name },
    );
    runIds.push(superviseAudit.runId);
  }
  for (const runId of runIds)
    while ((await client.run(runId))?.progressStep !== 'CURRENT') await sleep(LOOK_EVERY_MS);
  return runIds;
}
