import { join } from 'node:path';
import { superviseChild, type SupervisedChild } from '../../hub/processes/supervise-child.ts';
import type { StateDirectory } from '../../hub/state/state-directory.ts';

export interface PlainFederation {
  /** Of the gateway. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a plain subgraph a process over the databases of a hub, and a plain gateway in front of them. */
export async function startPlainFederation(
  state: StateDirectory,
  agencies: readonly string[],
): Promise<PlainFederation> {
  const started: SupervisedChild[] = [];
  const start = async (name: string, script: string, args: readonly string[]): Promise<SupervisedChild> => {
    const child = await superviseChild({
      name,
      args: [join(import.meta.dirname, script), ...args],
      logFile: state.logFile(`plain-${name}`),
      onTrouble: () => undefined,
      onRestart: () => undefined,
    });
    started.push(child);
    return child;
  };
  const subgraphs = await Promise.all(
    agencies.map((agency) =>
      start(agency, 'plain-subgraph.ts', [agency, '--config', state.configurationFile(agency)]),
    ),
  );
  const gateway = await start(
    'gateway',
    'plain-gateway.ts',
    subgraphs.map(({ name, port }) => `${name}=http://127.0.0.1:${port}/`),
  );
  return {
    url: `http://127.0.0.1:${gateway.port}/`,
    stop: async () => {
      await Promise.all(started.map((child) => child.stop()));
    },
  };
}
