const FIRST_MS = 5_000;
const LONGEST_MS = 600_000;

/** When something is tried again that has failed so many times: later and later, and never given up. */
export function backOff(now: Date, attempts: number): Date {
  return new Date(now.getTime() + Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempts - 1, 20)));
}
