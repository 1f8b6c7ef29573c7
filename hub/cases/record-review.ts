import { randomUUID } from 'node:crypto';
import type { ErrorCode } from '../../errors/error-table.ts';
import { readConfiguration } from '../../gateway/configuration.ts';
import { createLedger } from '../../gateway/ledger/create-ledger.ts';
import { type Act, recordOfAct } from '../../gateway/ledger/record-of-act.ts';
import type { ExchangeId } from '../../gateway/stages/stage-types.ts';
import type { ApplicationId } from '../../policies/vocabulary.ts';
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
  const act: Act = {
    exchangeId: randomUUID() as ExchangeId,
    startedAt: new Date(),
    subject: { application: 'hub-command-line' as ApplicationId, department: 'hub', official: reviewer },
    purpose: null,
    caseNumber: emergencyNumber,
    details: { verdict, remark },
    policyVersion: null,
    countedAs: 'emergencyReviews',
  };
  let outcomes: readonly ErrorCode[] = ['INTERNAL'];
  try {
    const intent = await ledger.appendIntent(recordOfAct(act, ledger, []));
    try {
      await work();
      outcomes = [];
    } finally {
      await ledger.appendOutcome(intent, recordOfAct(act, ledger, outcomes));
    }
  } finally {
    await ledger.close();
  }
}
