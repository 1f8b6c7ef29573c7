import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endWithLauncher } from '../processes/end-with-launcher.ts';
import { findFreePort } from '../processes/free-port.ts';
import { readPassword } from '../../secrets/read-secret-file.ts';
import { asAccount, choosePostgresAccount, runAsAccount, type AccountKind } from './postgres-account.ts';
import type { PostgresAccount } from './postgres-account.ts';
import { clearFormerServer } from './former-server.ts';

/** How to reach a server as its superuser. */
export interface PostgresServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

export interface RunningPostgres extends PostgresServer {
  /** Holds the superuser's password and nothing else; mode 0600. */
  readonly passwordFile: string;
  readonly pid: number;
  /** Resolves when the server process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** A fast shutdown: open transactions are rolled back, everything committed is on disk. */
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** Where data, password and log live; made where absent. */
  readonly directory: string;
  readonly onProgress?: (step: string) => void;
  /** Server settings beside or instead of ours. */
  readonly settings?: Readonly<Record<string, string>>;
  /** How to run where the choice is not left to the machine. */
  readonly account?: AccountKind;
}

const SUPERUSER = 'postgres';
/** No line for `replication`: a copy of the server's files is a copy of every agency's. */
const WHO_MAY_CONNECT = 'host all all 127.0.0.1/32 scram-sha-256\n';
const START_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 20_000;

/**
 * Starts the embedded PostgreSQL on a free port of the loopback, on the data of `directory` or on fresh data. It ends
 * when this process ends, even by `kill -9`. Throws with the end of the server's log where it does not come up.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const directory = resolve(options.directory);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const account = choosePostgresAccount(directory, options.account);
  const passwordFile = join(directory, 'password');
  await clearFormerServer(account.data);
  if (!existsSync(passwordFile) || !existsSync(join(account.data, 'PG_VERSION'))) {
    options.onProgress?.('making a database cluster');
    await initialise(account, passwordFile);
  }
  writeFileSync(join(account.data, 'pg_hba.conf'), WHO_MAY_CONNECT);
  options.onProgress?.('starting PostgreSQL');
  const log = join(directory, 'postgres.log');
  for (let attempt = 1; ; attempt += 1) {
    const port = await findFreePort();
    const child = launch(account, { port, log, settings: options.settings ?? {} });
    const watch = endWithLauncher(child.pid ?? 0, join(account.data, 'postmaster.pid'));
    const ended = once(child, 'exit').then(() => watch.release());
    if (await becomesReady(child, account.data)) return running({ child, ended, port, passwordFile });
    // Somebody may have taken the port between our look and the server's.
    if (attempt === 3) throw new Error(`PostgreSQL did not start; the end of \`${log}\`:\n${logEnd(log)}`);
  }
}

async function initialise(account: PostgresAccount, passwordFile: string): Promise<void> {
  rmSync(account.data, { recursive: true, force: true });
  mkdirSync(account.data, { recursive: true, mode: 0o700 });
  const password = randomBytes(24).toString('base64url');
  const handedOver = `${account.data}.password`;
  writeFileSync(handedOver, password, { mode: 0o600 });
  if (account.ownerId !== null) {
    chownSync(account.data, account.ownerId, account.ownerId);
    chownSync(handedOver, account.ownerId, account.ownerId);
  }
  try {
    await runAsAccount(account, 'initdb', [
      `--pgdata=${account.data}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${handedOver}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // Orders by code point whatever the machine's locale: the same province pages alike everywhere.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
    ]);
  } finally {
    rmSync(handedOver, { force: true });
  }
  // Written last: its absence says that the cluster was not made to the end.
  writeFileSync(passwordFile, password, { mode: 0o600 });
}

interface LaunchOptions {
  readonly port: number;
  readonly log: string;
  readonly settings: Readonly<Record<string, string>>;
}

function launch(account: PostgresAccount, { port, log, settings }: LaunchOptions): ChildProcess {
  const args = Object.entries({ ...serverSettings(port), ...settings }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const [file, parameters] = account.command('postgres', ['-D', account.data, ...args]);
  const output = openSync(log, 'a', 0o600);
  try {
    // A session of its own: Ctrl-C in the launcher's terminal must not reach it before its clients have ended.
    return spawn(file, parameters, {
      stdio: ['ignore', output, output],
      detached: true,
      cwd: account.ownerId === null ? undefined : account.data,
      ...asAccount(account),
    });
  } finally {
    closeSync(output);
  }
}

function serverSettings(port: number): Record<string, string> {
  return {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: `${sharedBuffersMiB()}MB`,
    dynamic_shared_memory_type: sharedMemoryIsRoomy() ? 'posix' : 'mmap',
    wal_level: 'logical',
    // One an agency, and hubs of tests share a server.
    max_replication_slots: '64',
    // Nobody speaks the replication protocol: with BASE_BACKUP it gives out every database, whichever one connects to.
    max_wal_senders: '0',
    // An agency's subgraph that is away for longer loses its place rather than fill the disk.
    max_slot_wal_keep_size: '8GB',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // The log must not hold values: neither statements nor the DETAIL of an error, which quotes rows.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
  };
}

function sharedBuffersMiB(): number {
  return Math.max(64, Math.min(512, Math.floor(totalmem() / 2 ** 20 / 8)));
}

/** A container's /dev/shm may be too small for what parallel index builds put there. */
function sharedMemoryIsRoomy(): boolean {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    return bavail * bsize >= 2 ** 28;
  } catch {
    return false;
  }
}

/** True when the server says so in its pid file; false when it ends first. */
async function becomesReady(child: ChildProcess, data: string): Promise<boolean> {
  const deadline = Date.now() + START_DEADLINE_MS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) return false;
    if (pidFileSays(data, child.pid, 'ready')) return true;
    await sleep(20);
  }
  child.kill('SIGQUIT');
  return false;
}

function pidFileSays(data: string, pid: number | undefined, status: string): boolean {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    return Number(lines[0]) === pid && lines[7]?.trim() === status;
  } catch {
    return false;
  }
}

function running(parts: {
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
  readonly port: number;
  readonly passwordFile: string;
}): RunningPostgres {
  const { child, ended, port, passwordFile } = parts;
  return {
    host: '127.0.0.1',
    port,
    user: SUPERUSER,
    password: readPassword(passwordFile),
    passwordFile,
    pid: child.pid ?? 0,
    ended,
    stop: async () => {
      child.kill('SIGINT');
      const impatience = setTimeout(() => child.kill('SIGQUIT'), STOP_DEADLINE_MS);
      await ended;
      clearTimeout(impatience);
    },
  };
}

function logEnd(log: string): string {
  return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
}
