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

/** The same of what goes on all the same, with its time: somebody should look into it, and nothing waits for them. */
export function logWarning(event: string, detail: Readonly<Record<string, string | number | null>>): void {
  const line = { time: new Date().toISOString(), level: 'warn', event, ...detail };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}
