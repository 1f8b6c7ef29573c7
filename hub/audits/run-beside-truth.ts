import type { ReadyHub } from '../launch/ready-file.ts';
import type { AuditClient, AuditRun } from './audit-client.ts';
import { readProvinceDay, readRunBesideTruth } from './read-truth.ts';
import { compareWithTruth, type TruthReport } from './truth-report.ts';

/** A run of one audit and how it compares with what was planted; null where it did not end well. */
export interface RunBesideTruth {
  readonly auditName: string;
  readonly run: AuditRun;
  readonly report: TruthReport | null;
}

/** How a run that has ended well compares with what was planted. */
export async function reportOfRun(
  hub: ReadyHub,
  statePath: string,
  runId: string,
): Promise<{ readonly auditName: string; readonly report: TruthReport }> {
  const { auditName, ruleIds, found, planted } = await readRunBesideTruth(hub, statePath, runId);
  return { auditName, report: compareWithTruth(found, planted, ruleIds) };
}

/** Runs audits one after the other, as of the province's day, and compares each with what was planted. */
export async function runBesideTruth(
  hub: ReadyHub,
  statePath: string,
  client: AuditClient,
  auditNames: readonly string[],
  onEnded: (ended: RunBesideTruth) => void = () => undefined,
): Promise<readonly RunBesideTruth[]> {
  const asOf = { name: 'asOf', value: JSON.stringify(await readProvinceDay(hub, statePath)) };
  const all: RunBesideTruth[] = [];
  for (const auditName of auditNames) {
    const { runId } = await client.start(auditName, [asOf]);
    const run = await client.follow(runId, () => undefined);
    const report = run.status === 'SUCCEEDED' ? (await reportOfRun(hub, statePath, runId)).report : null;
    const ended = { auditName, run, report };
    onEnded(ended);
    all.push(ended);
  }
  return all;
}
