import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { numberOption, textOption } from '../hub/command.ts';
import { startHub, type RunningHub } from '../hub/launch/start-hub.ts';
import type { PostgresServer } from '../hub/postgres/start-postgres.ts';
import { stateDirectory } from '../hub/state/state-directory.ts';
import { readPassword } from '../secrets/read-secret-file.ts';
import type { Benchmark, BenchmarkResult } from './benchmark.ts';
import { median } from './median.ts';
import { compareFindings } from './sweep/compare-findings.ts';
import {
  countBeneficiaries,
  handWrittenFindings,
  sluiceFindings,
  timeInDuckDb,
  timeInPostgres,
  type FoundLines,
} from './sweep/hand-written.ts';
import { copyIntoDuckDb, copyIntoOneDatabase } from './sweep/one-place.ts';
import { peakMemoryDuring, type PeakMemory } from './sweep/peak-memory.ts';
import { sweepEverything } from './sweep/sweep-everything.ts';

const ROUNDS = 3;

/**
 * R01 to R10 and W01 over everybody: swept from eight databases through the gateway, against the same in SQL written by
 * hand over one database that has all rows in one place. Both write the same findings with their evidence; `peak_mib` is
 * of the process that holds the sweep engine, and the table has the gateway's and the sum over all of the hub's processes
 * but PostgreSQL, pages that they share counted for each.
 */
export const benchmark: Benchmark = {
  summary: 'a sweep from eight databases against hand-written SQL over one',
  options: {
    residents: { type: 'string', help: 'how many residents (1200000)' },
    assisted: { type: 'string', help: 'of 100 households, how many are on assistance (17)' },
    seed: { type: 'string', help: 'which province (1)' },
    state: { type: 'string', help: 'where the hub lies and stays; without, it is made anew and removed' },
  },
  async run({ values, progress }) {
    const province = {
      residents: numberOption(values, 'residents', { from: 2_000, to: 100_000_000 }) ?? 1_200_000,
      seed: numberOption(values, 'seed', { from: 0, to: Number.MAX_SAFE_INTEGER }) ?? 1,
    };
    const assistedShare = (numberOption(values, 'assisted', { from: 1, to: 50 }) ?? 17) / 100;
    const given = textOption(values, 'state');
    const state = given ?? mkdtempSync(join(tmpdir(), 'sluice-bench-sweep-'));
    // Each agency's log of changes is that of the one server here, which has all that the hub itself writes: with eight
    // servers nobody would read it eight times.
    const hub = await startHub({
      state,
      province,
      assistedShare,
      followChanges: false,
      onProgress: progress,
    });
    try {
      return await compare(hub, state, progress);
    } finally {
      await hub.stop();
      if (given === undefined) rmSync(state, { recursive: true, force: true });
    }
  },
};

async function compare(
  hub: RunningHub,
  state: string,
  progress: (line: string) => void,
): Promise<BenchmarkResult> {
  const server: PostgresServer = serverOf(hub, state);
  await copyIntoOneDatabase(server, (name) => hub.ready.databases[name] ?? name, progress);
  const duck = await (await DuckDBInstance.create(':memory:')).connect();
  await copyIntoDuckDb(server, duck, progress);
  const seconds = { sluice: [] as number[], postgres: [] as number[], duckdb: [] as number[] };
  const peaks: PeakMemory[] = [];
  let runIds: readonly string[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    progress(`round ${round} of ${ROUNDS}`);
    seconds.postgres.push(await timeInPostgres(server));
    seconds.duckdb.push(await timeInDuckDb(duck));
    const pids = new Map(
      [...hub.processes].flatMap(([name, { pid }]) => (pid === null ? [] : [[name, pid]])),
    );
    const { result, peak } = await peakMemoryDuring(pids, () => sweepEverything(hub.ready));
    seconds.sluice.push(result.seconds);
    ({ runIds } = result);
    peaks.push(peak);
  }
  duck.closeSync();
  progress('comparing the findings');
  return report({
    residents: hub.ready.province.residents,
    beneficiaries: await countBeneficiaries(server),
    seconds,
    peaks,
    theirs: await handWrittenFindings(server),
    ours: await sluiceFindings(server, hub.ready.databases['hub'] ?? 'hub', runIds),
  });
}

function serverOf({ ready }: RunningHub, state: string): PostgresServer {
  const password = readPassword(join(stateDirectory(state).postgres, 'password'));
  return { ...ready.postgres, user: 'postgres', password };
}

interface Compared {
  readonly residents: number;
  readonly beneficiaries: number;
  readonly seconds: Readonly<Record<'sluice' | 'postgres' | 'duckdb', readonly number[]>>;
  readonly peaks: readonly PeakMemory[];
  readonly theirs: FoundLines;
  readonly ours: FoundLines;
}

function report({ residents, beneficiaries, seconds, peaks, theirs, ours }: Compared): BenchmarkResult {
  const { missing, added } = compareFindings(theirs, ours);
  const [sluice, postgres, duckdb] = [
    median(seconds.sluice),
    median(seconds.postgres),
    median(seconds.duckdb),
  ];
  const peakOf = (name: string): number =>
    Math.max(...peaks.map(({ byProcess }) => byProcess.get(name) ?? 0));
  const figures = {
    residents,
    beneficiaries,
    findings: ours.findings.length,
    equal: missing + added === 0,
    sluice_s: rounded(sluice),
    sql_postgres_s: rounded(postgres),
    sql_duckdb_s: rounded(duckdb),
    ratio_postgres: rounded(sluice / postgres),
    ratio_duckdb: rounded(sluice / duckdb),
    peak_mib: peakOf('audit'),
  };
  return {
    rows: [
      {
        ...figures,
        evidence: ours.evidence.length,
        gateway_mib: peakOf('gateway'),
        all_processes_mib: Math.max(...peaks.map(({ together }) => together)),
      },
    ],
    figures,
    wrong: [
      ...(ours.findings.length === 0 ? ['nothing was found'] : []),
      ...(missing > 0 ? [`${missing} lines of the hand-written SQL were not found`] : []),
      ...(added > 0 ? [`${added} lines were found that the hand-written SQL has not`] : []),
    ],
  };
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
