import type { Receipt } from '../../stages/stage-types.ts';
import type { Ledger } from '../create-ledger.ts';
import type { LedgerEntry, LedgerRecord } from '../ledger-entry.ts';

/** A ledger of a test: what was written, in its order, and whether it can be written now. */
export interface MemoryLedger extends Ledger {
  readonly entries: LedgerEntry[];
  isDown: boolean;
}

export function createMemoryLedger(): MemoryLedger {
  const append = (
    record: LedgerRecord,
    kind: LedgerEntry['kind'],
    intent: number | null,
  ): Promise<Receipt> => {
    if (ledger.isDown) return Promise.reject(new Error('the ledger is down'));
    const index = ledger.entries.push({ ...record, kind, intent, recordedAt: '' }) - 1;
    const { exchangeId } = record;
    return Promise.resolve({
      exchangeId,
      index,
      entryHash: '',
      chainHash: '',
      recordedAt: '',
      keyId: '',
      signature: '',
    });
  };
  const ledger: MemoryLedger = {
    entries: [],
    isDown: false,
    append: (record) => append(record, 'exchange', null),
    appendIntent: (record) => append(record, 'intent', null),
    appendOutcome: ({ index }, record) => append(record, 'outcome', index),
    keyedHash: () => 'hash',
    isReachable: () => Promise.resolve(!ledger.isDown),
    close: () => Promise.resolve(),
  };
  return ledger;
}
