import { createInterface } from 'node:readline/promises';
import type { Output } from '../../command.ts';

export interface Interruptible {
  readonly runId: string;
  readonly output: Output;
  /** Whether the run is to be cancelled; rejects where `signal` takes the question back. */
  readonly confirm: (signal: AbortSignal) => Promise<boolean>;
  readonly cancel: () => Promise<unknown>;
  /** Leaves, the run going on. */
  readonly leave: () => void;
}

/** What Ctrl-C does while a run is followed. */
export interface Interruption {
  /** The first asks whether to cancel; another while that is asked leaves the run going. */
  readonly onInterrupt: () => void;
  /** The run has ended: a question that still waits is taken back, and nothing is cancelled any more. */
  readonly over: () => void;
}

export function interruption({ runId, output, confirm, cancel, leave }: Interruptible): Interruption {
  const ended = new AbortController();
  let isAsking = false;
  const ask = async (): Promise<void> => {
    const isMeant = await confirm(ended.signal);
    if (!isMeant || ended.signal.aborted) return;
    output.progress('cancelling 正在取消');
    await cancel();
  };
  return {
    onInterrupt: () => {
      if (isAsking) {
        output.progress(`left going 已保留运行: ${runId}`);
        leave();
        return;
      }
      isAsking = true;
      void ask()
        .catch((error: unknown) => {
          if (!ended.signal.aborted) output.progress(error instanceof Error ? error.message : 'it failed');
        })
        .finally(() => {
          isAsking = false;
        });
    },
    over: () => ended.abort(),
  };
}

/** Asks at the terminal; who can not be asked (a script) is taken to mean it. */
export async function confirmed(signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // The interface takes Ctrl-C for itself while it asks.
  terminal.on('SIGINT', () => process.emit('SIGINT'));
  try {
    const answer = await terminal.question('cancel the run? 是否取消运行？ [y/N] ', { signal });
    return /^(y|yes|是)$/iu.test(answer.trim());
  } finally {
    terminal.close();
  }
}
