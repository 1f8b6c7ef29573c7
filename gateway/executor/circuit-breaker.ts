/** Keeps a gateway from waiting again and again for an agency that does not answer. */
export interface CircuitBreaker {
  /** Whether an attempt may be made now. After the pause one attempt may be made to find out. */
  mayTry(): boolean;
  succeeded(): void;
  failed(): void;
  /**
   * A failure once it has befallen two callers. WHY: what one of them asks may be too much to be answered in time, which says
   * nothing of the agency, and the others would pay for it.
   */
  timedOut(caller: string): void;
  /** An attempt ended without saying anything about the agency: its caller went away. */
  abandoned(): void;
}

export interface BreakerLimits {
  /** So many failures in a row open the circuit. */
  readonly failures: number;
  /** For so long nothing is tried. */
  readonly pauseMs: number;
}

/** @param now milliseconds, monotonic */
export function createCircuitBreaker(limits: BreakerLimits, now: () => number): CircuitBreaker {
  let failuresInARow = 0;
  let openUntil = 0;
  let isProbing = false;
  const timedOut = new Set<string>();
  const failed = (): void => {
    failuresInARow += 1;
    isProbing = false;
    if (failuresInARow >= limits.failures) openUntil = now() + limits.pauseMs;
  };
  return {
    mayTry() {
      if (failuresInARow < limits.failures) return true;
      if (isProbing || now() < openUntil) return false;
      isProbing = true;
      return true;
    },
    succeeded() {
      timedOut.clear();
      failuresInARow = 0;
      isProbing = false;
    },
    failed,
    timedOut(caller) {
      timedOut.add(caller);
      if (timedOut.size > 1) failed();
      else isProbing = false;
    },
    abandoned() {
      isProbing = false;
    },
  };
}
