import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { numberOption } from '../hub/command.ts';
import { startHub, type RunningHub } from '../hub/launch/start-hub.ts';
import type { PostgresServer } from '../hub/postgres/start-postgres.ts';
import { stateDirectory } from '../hub/state/state-directory.ts';
import { readPassword } from '../secrets/read-secret-file.ts';
import type { Benchmark, BenchmarkResult } from './benchmark.ts';
import { median } from './median.ts';
import { handWrittenFindings, sluiceFindings, timeInDuckDb, timeInPostgres } from './sweep/hand-written.ts';
import { copyIntoDuckDb, copyIntoOneDatabase } from './sweep/one-place.ts';
import { peakMemoryDuring } from './sweep/peak-memory.ts';
import { sweepEverything } from './sweep/sweep-everything.ts';

const ROUNDS = 3;

/**
 * R01 to R10 and W01 over everybody: swept from eight databases through the gateway, against the same in SQL written by
 * hand over one database that has all rows in one place. Both write the same findings with their evidence.
 */
export const benchmark: Benchmark = {
  summary: 'a sweep from eight databases against hand-written SQL over one',
  options: {
    residents: { type: 'string', help: 'how many residents (1200000)' },
    assisted: { type: 'string', help: 'of 100 households, how many are on assistance (17)' },
    seed: { type: 'string', help: 'which province (1)' },
  },
  async run({ values, progress }) {
    const province = {
      residents: numberOption(values, 'residents', { from: 2_000, to: 100_000_000 }) ?? 1_200_000,
      seed: numberOption(values, 'seed', { from: 0, to: Number.MAX_SAFE_INTEGER }) ?? 1,
    };
    const assistedShare = (numberOption(values, 'assisted', { from: 1, to: 50 }) ?? 17) / 100;
    const state = mkdtempSync(join(tmpdir(), 'sluice-bench-sweep-'));
    const hub = await startHub({ state, province, assistedShare, onProgress: progress });
    try {
      return await compare(hub, state, progress);
    } finally {
      await hub.stop();
      rmSync(state, { recursive: true, force: true });
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
  let peakMib = 0;
  let runIds: readonly string[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    progress(`round ${round} of ${ROUNDS}`);
    seconds.postgres.push(await timeInPostgres(server));
    seconds.duckdb.push(await timeInDuckDb(duck));
    const pids = [...hub.processes.values()].flatMap(({ pid }) => pid ?? []);
    const swept = await peakMemoryDuring(pids, () => sweepEverything(hub.ready));
    seconds.sluice.push(swept.result.seconds);
    ({ runIds } = swept.result);
    peakMib = Math.max(peakMib, swept.peakMib);
  }
  duck.closeSync();
  const theirs = await handWrittenFindings(server);
  const ours = await sluiceFindings(server, hub.ready.databases['hub'] ?? 'hub', runIds);
  return report({ hub, seconds, peakMib, theirs, ours });
}

function serverOf({ ready }: RunningHub, state: string): PostgresServer {
  const password = readPassword(join(stateDirectory(state).postgres, 'password'));
  return { ...ready.postgres, user: 'postgres', password };
}

interface Compared {
  readonly hub: RunningHub;
  readonly seconds: Readonly<Record<'sluice' | 'postgres' | 'duckdb', readonly number[]>>;
  readonly peakMib: number;
  readonly theirs: ReadonlySet<string>;
  readonly ours: ReadonlySet<string>;
}

function report({ hub, seconds, peakMib, theirs, ours }: Compared): BenchmarkResult {
  const missing = [...theirs].filter((line) => !ours.has(line));
  const added = [...ours].filter((line) => !theirs.has(line));
  const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;
  const [sluice, postgres, duckdb] = [seconds.sluice, seconds.postgres, seconds.duckdb].map(median) as [
    number,
    number,
    number,
  ];
  const figures = {
    residents: hub.ready.province.residents,
    lines: ours.size,
    equal: missing.length + added.length === 0 ? 'yes' : 'no',
    sluice_s: rounded(sluice),
    sql_postgres_s: rounded(postgres),
    sql_duckdb_s: rounded(duckdb),
    ratio_postgres: rounded(sluice / postgres),
    ratio_duckdb: rounded(sluice / duckdb),
    peak_mib: peakMib,
  };
  return {
    rows: [figures],
    figures,
    wrong: [
      ...(missing.length > 0 ? [`${missing.length} lines of the hand-written SQL were not found`] : []),
      ...(added.length > 0 ? [`${added.length} lines were found that the hand-written SQL has not`] : []),
    ],
  };
}
