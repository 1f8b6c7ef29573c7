import { join } from 'node:path';
import { superviseChild, type SupervisedChild } from '../processes/supervise-child.ts';
import type { StateDirectory } from '../state/state-directory.ts';
import type { UndoStack } from './undo-stack.ts';

const ROOT = join(import.meta.dirname, '../..');

export interface ProcessParts {
  readonly state: StateDirectory;
  readonly subgraphs: readonly string[];
  readonly onProgress: (step: string) => void;
  /** Told when a process that had ended listens again. */
  readonly onRestart: () => void;
  readonly undo: UndoStack;
}

/** Starts the subgraphs, the gateway and the archive of images, all at once; rejects with the first that does not come up. */
export async function startProcesses(parts: ProcessParts): Promise<ReadonlyMap<string, SupervisedChild>> {
  const { subgraphs, onProgress, undo } = parts;
  const children = new Map<string, SupervisedChild>();
  let ending = false;
  // In parallel; the gateway goes first, so that nobody's question meets a subgraph that has gone.
  undo.push(async () => {
    ending = true;
    await children.get('gateway')?.stop();
    await Promise.all([...children.values()].map((child) => child.stop()));
  });
  const start = async (name: string, args: readonly string[]): Promise<void> => {
    const child = await launch(parts, name, args);
    children.set(name, child);
    if (ending) await child.stop();
    onProgress(`${name} is up`);
  };
  const started = [
    start('gateway', ['gateway/start-gateway.ts']),
    start('imaging-archive', ['subgraphs/imaging/start-archive.ts']),
    ...subgraphs.map((name) => start(name, ['subgraphs/kit/start-subgraph.ts', name])),
  ];
  await Promise.all(started);
  return children;
}

function launch(
  { state, onProgress, onRestart }: ProcessParts,
  name: string,
  [script = '', ...args]: readonly string[],
): Promise<SupervisedChild> {
  return superviseChild({
    name,
    args: [join(ROOT, script), ...args, '--config', state.configurationFile(name)],
    logFile: state.logFile(name),
    environment: { NODE_COMPILE_CACHE: state.cache },
    onTrouble: onProgress,
    onRestart,
  });
}
