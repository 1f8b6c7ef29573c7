import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { OWNER_ROLE } from '../hub/postgres/databases.ts';
import { ensureDatabases, rolePasswordFile, withClient } from '../hub/postgres/ensure-databases.ts';
import { startPostgres, type PostgresServer } from '../hub/postgres/start-postgres.ts';
import { makeProvince, type ProvinceFacts } from '../province/make-province.ts';
import { AGENCY_TABLES } from '../province/registers/agency-tables.ts';

export interface BenchResult {
  readonly figures: Readonly<Record<string, number>>;
  readonly table: string;
}

/**
 * Generates and loads a province into a fresh embedded PostgreSQL, indexes and statistics included. Arguments:
 * `--residents N` (1,200,000), `--seed N` (1). Throws where the tables do not hold what was reported.
 */
export async function bench(args: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({
    args: [...args],
    options: { residents: { type: 'string', default: '1200000' }, seed: { type: 'string', default: '1' } },
  });
  const directory = mkdtempSync(join(tmpdir(), 'sluice-bench-province-'));
  const postgres = await startPostgres({ directory });
  try {
    const passwords = join(directory, 'passwords');
    await ensureDatabases(postgres, passwords);
    const server = {
      host: postgres.host,
      port: postgres.port,
      user: OWNER_ROLE,
      password: readFileSync(rolePasswordFile(passwords, OWNER_ROLE), 'utf8'),
    };
    const started = performance.now();
    let filled = started;
    const facts = await makeProvince({
      residents: Number(values.residents),
      seed: Number(values.seed),
      server,
      onProgress: ({ step }) => {
        if (step === 'indexing') filled = performance.now();
      },
    });
    const ended = performance.now();
    await checkRows(postgres, facts);
    return report(facts, { fillMs: filled - started, totalMs: ended - started });
  } finally {
    await postgres.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function checkRows(postgres: PostgresServer, facts: ProvinceFacts): Promise<void> {
  let rows = await count(postgres, 'province_truth', 'planted_case');
  for (const { database, name } of AGENCY_TABLES) rows += await count(postgres, database, name);
  if (rows !== facts.rows) throw new Error(`the tables hold ${rows} rows, not ${facts.rows}`);
  const residents = await count(postgres, 'household_registration', 'resident WHERE recorded_to IS NULL');
  if (residents !== facts.residents) throw new Error(`${residents} residents, not ${facts.residents}`);
}

async function count(postgres: PostgresServer, database: string, from: string): Promise<number> {
  return await withClient(postgres, database, async (client) => {
    const { rows } = await client.query<{ count: string }>(`SELECT count(*) AS count FROM ${from}`);
    return Number(rows[0]?.count);
  });
}

function report(
  facts: ProvinceFacts,
  time: { readonly fillMs: number; readonly totalMs: number },
): BenchResult {
  const seconds = Math.round(time.totalMs) / 1000;
  const figures = {
    residents: facts.residents,
    rows: facts.rows,
    seconds,
    rows_per_s: Math.round(facts.rows / seconds),
    fill_seconds: Math.round(time.fillMs) / 1000,
    index_seconds: Math.round(time.totalMs - time.fillMs) / 1000,
    peak_memory_mib: Math.round(process.resourceUsage().maxRSS / 1024),
  };
  const table = Object.entries(figures)
    .map(([name, value]) => `${name.padEnd(16)}${value.toLocaleString('en').padStart(14)}`)
    .join('\n');
  return { figures, table };
}
