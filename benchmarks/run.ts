import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { UsageError } from '../hub/command.ts';
import type { Benchmark, BenchmarkInput, BenchmarkResult, Figure } from './benchmark.ts';

/** `npm run bench -- <name>`: a table, then one line of JSON. Fails where an answer was wrong. */

const SUFFIX = '.bench.ts';
const HELP = { type: 'boolean', short: 'h', help: 'this text' } as const;

function names(): readonly string[] {
  return readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => file.slice(0, -SUFFIX.length))
    .sort();
}

async function load(name: string): Promise<Benchmark> {
  const module = (await import(join(import.meta.dirname, `${name}${SUFFIX}`))) as {
    readonly benchmark: Benchmark;
  };
  return module.benchmark;
}

async function list(): Promise<string> {
  const lines = await Promise.all(
    names().map(async (name) => `  ${name.padEnd(20)} ${(await load(name)).summary}\n`),
  );
  return `npm run bench -- <name> [options] [--help]\n\n${lines.join('')}`;
}

function helpText(name: string, { summary, options }: Benchmark): string {
  const lines = Object.entries({ ...options, help: HELP }).map(
    ([option, { help }]) => `  --${option.padEnd(14)} ${help}\n`,
  );
  return `${summary}\n\n  npm run bench -- ${name} [options]\n\n${lines.join('')}`;
}

/** Columns as wide as their widest value, figures to the right. */
function table(rows: BenchmarkResult['rows']): string {
  const columns = Object.keys(rows[0] ?? {});
  const width = (column: string): number =>
    Math.max(column.length, ...rows.map((row) => String(row[column] ?? '').length));
  const cell = (column: string, value: Figure): string =>
    typeof value === 'number' ? String(value).padStart(width(column)) : String(value).padEnd(width(column));
  const lines = [
    columns.map((column) => cell(column, column)),
    ...rows.map((row) => columns.map((column) => cell(column, row[column] ?? ''))),
  ];
  return lines.map((line) => `${line.join('  ').trimEnd()}\n`).join('');
}

function readArguments(
  args: readonly string[],
  options: ParseArgsOptionsConfig,
): Pick<BenchmarkInput, 'values'> {
  try {
    return parseArgs({ args: [...args], options });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'the arguments are not understood');
  }
}

async function run([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || !names().includes(name)) {
    const asked = name === '--help' || name === '-h';
    const complaint = name === undefined || asked ? '' : `there is no benchmark \`${name}\`\n\n`;
    process.stdout.write(complaint + (await list()));
    return asked ? 0 : 2;
  }
  const benchmark = await load(name);
  const options: ParseArgsOptionsConfig = { ...benchmark.options, help: HELP };
  const { values } = readArguments(args, options);
  if (values['help'] === true) {
    process.stdout.write(helpText(name, benchmark));
    return 0;
  }
  const progress = (line: string): void => void process.stderr.write(`${line}\n`);
  const { rows, figures, wrong } = await benchmark.run({ values, progress });
  process.stdout.write(table(rows));
  for (const problem of wrong) process.stdout.write(`WRONG: ${problem}\n`);
  process.stdout.write(`${JSON.stringify({ benchmark: name, ...figures, wrong: wrong.length })}\n`);
  return wrong.length === 0 ? 0 : 1;
}

/** Returns the exit status: 2 for arguments that make no sense, told in words. */
async function main(args: readonly string[]): Promise<number> {
  try {
    return await run(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}

process.exitCode = await main(process.argv.slice(2));
