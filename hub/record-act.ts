import { randomUUID } from 'node:crypto';
import type { ErrorCode } from '../errors/error-table.ts';
import { readConfiguration } from '../gateway/configuration.ts';
import { createLedger } from '../gateway/ledger/create-ledger.ts';
import { type Act, recordOfAct } from '../gateway/ledger/record-of-act.ts';
import type { ExchangeId } from '../gateway/stages/stage-types.ts';
import type { ApplicationId } from '../policies/vocabulary.ts';
import { readPassword, readSigningKey } from '../secrets/read-secret-file.ts';
import { stateDirectory } from './state/state-directory.ts';

/** What somebody does by the command line, and by which name. */
export type ActByHand = Pick<Act, 'caseNumber' | 'details' | 'countedAs' | 'dataSubjects'> &
  Partial<Pick<Act, 'purpose'>> & { readonly official: string };

/**
 * Does the work of an act with an entry in the ledger before it and one after, as a mutation of the graph has. The
 * entries hold keyed hashes of number and details, neither itself.
 * @throws SluiceError LEDGER_UNAVAILABLE: then nothing is done
 */
export async function recordAct<T>(
  state: string,
  { official, ...said }: ActByHand,
  work: () => Promise<T>,
): Promise<T> {
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
    subject: { application: 'hub-command-line' as ApplicationId, department: 'hub', official },
    purpose: null,
    policyVersion: null,
    ...said,
  };
  let outcomes: readonly ErrorCode[] = ['INTERNAL'];
  try {
    const intent = await ledger.appendIntent(recordOfAct(act, ledger, []));
    try {
      const done = await work();
      outcomes = [];
      return done;
    } finally {
      await ledger.appendOutcome(intent, recordOfAct(act, ledger, outcomes));
    }
  } finally {
    await ledger.close();
  }
}
