import { readFileSync } from 'node:fs';

const LOOK_MS = 500;

/**
 * Calls `onGone` once when the process that started us has gone. npm starts us through a shell and does not always end
 * us when it is ended; so where npm started us, our parent and its parent are watched.
 */
export function watchAncestors(onGone: () => void): void {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const atStart = ancestors();
  const timer = setInterval(() => {
    if (ancestors() === atStart) return;
    clearInterval(timer);
    onGone();
  }, LOOK_MS);
  timer.unref();
}

/** Our parent and its parent, so that a change of either shows. */
function ancestors(): string {
  return `${process.ppid} ${parentOf(process.ppid)}`;
}

function parentOf(pid: number): string {
  try {
    // The second field is the name in parentheses, which may hold spaces; the fourth is the parent.
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[1] ?? '';
  } catch {
    return '';
  }
}
