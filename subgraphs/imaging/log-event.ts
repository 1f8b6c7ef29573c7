/** Writes what an operator should see as one line of JSON to stderr, which is the process's log; nothing of a patient is in it. */
export function logEvent(event: string, detail: Readonly<Record<string, string>> = {}): void {
  process.stderr.write(`${JSON.stringify({ level: 'error', event, ...detail })}\n`);
}

/** Of an error its name alone: its message may hold a value. */
export function logError(event: string, error: unknown): void {
  logEvent(event, { error: error instanceof Error ? error.name : typeof error });
}
