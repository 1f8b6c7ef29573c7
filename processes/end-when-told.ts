import { fstatSync } from 'node:fs';

/** Whoever has not been answered by then is not. Less than the launcher waits before it kills, so that it is told. */
export const ENDING_MS = 9_000;

/**
 * Ends the process in order at SIGTERM, at SIGINT, and when whoever started it is gone: with status 0 where `close`
 * succeeds, with 1 where it fails or takes longer than ENDING_MS.
 * @param name of the process, for the line on standard error that says which ending failed
 */
export function endWhenTold(name: string, close: () => Promise<void>): void {
  let isEnding = false;
  const fail = (error: string): void => {
    process.stderr.write(
      `${JSON.stringify({ level: 'error', event: 'EndingFailed', process: name, error })}\n`,
    );
    process.exit(1);
  };
  const end = (): void => {
    if (isEnding) return;
    isEnding = true;
    setTimeout(() => fail('TimedOut'), ENDING_MS).unref();
    void close().then(
      () => process.exit(0),
      // The name alone: messages repeat values.
      (error: unknown) => fail(error instanceof Error ? error.name : typeof error),
    );
  };
  process.once('SIGTERM', end).once('SIGINT', end);
  // WHY: a launcher that dies can not say so; its end of the pipe closes all the same.
  if (isPipe()) process.stdin.once('end', end).once('error', end).resume();
}

/** A launcher holds the other end; a terminal or /dev/null says nothing about who started us. */
function isPipe(): boolean {
  try {
    const stat = fstatSync(0);
    return stat.isFIFO() || stat.isSocket();
  } catch {
    return false;
  }
}
