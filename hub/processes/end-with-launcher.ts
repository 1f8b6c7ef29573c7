import { spawn } from 'node:child_process';

/**
 * Waits for the end of its input, which comes when the launcher ends, however it ends; then stops the process `$1`
 * unless a line told it not to. `$2` is the file that names the process while it lives, so that a number that the
 * system has given to somebody else is left alone (a process that has just begun may not have written it yet).
 */
const WATCH = `
if read -r line; then exit 0; fi
here() { [ "$(head -n 1 "$2" 2>/dev/null)" = "$1" ] && kill -0 "$1" 2>/dev/null; }
for try in 1 2 3 4 5 6 7 8 9 10; do here "$1" "$2" && break; kill -0 "$1" 2>/dev/null || exit 0; sleep 0.3; done
here "$1" "$2" || exit 0
kill -INT "$1"
for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do sleep 0.5; here "$1" "$2" || exit 0; done
kill -QUIT "$1"
`;

/** Stands between a process and the death of its launcher; call `release` once the process has ended. */
export interface LauncherWatch {
  release(): void;
}

/**
 * Makes a process that knows nothing of us end when we do, even when we are killed: a shell in a session of its own
 * holds the other end of a pipe from us. (Our own Node children watch their standard input instead.)
 */
export function endWithLauncher(pid: number, pidFile: string): LauncherWatch {
  const watch = spawn('/bin/sh', ['-c', WATCH, 'sluice-watch', String(pid), pidFile], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  });
  watch.unref();
  watch.stdin.on('error', () => undefined);
  (watch.stdin as unknown as { unref?: () => void }).unref?.();
  return {
    release: () => {
      watch.stdin.end('released\n');
    },
  };
}
