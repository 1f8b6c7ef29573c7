import { UsageError, type Command } from '../command.ts';
import { readReadyFile, type ReadyHub } from '../launch/ready-file.ts';

/** Says whether a hub is up, where, and what each of its processes is. */
export const command: Command = {
  summary: 'whether a hub is running, where, and with which processes',
  usage: [''],
  options: {},
  run: async ({ state, positionals, output }) => {
    if (positionals.length > 0) throw new UsageError('`status` takes no arguments');
    const hub = readReadyFile(state);
    if (hub === null) {
      output.answer({ running: false }, ['not running; start it with `npm start`']);
      return 1;
    }
    const ready = await isReady(hub);
    const { url, pids, subgraphs, province } = hub;
    output.answer({ running: true, ready, url, pids, subgraphs, province }, [
      `${ready ? 'ready' : 'running, but not ready'} at ${url}`,
      `province of ${province.residents} residents, seed ${province.seed}`,
      ...Object.entries(pids).map(([name, pid]) => `  ${name.padEnd(24)} process ${pid}`),
    ]);
    return ready ? 0 : 1;
  },
};

async function isReady({ url }: ReadyHub): Promise<boolean> {
  try {
    return (await fetch(new URL('/health/ready', url), { signal: AbortSignal.timeout(5_000) })).ok;
  } catch {
    return false;
  }
}
