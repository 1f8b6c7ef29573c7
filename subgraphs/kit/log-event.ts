/** Writes what an operator should see as one line of JSON to stderr, which is the process's log; nothing of a person is in it. */
export function logEvent(event: string, detail: Readonly<Record<string, string>> = {}): void {
  process.stderr.write(`${JSON.stringify({ level: 'error', event, ...detail })}\n`);
}

/** Of what failed its name alone: its message may hold a value. */
export function logFailure(
  event: string,
  error: unknown,
  detail: Readonly<Record<string, string>> = {},
): void {
  logEvent(event, { ...detail, error: error instanceof Error ? error.name : typeof error });
}
