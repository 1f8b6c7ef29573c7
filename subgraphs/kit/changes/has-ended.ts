/** Whether a signal has aborted by now. WHY: the compiler takes what it read of a signal once for what it stays. */
export function hasEnded(signal: AbortSignal): boolean {
  return signal.aborted;
}
