import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { numberOption, UsageError } from '../../command.ts';
import { startPostgres } from '../../postgres/start-postgres.ts';
import { makeScratchDirectory } from '../scratch-directory.ts';
import { DEFECT_NAMES } from './defects.ts';
import { runFuzzDicom } from './run-fuzz-dicom.ts';
import { fuzzPolicy, type FuzzOptions, type Leak } from './fuzz-policy.ts';
import { openFuzzProvince } from './fuzz-province.ts';

const HELP = `npm run fuzz -- policy [options]   questions under random policies
npm run fuzz -- dicom [options]    damaged images through the C-STORE port

dicom: --objects N (20000 where left out), --seed N, --json; ends with 1 where anything crashed or was lost.
policy: asks random questions under random policies of two provinces that differ only in what is hidden.

  npm run fuzz -- policy [options]

  --operations N   in all, over all policies; 10000 where left out
  --policies N     20 where left out
  --seed N         which policies and operations; 1 where left out
  --policy N       only this one of them, from 0
  --operation N    and of it only this operation, from 0; shows what was answered
  --residents N    of the province; 1000 where left out
  --defect NAME    plants a defect that must be found: ${DEFECT_NAMES.join(', ')}
  --json           prints one line of JSON and nothing else
  --help           this text

The last line says how many operations were asked, how many leaks were found and how to see the first again. Ends with
1 where anything leaked.
`;

interface Wish {
  readonly options: Omit<FuzzOptions, 'onProgress' | 'signal'>;
  readonly residents: number;
  readonly json: boolean;
}

async function main(args: readonly string[]): Promise<number> {
  if (args[0] === 'dicom') return runDicom(args.slice(1));
  const wish = readArguments(args);
  if (wish === null) {
    process.stdout.write(HELP);
    return 0;
  }
  const leaving = new AbortController();
  const leave = (): void => leaving.abort(new Error('stopped'));
  process.once('SIGINT', leave).once('SIGTERM', leave);
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const directory = makeScratchDirectory('fuzz');
  say('starting PostgreSQL');
  // What is lost when the power fails is made anew.
  const server = await startPostgres({
    directory: join(directory, 'postgres'),
    settings: { fsync: 'off', full_page_writes: 'off' },
  });
  try {
    say(`making a province of ${wish.residents} residents`);
    const province = await openFuzzProvince(server, join(directory, 'keys'), wish.residents);
    const result = await fuzzPolicy(province, { ...wish.options, onProgress: say, signal: leaving.signal });
    const { operations, policies, leaks, seen } = result;
    if (!wish.json) for (const leak of leaks) say(told(leak, wish));
    process.stdout.write(`${JSON.stringify({ operations, policies, leaks: leaks.length, ...seen })}\n`);
    return leaks.length === 0 ? 0 : 1;
  } finally {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function runDicom(args: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = parse(args, { objects: text, seed: text, json: { type: 'boolean' } });
  const number = (name: string, from: number) => numberOption(values, name, { from, to: 100_000_000 });
  const leaving = new AbortController();
  const leave = (): void => leaving.abort(new Error('stopped'));
  process.once('SIGINT', leave).once('SIGTERM', leave);
  const result = await runFuzzDicom({
    objects: number('objects', 1) ?? 20_000,
    seed: number('seed', 0) ?? 1,
    onProgress: (line) => {
      if (values['json'] !== true) process.stderr.write(`${line}\n`);
    },
    signal: leaving.signal,
  });
  process.stdout.write(`${JSON.stringify(result)}\n`);
  return result.crashes + result.lost + result.unanswered === 0 ? 0 : 1;
}

function readArguments(args: readonly string[]): Wish | null {
  const text = { type: 'string' } as const;
  const { values, positionals } = parse(args, {
    operations: text,
    policies: text,
    seed: text,
    policy: text,
    operation: text,
    residents: text,
    defect: text,
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values['help'] === true) return null;
  if (positionals.length !== 1 || positionals[0] !== 'policy')
    throw new UsageError('what is to be fuzzed is `policy` or `dicom`; --help says more');
  const number = (name: string, from: number) => numberOption(values, name, { from, to: 100_000_000 });
  const policy = number('policy', 0);
  const planted = DEFECT_NAMES.find((each) => each === values['defect']) ?? null;
  if (values['defect'] !== undefined && planted === null)
    throw new UsageError(`the defects are ${DEFECT_NAMES.join(', ')}`);
  return {
    options: {
      operations: number('operations', 1) ?? 10_000,
      policies: number('policies', 1) ?? 20,
      seed: number('seed', 0) ?? 1,
      defect: planted,
      stopsAtLeak: planted !== null,
      ...(policy === undefined ? {} : { only: { policy, operation: number('operation', 0) ?? null } }),
    },
    residents: number('residents', 100) ?? 1_000,
    json: values['json'] === true,
  };
}

function parse(args: readonly string[], options: NonNullable<Parameters<typeof parseArgs>[0]>['options']) {
  try {
    return parseArgs({ args: [...args], options: options ?? {}, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'the arguments are not understood');
  }
}

function told(leak: Leak, { options }: Wish): string {
  const { operations, policies, seed } = options;
  const again = `--operations ${operations} --policies ${policies} --seed ${seed}`;
  return [
    `LEAK (${leak.kind}); again: npm run fuzz -- policy ${again} --policy ${leak.policy} --operation ${leak.operation}`,
    leak.query,
    JSON.stringify(leak.variables),
    ...leak.answers.map((answer) => JSON.stringify(answer)),
  ].join('\n');
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(
    `${error instanceof Error ? (error instanceof UsageError ? error.message : String(error.stack)) : 'failed'}\n`,
  );
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
// Whatever a failure left open must not keep a command from ending.
process.exit();
