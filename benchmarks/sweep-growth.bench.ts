import { setTimeout as sleep } from 'node:timers/promises';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuditClient } from '../hub/audits/audit-client.ts';
import { numberOption } from '../hub/command.ts';
import { startHub, type RunningHub } from '../hub/launch/start-hub.ts';
import { onServer } from '../hub/postgres/ensure-databases.ts';
import { stateDirectory } from '../hub/state/state-directory.ts';
import { readPassword } from '../secrets/read-secret-file.ts';
import type { Benchmark, BenchmarkResult } from './benchmark.ts';
import { pageThrough, type PagedAudit } from './growth/page-through.ts';
import { startPlainFederation } from './growth/start-plain-federation.ts';
import { median } from './median.ts';

const AUDIT = 'dead-and-paid';
/** The agencies that it reads. */
const AGENCIES = ['civil-affairs', 'health', 'household-registration'];
const TIMES = [1, 2, 4] as const;
const ROUNDS = 3;
const PAGED_CASES = 5_000;
const POLL_MS = 20;

/**
 * R01 swept over provinces of one, two and four times a size, through the hub with policy, grants and ledger; and the
 * same audit over the smallest of them paged through a plain @apollo/gateway: the same graph, resolvers, batching and
 * databases in as many processes, without policy, grants, masks or ledger, evaluated by the same rules. Of the pages the
 * first 5,000 families are timed; the rest is reckoned.
 */
export const benchmark: Benchmark = {
  summary: 'a sweep over 1, 2 and 4 times a province, beside the same audit paged through @apollo/gateway',
  options: {
    base: { type: 'string', help: 'residents of the smallest (100000; the aim is told of 1200000)' },
    assisted: { type: 'string', help: 'of 100 households, how many are on assistance (17)' },
    seed: { type: 'string', help: 'which province (1)' },
  },
  async run({ values, progress }) {
    const base = numberOption(values, 'base', { from: 2_000, to: 25_000_000 }) ?? 100_000;
    const assistedShare = (numberOption(values, 'assisted', { from: 1, to: 50 }) ?? 17) / 100;
    const seed = numberOption(values, 'seed', { from: 0, to: Number.MAX_SAFE_INTEGER }) ?? 1;
    const measured: MeasuredSize[] = [];
    for (const times of TIMES) {
      const province = { residents: base * times, seed };
      const state = mkdtempSync(join(tmpdir(), 'sluice-bench-growth-'));
      const hub = await startHub({ state, province, assistedShare, onProgress: progress });
      try {
        measured.push(await measure(hub, state, { isPaged: times === 1, progress }));
      } finally {
        await hub.stop();
        rmSync(state, { recursive: true, force: true });
      }
    }
    return report(measured);
  },
};

interface MeasuredSize {
  readonly residents: number;
  readonly families: number;
  readonly findings: number;
  readonly sluiceS: number;
  /** Null where nothing was paged. */
  readonly paged: (PagedAudit & { readonly sameAsSwept: boolean }) | null;
}

async function measure(
  hub: RunningHub,
  state: string,
  { isPaged, progress }: { readonly isPaged: boolean; readonly progress: (line: string) => void },
): Promise<MeasuredSize> {
  const seconds: number[] = [];
  let swept = { runId: '', families: 0, findings: 0, seconds: 0 };
  for (let round = 1; round <= ROUNDS; round += 1) {
    swept = await sweepOnce(hub);
    seconds.push(swept.seconds);
    progress(`swept ${swept.families} families in ${rounded(swept.seconds)} s`);
  }
  const { residents } = hub.ready.province;
  const { families, findings } = swept;
  const paged = isPaged ? await pageBeside(hub, state, swept.runId, progress) : null;
  return { residents, families, findings, sluiceS: median(seconds), paged };
}

async function sweepOnce(hub: RunningHub): Promise<{
  readonly runId: string;
  readonly families: number;
  readonly findings: number;
  readonly seconds: number;
}> {
  const client = createAuditClient(hub.ready);
  const startedAt = performance.now();
  const { runId } = await client.start(AUDIT, [], { mode: 'SWEEP' });
  for (;;) {
    const run = await client.run(runId);
    if (run === null || run.status === 'FAILED' || run.status === 'CANCELLED')
      throw new Error(`the sweep ended: ${run?.errorDetail ?? ''}`);
    if (run.ruleStates.some(({ state }) => state === 'CANNOT_VERIFY'))
      throw new Error('a rule can not be verified');
    if (run.status === 'SUCCEEDED')
      return {
        runId,
        families: run.populationSeen,
        findings: run.findingCount + run.shadowFindingCount,
        seconds: (performance.now() - startedAt) / 1_000,
      };
    await sleep(POLL_MS);
  }
}

async function pageBeside(
  hub: RunningHub,
  state: string,
  runId: string,
  progress: (line: string) => void,
): Promise<MeasuredSize['paged']> {
  progress('paging through a plain gateway');
  const federation = await startPlainFederation(stateDirectory(state), AGENCIES);
  try {
    const paged = await pageThrough(federation.url, AUDIT, PAGED_CASES);
    const swept = await sweptFindings(hub, state, runId, paged.caseKeys);
    const [ours, theirs] = [swept, paged.findings].map((findings) => findings.toSorted().join('\n'));
    return { ...paged, sameAsSwept: ours === theirs };
  } finally {
    await federation.stop();
  }
}

/** What the sweep found of these cases, as `pageThrough` writes it. */
function sweptFindings(
  { ready }: RunningHub,
  state: string,
  runId: string,
  caseKeys: readonly string[],
): Promise<readonly string[]> {
  const password = readPassword(join(stateDirectory(state).postgres, 'password'));
  const server = { ...ready.postgres, user: 'postgres', password };
  return onServer(server, ready.databases['hub'] ?? 'hub', async (client) => {
    const { rows } = await client.query<{ line: string }>(
      `SELECT rule_id || ' ' || evidence_key AS line FROM audit.finding
       WHERE run_id = $1 AND outcome = 'YES' AND case_key = ANY ($2)`,
      [runId, caseKeys],
    );
    return rows.map(({ line }) => line);
  });
}

function report(measured: readonly MeasuredSize[]): BenchmarkResult {
  const [one, two, four] = measured;
  if (!one?.paged || !two || !four) throw new Error('not every size was measured');
  const { paged } = one;
  const pagedS = (paged.seconds / paged.caseKeys.length) * PAGED_CASES;
  const wrong: string[] = [];
  if (!paged.sameAsSwept) wrong.push('what was found page by page is not what was swept');
  if (paged.findings.length === 0) wrong.push('nothing was found page by page');
  return {
    rows: measured.map(({ residents, families, findings, sluiceS }) => ({
      residents,
      families,
      findings,
      sluice_s: rounded(sluiceS),
      growth: rounded(sluiceS / one.sluiceS),
      paged_extrapolated_s: rounded((pagedS / PAGED_CASES) * families),
    })),
    figures: {
      residents: one.residents,
      sluice_s: rounded(one.sluiceS),
      sluice_2x_s: rounded(two.sluiceS),
      sluice_4x_s: rounded(four.sluiceS),
      growth: rounded(four.sluiceS / one.sluiceS),
      paged_s_per_5000: rounded(pagedS),
      paged_extrapolated_s: rounded((pagedS / PAGED_CASES) * one.families),
    },
    wrong,
  };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
