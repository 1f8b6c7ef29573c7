import { createInterface } from 'node:readline';
import type { HubDatabases } from '../launch/hub-databases.ts';
import { startHub, type RunningHub } from '../launch/start-hub.ts';
import { ALL_DATABASES } from '../postgres/databases.ts';
import type { FromOwnHub, ToOwnHub } from './own-hub-messages.ts';

/** `node run-own-hub.ts STATE ORIGINAL FOLLOW-CHANGES`: the hub of one test, outside Jest's virtual machine. See own-hub.ts. */

const [state = '', cloneOf = '', followChanges = ''] = process.argv.slice(2);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

function say(message: FromOwnHub): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

async function hear(): Promise<ToOwnHub | null> {
  const line = await lines.next();
  return line.done === true ? null : (JSON.parse(line.value) as ToOwnHub);
}

/** Lets the test change its clones before anybody is connected to them. */
async function waitForChanges({ server, databaseName }: HubDatabases): Promise<void> {
  const databases = Object.fromEntries(ALL_DATABASES.map((name) => [name, databaseName(name)]));
  say({ kind: 'cloned', server: { host: server.host, port: server.port }, databases });
  if ((await hear())?.kind !== 'serve') throw new Error('the test has ended');
}

async function obey(hub: RunningHub, message: Exclude<ToOwnHub, { kind: 'serve' }>): Promise<void> {
  const child = hub.processes.get(message.name);
  if (child === undefined) throw new Error(`there is no process \`${message.name}\``);
  await (message.kind === 'stop' ? child.stop() : child.start());
}

try {
  const hub = await startHub({
    state,
    cloneOf,
    followChanges: followChanges === 'true',
    beforeServing: waitForChanges,
  });
  say({ kind: 'ready' });
  for (let message = await hear(); message !== null; message = await hear()) {
    if (message.kind !== 'serve') await obey(hub, message);
    say({ kind: 'done' });
  }
  await hub.stop();
} catch (error) {
  say({ kind: 'failed', reason: error instanceof Error ? error.message : 'it failed' });
  process.exitCode = 1;
}
process.exit();
