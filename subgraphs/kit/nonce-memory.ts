/**
 * Remembers which nonces were seen for at least `keepMs` and at most twice that, in two generations: no timer, and
 * nothing to sort. Only nonces whose MAC was right come here, so only the gateway can fill it.
 */
export class NonceMemory {
  private readonly keepMs: number;
  private young = new Set<string>();
  private old = new Set<string>();
  private turnsAt = 0;

  constructor(keepMs: number) {
    this.keepMs = keepMs;
  }

  /** True the first time, false for a nonce that was seen. */
  admit(nonce: string, nowMs: number): boolean {
    if (nowMs >= this.turnsAt) {
      // After a silence of two generations nothing that was kept is still wanted.
      this.old = nowMs >= this.turnsAt + this.keepMs ? new Set() : this.young;
      this.young = new Set();
      this.turnsAt = nowMs + this.keepMs;
    }
    if (this.young.has(nonce) || this.old.has(nonce)) return false;
    this.young.add(nonce);
    return true;
  }
}
