import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { stateDirectory } from '../state/state-directory.ts';
import type { FromOwnHub, ToOwnHub } from './own-hub-messages.ts';
import { makeScratchDirectory } from './scratch-directory.ts';
import { testHub, type TestHub } from './test-hub.ts';

/** Opens a connection, as superuser, to a database by its ordinary name (`vehicles`, `hub`, …). End it yourself. */
export type Connect = (database: string) => Promise<pg.Client>;

/** A hub that one test may break: own processes, keys and databases (clones of the untouched province). */
export interface OwnHub extends TestHub {
  readonly connect: Connect;
  /** Ends a process (`gateway` or a subgraph by name) and keeps it down. */
  stopProcess(name: string): Promise<void>;
  startProcess(name: string): Promise<void>;
  /** Ends the hub and removes its databases. */
  stop(): Promise<void>;
}

export interface OwnHubOptions {
  /** Changes the cloned databases before anything is connected to them. */
  readonly change?: (connect: Connect) => Promise<void>;
  /** Whether changes of the sources are followed, for tests of supervision; false by default. */
  readonly followChanges?: boolean;
}

/**
 * Starts a hub for one test, in a process of its own, on clones of the databases of the hub that Jest's set-up started.
 * Takes some seconds: share it between the tests of a file.
 */
export async function startOwnHub(options: OwnHubOptions = {}): Promise<OwnHub> {
  const original = process.env['SLUICE_TEST_HUB'];
  if (original === undefined) throw new Error('no hub is running: only end-to-end tests have one');
  const state = makeScratchDirectory('own');
  keepPseudonyms(original, state);
  const talk = startTalk(state, original, options.followChanges ?? false);
  const { server, databases } = await talk.next('cloned');
  const password = readFileSync(join(stateDirectory(original).postgres, 'password'), 'utf8');
  const connect: Connect = async (name) => {
    const database = databases[name];
    if (database === undefined) throw new Error(`there is no database \`${name}\``);
    const client = new pg.Client({ ...server, user: 'postgres', password, database });
    await client.connect();
    return client;
  };
  await options.change?.(connect);
  talk.say({ kind: 'serve' });
  await talk.next('ready');
  return {
    ...testHub(state),
    connect,
    stopProcess: async (name) => {
      talk.say({ kind: 'stop', name });
      await talk.next('done');
    },
    startProcess: async (name) => {
      talk.say({ kind: 'start', name });
      await talk.next('done');
    },
    stop: async () => {
      await talk.end();
      rmSync(state, { recursive: true, force: true });
    },
  };
}

/** One key for both, so that their answers can be compared: the same person has the same pseudonym. */
function keepPseudonyms(original: string, state: string): void {
  const key = stateDirectory(state).key('pseudonym.key');
  mkdirSync(dirname(key), { recursive: true, mode: 0o700 });
  copyFileSync(stateDirectory(original).key('pseudonym.key'), key);
}

interface Talk {
  say(message: ToOwnHub): void;
  /** The next message, which must be of that kind. */
  next<K extends FromOwnHub['kind']>(kind: K): Promise<Extract<FromOwnHub, { readonly kind: K }>>;
  end(): Promise<void>;
}

function startTalk(state: string, original: string, followChanges: boolean): Talk {
  const script = join(import.meta.dirname, 'run-own-hub.ts');
  const child: ChildProcess = spawn(process.execPath, [script, state, original, String(followChanges)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error('the hub has no pipes');
  const ended = once(child, 'exit');
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  return {
    say: (message) => void stdin.write(`${JSON.stringify(message)}\n`),
    next: async (kind) => {
      const line = await lines.next();
      if (line.done === true) throw new Error('the hub of this test ended; the reason stands above');
      const message = JSON.parse(line.value) as FromOwnHub;
      if (message.kind === 'failed') throw new Error(message.reason);
      if (message.kind !== kind) throw new Error(`\`${kind}\` was expected, not \`${message.kind}\``);
      return message as Extract<FromOwnHub, { readonly kind: typeof kind }>;
    },
    end: async () => {
      stdin.end();
      await ended;
    },
  };
}
