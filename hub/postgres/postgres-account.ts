import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { copyPostgresBinaries, locatePostgresBinaries } from './postgres-binaries.ts';

/**
 * PostgreSQL refuses to run as root, and needs an account that has a name. So it runs
 * - `self`: as whoever we are, the ordinary case;
 * - `namespace`: as root, in a user namespace where we look like an ordinary account; our files stay ours;
 * - `other-account`: as root where user namespaces are closed, as another account, from a directory it can reach.
 */
export type AccountKind = 'self' | 'namespace' | 'other-account';

/** How and where the programs of one server are run. */
export interface PostgresAccount {
  readonly kind: AccountKind;
  readonly native: string;
  /** The data directory. */
  readonly data: string;
  /** The account that must be able to read what the server reads, null where that is ourselves. */
  readonly ownerId: number | null;
  /** Program and arguments, wrapped so that they run as the account. */
  command(program: 'initdb' | 'postgres', args: readonly string[]): readonly [string, readonly string[]];
}

/** Chooses the account for a server whose files belong below `directory`. */
export function choosePostgresAccount(directory: string, kind: AccountKind = accountKind()): PostgresAccount {
  if (kind === 'other-account') return otherAccount(directory);
  const { native } = locatePostgresBinaries(directory);
  const mapped = String(namedAccountId());
  return {
    kind,
    native,
    data: join(directory, 'data'),
    ownerId: null,
    command: (program, args) => {
      const path = join(native, 'bin', program);
      return kind === 'self'
        ? [path, args]
        : ['unshare', ['--user', `--map-user=${mapped}`, '--', path, ...args]];
    },
  };
}

/** Runs `initdb` or another short program as the account; rejects with its output where it fails. */
export async function runAsAccount(
  account: PostgresAccount,
  program: 'initdb' | 'postgres',
  args: readonly string[],
): Promise<void> {
  const [file, parameters] = account.command(program, args);
  await promisify(execFile)(file, parameters, {
    cwd: account.ownerId === null ? undefined : join(account.data, '..'),
    ...asAccount(account),
  });
}

/** The options of `child_process` that make a child run as the account. */
export function asAccount(account: PostgresAccount): { readonly uid?: number; readonly gid?: number } {
  return account.ownerId === null ? {} : { uid: account.ownerId, gid: account.ownerId };
}

function accountKind(): AccountKind {
  if (process.getuid?.() !== 0 && hasName()) return 'self';
  const probe = spawnSync('unshare', ['--user', `--map-user=${String(namedAccountId())}`, '--', 'true']);
  if (probe.status === 0) return 'namespace';
  if (process.getuid?.() === 0) return 'other-account';
  throw new Error(
    'PostgreSQL needs an account with a name: this user id has no entry in the account database, ' +
      'and user namespaces are closed on this machine',
  );
}

function hasName(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    return false;
  }
}

/** An account without rights that exists by name: `nobody`, else any that is not root. */
function namedAccountId(): number {
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map((parts) => ({ name: parts[0], id: Number(parts[2]) }))
    .filter(({ id }) => Number.isInteger(id) && id > 0);
  const chosen = accounts.find(({ name }) => name === 'nobody') ?? accounts[0];
  if (chosen === undefined) throw new Error('`/etc/passwd` names no account but root');
  return chosen.id;
}

/** Programs and data live outside a home that only root may enter; the way back to them is the hash of `directory`. */
function otherAccount(directory: string): PostgresAccount {
  const hash = createHash('sha256').update(directory).digest('hex').slice(0, 16);
  const place = join('/var/tmp', `sluice-postgres-${hash}`);
  const native = join(place, 'native');
  const data = join(place, 'data');
  const ownerId = namedAccountId();
  ownPlace(place, data, existsSync(join(directory, 'password')));
  copyPostgresBinaries(locatePostgresBinaries(directory).native, native);
  mkdirSync(data, { recursive: true, mode: 0o700 });
  chownSync(data, ownerId, ownerId);
  return {
    kind: 'other-account',
    native,
    data,
    ownerId,
    command: (program, args) => [join(native, 'bin', program), args],
  };
}

/** Everybody may make directories in /var/tmp: one that is not ours must not be trusted with a server's files. */
function ownPlace(place: string, data: string, keepData: boolean): void {
  mkdirSync(place, { recursive: true });
  const found = lstatSync(place);
  if (!found.isDirectory() || found.uid !== 0) throw new Error(`\`${place}\` is not a directory of root`);
  chmodSync(place, 0o755);
  if (!keepData) rmSync(data, { recursive: true, force: true });
}
