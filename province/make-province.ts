import { setImmediate } from 'node:timers/promises';
import type pg from 'pg';
import { dayText, TODAY } from './draw/calendar.ts';
import { MAX_BLOCKS } from './draw/numbers.ts';
import type { RowSink } from './load/row-text.ts';
import { provinceClient, TableLoad, type ProvinceServer } from './load/table-load.ts';
import { readTableStatements, tablesFile } from './load/table-statements.ts';
import { writeDatasetStates } from './load/write-dataset-states.ts';
import { makeBlock } from './make-block.ts';
import { AGENCY_TABLES } from './registers/agency-tables.ts';
import { RECORD_COLUMNS, type ProvinceTable } from './registers/province-table.ts';
import { plantedCaseTable } from './truth/planted-case.ts';

export interface ProvinceOptions {
  /** How many people are on the register. From 2,000 on every kind of planted case occurs at least three times. */
  readonly residents: number;
  /** A whole number; the same seed and size make the same province, byte for byte. */
  readonly seed: number;
  /** Which share of the residents is on assistance; `DEFAULT_ASSISTED_SHARE` where absent. */
  readonly assistedShare?: number;
  /** The user must own the eight databases of the agencies and `province_truth`, which exist already. */
  readonly server: ProvinceServer;
  readonly onProgress?: (progress: ProvinceProgress) => void;
  readonly signal?: AbortSignal;
}

export interface ProvinceProgress {
  readonly step: 'making' | 'indexing';
  readonly residents: number;
  readonly rows: number;
}

export interface ProvinceFacts {
  readonly residents: number;
  readonly seed: number;
  readonly rows: number;
}

const RESIDENTS_PER_BLOCK = 500;
/** About that of a real province. */
const DEFAULT_ASSISTED_SHARE = 0.05;

/**
 * Makes a synthetic province and loads it into the agencies' databases, replacing their tables. Streams: memory does
 * not grow with the province. Rejects with the reason of `signal` once it is aborted; a province that was not made to
 * the end leaves the tables as they were, or (while committing) no facts for `readProvinceFacts`.
 */
export async function makeProvince(options: ProvinceOptions): Promise<ProvinceFacts> {
  checkSize(options);
  const { residents, seed, server } = options;
  await forgetFacts(server);
  const loads = await openLoads(server);
  try {
    await fill(options, loads);
    const rows = countRows(loads);
    options.onProgress?.({ step: 'indexing', residents, rows });
    await finishAll(loads, options.signal);
    for (const load of loads) await load.commit();
    await writeDatasetStates(server, new Date());
    await rememberFacts(server, { residents, seed, rows });
    return { residents, seed, rows };
  } catch (error) {
    await Promise.allSettled(loads.map((load) => load.abandon()));
    throw error;
  }
}

/** The facts of the province that was loaded last; null where none was loaded to the end. */
export async function readProvinceFacts(server: ProvinceServer): Promise<ProvinceFacts | null> {
  return await withTruth(server, async (client) => {
    const { rows: found } = await client.query<{ exists: boolean }>(
      "SELECT to_regclass('province') IS NOT NULL AS exists",
    );
    if (found[0]?.exists !== true) return null;
    const { rows } = await client.query<Record<'residents' | 'seed' | 'rows', string>>(
      'SELECT residents, seed, rows FROM province',
    );
    const row = rows[0];
    if (row === undefined) return null;
    return { residents: Number(row.residents), seed: Number(row.seed), rows: Number(row.rows) };
  });
}

/** Writes every row of a province to a sink, without any database: the same rows in the same order every time. */
export function writeProvince(
  plan: Pick<ProvinceOptions, 'residents' | 'seed' | 'assistedShare'>,
  sink: RowSink,
): void {
  checkSize(plan);
  const blocks = blocksOf(plan.residents);
  const { assistedShare = DEFAULT_ASSISTED_SHARE } = plan;
  for (let block = 0; block < blocks; block++) makeBlock({ ...plan, assistedShare, block, blocks }, sink);
}

function checkSize({
  residents,
  seed,
  assistedShare = 0,
}: Pick<ProvinceOptions, 'residents' | 'seed' | 'assistedShare'>): void {
  if (!Number.isSafeInteger(residents) || residents < 1)
    throw new RangeError('residents is a whole number from 1');
  if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError('seed is a whole number from 0');
  if (!(assistedShare >= 0 && assistedShare <= 0.5)) throw new RangeError('assistedShare is from 0 to 0.5');
}

function blocksOf(residents: number): number {
  return Math.min(Math.max(1, Math.round(residents / RESIDENTS_PER_BLOCK)), MAX_BLOCKS);
}

async function openLoads(server: ProvinceServer): Promise<readonly TableLoad[]> {
  const opened = await Promise.allSettled(
    [...AGENCY_TABLES, plantedCaseTable].map(async (table) => {
      const statements = readTableStatements(tablesFile(table.database)).get(table.name);
      if (statements === undefined) throw new Error(`no statement makes table \`${table.name}\``);
      const columns = table === plantedCaseTable ? table.columns : [...RECORD_COLUMNS, ...table.columns];
      return await TableLoad.open(server, table, columns, statements);
    }),
  );
  const loads = opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const failed = opened.find((each) => each.status === 'rejected');
  if (failed === undefined) return loads;
  await Promise.allSettled(loads.map((load) => load.abandon()));
  throw failed.reason;
}

async function fill(options: ProvinceOptions, loads: readonly TableLoad[]): Promise<void> {
  const { residents, seed, signal, onProgress, assistedShare = DEFAULT_ASSISTED_SHARE } = options;
  const byTable = new Map<ProvinceTable, TableLoad>(loads.map((load) => [load.table, load]));
  const sink: RowSink = { write: (table, line) => byTable.get(table)?.write(line) };
  const blocks = blocksOf(residents);
  for (let block = 0; block < blocks; block++) {
    signal?.throwIfAborted();
    makeBlock({ block, blocks, seed, residents, assistedShare }, sink);
    await setImmediate();
    for (const load of loads) await load.keepUp();
    onProgress?.({
      step: 'making',
      residents: Math.floor(((block + 1) * residents) / blocks),
      rows: countRows(loads),
    });
  }
}

/** Two at a time: more than the two cores that a small machine has only makes index builds wait for each other. */
async function finishAll(loads: readonly TableLoad[], signal: AbortSignal | undefined): Promise<void> {
  const waiting = [...loads].sort((a, b) => b.rows - a.rows);
  const work = async (): Promise<void> => {
    for (let load = waiting.shift(); load !== undefined; load = waiting.shift()) {
      signal?.throwIfAborted();
      await load.finish();
    }
  };
  await Promise.all([work(), work()]);
}

function countRows(loads: readonly TableLoad[]): number {
  return loads.reduce((rows, load) => rows + load.rows, 0);
}

async function forgetFacts(server: ProvinceServer): Promise<void> {
  const create = readTableStatements(tablesFile('province_truth')).get('province')?.create ?? '';
  await withTruth(server, async (client) => {
    await client.query('DROP TABLE IF EXISTS province');
    await client.query(create);
  });
}

async function rememberFacts(server: ProvinceServer, facts: ProvinceFacts): Promise<void> {
  await withTruth(server, async (client) => {
    await client.query('INSERT INTO province VALUES ($1, $2, $3, $4)', [
      facts.residents,
      facts.seed,
      facts.rows,
      dayText(TODAY),
    ]);
  });
}

async function withTruth<T>(server: ProvinceServer, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = provinceClient(server, 'province_truth');
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
