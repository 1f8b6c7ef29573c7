import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type pg from 'pg';
import { verifyLedger, verifyReceipt, verifyReceiptInLedger } from '../../gateway/ledger/verify-ledger.ts';
import { readPassword, readVerifyingKey } from '../../secrets/read-secret-file.ts';
import { textOption, UsageError, type Command, type CommandInput } from '../command.ts';
import { delay, showAccesses, showDelays, showPerson } from '../releases/release-commands.ts';
import { readReadyFile, requireHub } from '../launch/ready-file.ts';
import { withClient } from '../postgres/with-client.ts';
import { stateDirectory } from '../state/state-directory.ts';

/** A receipt commits to the entry, and the entry holds no data: so neither can vouch for the values of an answer. */
const VALID =
  'valid: the exchange was recorded as the receipt says (it does not cover the data of the answer)';

/** Checks what the ledger says, and says to whom it may concern what was read. */
export const command: Command = {
  summary:
    'checks the ledger or a receipt; says where a person was read, and what an agency is told of accesses',
  usage: [
    'verify',
    'receipt FILE [--public-key FILE]   (a receipt or a whole answer; `-` reads the standard input)',
    'person FILE [--exchange ID]   (a person key, `KIND:NUMBER`; `-` reads the standard input)',
    'accesses --agency NAME',
    'delay EXCHANGE --agency NAME --until DAY --reason TEXT --proposed-by NAME --approved-by NAME',
    'delays',
  ],
  options: {
    'public-key': {
      type: 'string',
      help: 'FILE with the public key (default: the one of the state directory)',
    },
    exchange: { type: 'string', help: 'ID of the only exchange that is looked at' },
    agency: { type: 'string', help: 'NAME of the agency, as of its subgraph' },
    until: { type: 'string', help: 'DAY (China) from which the agency is told; within 90 days' },
    reason: { type: 'string', help: 'TEXT of 10 to 500 characters, kept with the decision' },
    'proposed-by': { type: 'string', help: 'NAME of who asks for the delay' },
    'approved-by': { type: 'string', help: 'NAME of somebody else, who grants it' },
  },
  run: (input) => {
    const [what, ...rest] = input.positionals;
    if (what === 'verify' && rest.length === 0) return verifyAll(input);
    if (what === 'receipt' && rest.length === 1) return verifyOne(input, rest[0] ?? '-');
    if (what === 'person' && rest.length === 1) return showPerson(rest[0] ?? '-', input, withLedger);
    if (what === 'accesses' && rest.length === 0) return showAccesses(input);
    if (what === 'delay' && rest.length === 1) return delay(rest[0] ?? '', input);
    if (what === 'delays' && rest.length === 0) return showDelays(input);
    throw new UsageError(
      'say `verify`, `receipt FILE`, `person FILE`, `accesses`, `delay EXCHANGE` or `delays`',
    );
  },
};

async function verifyAll(input: CommandInput): Promise<number> {
  const report = await withLedger(input.state, (client) => verifyLedger(client, publicKeyOf(input)));
  const { entries, checkpoints, chainHash, problems, openIntents } = report;
  const sound = problems.length === 0;
  input.output.answer({ sound, ...report }, [
    `${sound ? 'sound' : 'NOT SOUND'}: ${entries} entries, ${checkpoints} signed checkpoints`,
    `chain hash ${chainHash}`,
    ...(openIntents.length > 0 ? [`intents without an outcome: ${openIntents.join(', ')}`] : []),
    ...problems.map(({ index, problem }) => `  entry ${index}: ${problem}`),
  ]);
  return sound ? 0 : 1;
}

async function verifyOne(input: CommandInput, file: string): Promise<number> {
  const receipt = receiptIn(readFileSync(file === '-' ? 0 : file, 'utf8'));
  const key = publicKeyOf(input);
  // Offline is enough for the signature; where the hub runs, its ledger is asked as well.
  const verdict =
    readReadyFile(input.state) === null
      ? verifyReceipt(receipt, key)
      : await withLedger(input.state, (client) => verifyReceiptInLedger(client, receipt, key));
  input.output.answer({ verdict }, [verdict === 'valid' ? VALID : verdict]);
  return verdict === 'valid' ? 0 : 1;
}

function publicKeyOf({ state, values }: CommandInput): KeyObject {
  const file = textOption(values, 'public-key') ?? stateDirectory(state).key('ledger-signing.pub.pem');
  return readVerifyingKey(file);
}

function receiptIn(text: string): unknown {
  const value = JSON.parse(text) as { readonly extensions?: { readonly receipt?: unknown } } | null;
  return value?.extensions?.receipt ?? value;
}

function withLedger<T>(state: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  requireHub(state);
  const file = stateDirectory(state).configurationFile('gateway');
  const { hubDatabase } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly hubDatabase: pg.ClientConfig & { readonly passwordFile: string };
  };
  const { host, port, database, user, passwordFile } = hubDatabase;
  const password = readPassword(passwordFile);
  return withClient({ host, port, database, user, password }, work);
}
