import { randomUUID } from 'node:crypto';
import { readConfiguration } from '../../gateway/configuration.ts';
import { createLedger } from '../../gateway/ledger/create-ledger.ts';
import type { LedgerRecord } from '../../gateway/ledger/ledger-entry.ts';
import type { ExchangeId } from '../../gateway/stages/stage-types.ts';
import { readPassword, readSigningKey } from '../../secrets/read-secret-file.ts';
import { stateDirectory } from '../state/state-directory.ts';
import type { Review } from './emergency-accesses.ts';

/**
 * Does the work of a review with an entry in the ledger before it and one after, as a mutation of the graph has. The
 * entries hold keyed hashes of number and remark, neither itself.
 * @throws SluiceError LEDGER_UNAVAILABLE: then nothing is reviewed
 */
export async function recordReview(
  state: string,
  { emergencyNumber, reviewer, verdict, remark }: Review,
  work: () => Promise<void>,
): Promise<void> {
  const { hubDatabase, ledgerSigningKeyFile } = readConfiguration(
    stateDirectory(state).configurationFile('gateway'),
  );
  const { passwordFile, ...database } = hubDatabase;
  const ledger = createLedger({
    database: { ...database, password: readPassword(passwordFile) },
    signingKey: readSigningKey(ledgerSigningKeyFile),
  });
  const entry: LedgerRecord = {
    exchangeId: randomUUID() as ExchangeId,
    parent: null,
    startedAt: new Date().toISOString(),
    subject: { application: 'hub-command-line', department: 'hub', official: reviewer },
    purpose: null,
    caseHash: ledger.keyedHash(emergencyNumber),
    legalBasis: [],
    policyVersion: 'none',
    operationHash: null,
    variablesHash: ledger.keyedHash({ verdict, remark }),
    fields: [],
    dataSubjects: [],
    counts: { emergencyReviews: 1 },
    outcomes: [],
  };
  let outcomes: LedgerRecord['outcomes'] = ['INTERNAL'];
  try {
    const intent = await ledger.appendIntent(entry);
    try {
      await work();
      outcomes = [];
    } finally {
      await ledger.appendOutcome(intent, { ...entry, outcomes });
    }
  } finally {
    await ledger.close();
  }
}
