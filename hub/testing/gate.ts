import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * `npm test`: the one gate. Its last line is `N passed, N failed, N skipped`, also where a check before the tests fails
 * (`0 passed, 1 failed, 0 skipped`).
 */

const ROOT = join(import.meta.dirname, '../..');

interface Step {
  readonly name: string;
  readonly args: readonly string[];
  /** What to do where it fails. */
  readonly remedy: string;
}

const tool = (path: string): string => join(ROOT, 'node_modules', path);

const CHECKS: readonly Step[] = [
  {
    name: 'format',
    args: [tool('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'],
    remedy: '`npm run format` lays these files out',
  },
  { name: 'lint', args: [tool('eslint/bin/eslint.js'), '.'], remedy: 'the rules are in eslint.config.js' },
  { name: 'types', args: [tool('typescript/bin/tsc'), '--noEmit'], remedy: 'the compiler says where' },
  {
    name: 'generated code',
    args: [join(ROOT, 'hub/codegen/generate.ts'), '--check'],
    remedy: '`npm run codegen` makes it anew',
  },
];

const tests = (args: readonly string[]): Step => ({
  name: 'tests',
  args: [
    '--disable-warning=ExperimentalWarning',
    '--experimental-vm-modules',
    tool('jest/bin/jest.js'),
    ...args,
  ],
  remedy: '`npm test -- PATH` runs the tests below a path alone',
});

async function passes({ name, args, remedy }: Step, environment: NodeJS.ProcessEnv = {}): Promise<boolean> {
  process.stdout.write(`\n== ${name}\n`);
  const startedAt = Date.now();
  const status = await run(args, environment);
  const took = `${seconds(startedAt)} s`;
  process.stdout.write(status === 0 ? `   ${took}\n` : `\n${name} failed after ${took}: ${remedy}\n`);
  return status === 0;
}

function seconds(since: number): string {
  return ((Date.now() - since) / 1000).toFixed(1);
}

function run(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      stdio: 'inherit',
      cwd: ROOT,
      env: { ...process.env, ...environment },
    });
    child.once('error', () => resolve(1));
    child.once('exit', (status) => resolve(status ?? 1));
    // Ctrl-C reaches the child as well; we only wait for it to put its things away.
    process.once('SIGINT', () => undefined);
    process.once('SIGTERM', () => child.kill('SIGTERM'));
  });
}

/** Returns the last line; the exit status follows from it. */
async function gate(
  jestArguments: readonly string[],
): Promise<{ readonly status: number; readonly line: string }> {
  const refused = { status: 1, line: '0 passed, 1 failed, 0 skipped\n' };
  for (const check of CHECKS) if (!(await passes(check))) return refused;
  if (process.env['SLUICE_NATS_SERVER'] === undefined)
    process.stdout.write(
      '\nThe stream on NATS JetStream is not tested here: set SLUICE_NATS_SERVER to where nats-server is.\n',
    );
  if (process.env['SLUICE_DICOM_PEERS'] === undefined)
    process.stdout.write(
      '\nReal peers of the imaging cloud (DCMTK, Orthanc, validators of SR, a browser) are not tested here: `.ci/run` says what they need; then set SLUICE_DICOM_PEERS=1.\n',
    );
  const directory = mkdtempSync(join(tmpdir(), 'sluice-gate-'));
  try {
    const counts = join(directory, 'counts');
    const good = await passes(tests(jestArguments), {
      SLUICE_TEST_COUNTS: counts,
      // Hubs of tests are hundreds of processes of the same code: compiled once, each starts in half the time.
      NODE_COMPILE_CACHE: join(directory, 'compiled'),
    });
    // Without counts Jest did not get as far as a test: its set-up failed.
    if (!existsSync(counts)) return refused;
    return { status: good ? 0 : 1, line: readFileSync(counts, 'utf8') };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const { status, line } = await gate(process.argv.slice(2));
process.stdout.write(line);
process.exitCode = status;
