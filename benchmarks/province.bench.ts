import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { numberOption } from '../hub/command.ts';
import { OWNER_ROLE } from '../hub/postgres/databases.ts';
import { ensureDatabases, rolePasswordFile, onServer } from '../hub/postgres/ensure-databases.ts';
import { startPostgres, type PostgresServer } from '../hub/postgres/start-postgres.ts';
import { makeProvince, type ProvinceFacts } from '../province/make-province.ts';
import type { ProvinceServer } from '../province/load/table-load.ts';
import { AGENCY_TABLES } from '../province/registers/agency-tables.ts';
import type { Benchmark } from './benchmark.ts';

/** A fresh embedded PostgreSQL, so that nothing of an earlier run helps; indexes and statistics are part of the time. */
export const benchmark: Benchmark = {
  summary: 'rows a second generated and loaded with their indexes',
  options: {
    residents: { type: 'string', help: 'how many residents (1200000)' },
    seed: { type: 'string', help: 'which province (1)' },
  },
  async run({ values, progress }) {
    const size = {
      residents: numberOption(values, 'residents', { from: 100, to: 100_000_000 }) ?? 1_200_000,
      seed: numberOption(values, 'seed', { from: 0, to: Number.MAX_SAFE_INTEGER }) ?? 1,
    };
    const directory = mkdtempSync(join(tmpdir(), 'sluice-bench-province-'));
    const postgres = await startPostgres({ directory, onProgress: progress });
    try {
      const passwords = join(directory, 'passwords');
      await ensureDatabases(postgres, passwords);
      const password = readFileSync(rolePasswordFile(passwords, OWNER_ROLE), 'utf8');
      const { facts, time } = await measure({ ...postgres, user: OWNER_ROLE, password }, size, progress);
      const figures = figuresOf(facts, time);
      return { rows: [figures], figures, wrong: await findWrong(postgres, facts) };
    } finally {
      await postgres.stop();
      rmSync(directory, { recursive: true, force: true });
    }
  },
};

interface Time {
  readonly fillMs: number;
  readonly totalMs: number;
}

async function measure(
  server: ProvinceServer,
  size: { readonly residents: number; readonly seed: number },
  progress: (line: string) => void,
): Promise<{ readonly facts: ProvinceFacts; readonly time: Time }> {
  const started = performance.now();
  let filled = started;
  let tenths = 0;
  const facts = await makeProvince({
    ...size,
    server,
    onProgress: ({ step, residents }) => {
      if (step === 'indexing') {
        filled = performance.now();
        progress('making indexes');
      } else if (Math.floor((10 * residents) / size.residents) > tenths) {
        tenths = Math.floor((10 * residents) / size.residents);
        progress(`${residents} residents`);
      }
    },
  });
  return { facts, time: { fillMs: filled - started, totalMs: performance.now() - started } };
}

async function findWrong(postgres: PostgresServer, facts: ProvinceFacts): Promise<readonly string[]> {
  let rows = await count(postgres, 'province_truth', 'planted_case');
  for (const { database, name } of AGENCY_TABLES) rows += await count(postgres, database, name);
  const residents = await count(postgres, 'household_registration', 'resident WHERE recorded_to IS NULL');
  const wrong: string[] = [];
  if (rows !== facts.rows) wrong.push(`the tables hold ${rows} rows, not ${facts.rows}`);
  if (residents !== facts.residents) wrong.push(`${residents} residents, not ${facts.residents}`);
  return wrong;
}

async function count(postgres: PostgresServer, database: string, from: string): Promise<number> {
  return await onServer(postgres, database, async (client) => {
    const { rows } = await client.query<{ count: string }>(`SELECT count(*) AS count FROM ${from}`);
    return Number(rows[0]?.count);
  });
}

function figuresOf(facts: ProvinceFacts, time: Time): Readonly<Record<string, number>> {
  const seconds = Math.round(time.totalMs) / 1000;
  return {
    residents: facts.residents,
    rows: facts.rows,
    seconds,
    rows_per_s: Math.round(facts.rows / seconds),
    fill_s: Math.round(time.fillMs) / 1000,
    index_s: Math.round(time.totalMs - time.fillMs) / 1000,
    peak_memory_mib: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}
