import type { ReadyHub } from '../launch/ready-file.ts';
import type { AuditClient, AuditRun, RunManner } from './audit-client.ts';
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

export interface TruthRuns {
  readonly auditNames: readonly string[];
  readonly mode: NonNullable<RunManner['mode']>;
  /** Told of each run when it has ended. */
  readonly onEnded?: (ended: RunBesideTruth) => void;
}

/** Runs audits one after the other, as of the province's day, and compares each with what was planted. */
export async function runBesideTruth(
  hub: ReadyHub,
  statePath: string,
  client: AuditClient,
  { auditNames, mode, onEnded = () => undefined }: TruthRuns,
): Promise<readonly RunBesideTruth[]> {
  const asOf = { name: 'asOf', value: JSON.stringify(await readProvinceDay(hub, statePath)) };
  const all: RunBesideTruth[] = [];
  for (const auditName of auditNames) {
    const { runId } = await client.start(auditName, [asOf], { mode });
    const run = await client.follow(runId, () => undefined);
    const report = run.status === 'SUCCEEDED' ? (await reportOfRun(hub, statePath, runId)).report : null;
    const ended = { auditName, run, report };
    onEnded(ended);
    all.push(ended);
  }
  return all;
}
