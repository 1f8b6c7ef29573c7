import { createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readSupergraph } from '../../gateway/supergraph/supergraph.ts';
import { readConfiguration } from '../../gateway/configuration.ts';
import { readKey32 } from '../../secrets/read-secret-file.ts';
import { textOption, UsageError, type CommandInput } from '../command.ts';
import { recordAct } from '../record-act.ts';
import { stateDirectory } from '../state/state-directory.ts';
import { type AgencyAccess, agencyAccesses } from './agency-accesses.ts';
import { personInLedger, type PersonInExchange } from './person-in-ledger.ts';
import { delayRelease, listDelays } from './release-delays.ts';
import { withReleaseKeeper } from './with-release-keeper.ts';

const NAME = /^[\w.-]{1,64}$/u;
const EXCHANGE_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/** `ledger accesses`: what an agency is told of who read its data. */
export async function showAccesses({ state, values, output }: CommandInput): Promise<number> {
  const agency = agencyIn(values);
  const { catalogue } = readSupergraph(readFileSync(gatewayOf(state).supergraphFile, 'utf8'));
  const found: AgencyAccess[] = [];
  await withReleaseKeeper(state, async (client) => {
    for await (const access of agencyAccesses(client, { agency, catalogue, at: new Date() }))
      found.push(access);
  });
  output.answer(found, found.length > 0 ? found.flatMap(accessLines) : ['no accesses']);
  return 0;
}

/** `ledger delay`: writes a decision down. */
export async function delay(exchangeId: string, { state, values, output }: CommandInput): Promise<number> {
  const agency = agencyIn(values);
  if (!EXCHANGE_ID.test(exchangeId)) throw new UsageError('name the exchange on whose behalf was read');
  const until = new Date(`${textOption(values, 'until') ?? ''}T00:00:00+08:00`);
  if (Number.isNaN(until.getTime())) throw new UsageError('`--until` takes a day, YYYY-MM-DD');
  const decision = {
    exchangeId,
    agency,
    until,
    reason: textOption(values, 'reason') ?? '',
    proposedBy: nameIn(values, 'proposed-by'),
    approvedBy: nameIn(values, 'approved-by'),
  };
  const { reason, proposedBy, approvedBy } = decision;
  const details = { exchangeId, agency, until: until.toISOString(), reason, proposedBy, approvedBy };
  const act = { official: approvedBy, caseNumber: null, details, countedAs: 'releaseDelays' };
  await recordAct(state, act, () => withReleaseKeeper(state, (client) => delayRelease(client, decision)));
  output.answer({ exchangeId, agency, until }, [
    `${agency} is told of ${exchangeId} from ${until.toISOString()} on`,
  ]);
  return 0;
}

/** `ledger delays`: all decisions. */
export async function showDelays({ state, output }: CommandInput): Promise<number> {
  const delays = await withReleaseKeeper(state, listDelays);
  const lines = delays.map(
    ({ exchangeId, agency, until, proposedBy, approvedBy, reason }) =>
      `${exchangeId} ${agency} until ${until.toISOString()}, ${proposedBy} and ${approvedBy}: ${reason}`,
  );
  output.answer(delays, lines.length > 0 ? lines : ['no delays']);
  return 0;
}

/** `ledger person`: where a person's records were read. The key comes by file or input, for arguments are in every list of processes. */
export async function showPerson(
  file: string,
  { state, values, output }: CommandInput,
  withLedger: typeof withReleaseKeeper,
): Promise<number> {
  const personKey = readFileSync(file === '-' ? 0 : file, 'utf8').trim();
  if (!/^[A-Z]+:\S+$/u.test(personKey)) throw new UsageError('the file holds no person key, `KIND:NUMBER`');
  const exchangeId = textOption(values, 'exchange') ?? null;
  const tagKey = createSecretKey(readKey32(gatewayOf(state).dataSubjectTagKeyFile));
  const found: PersonInExchange[] = [];
  await withLedger(state, async (client) => {
    for await (const each of personInLedger(client, { personKey, tagKey, exchangeId })) found.push(each);
  });
  output.answer(found, found.length > 0 ? found.map(personLine) : ['in no exchange']);
  return 0;
}

function gatewayOf(state: string): ReturnType<typeof readConfiguration> {
  return readConfiguration(stateDirectory(state).configurationFile('gateway'));
}

function agencyIn(values: CommandInput['values']): string {
  const agency = textOption(values, 'agency');
  if (agency === undefined || !NAME.test(agency)) throw new UsageError('`--agency` names the agency');
  return agency;
}

function nameIn(values: CommandInput['values'], option: string): string {
  const name = textOption(values, option);
  if (name === undefined || !NAME.test(name))
    throw new UsageError(`\`--${option}\` names a person, as tokens would`);
  return name;
}

function accessLines(access: AgencyAccess): readonly string[] {
  const { exchangeId, at, application, department, purpose, fields, people } = access;
  return [
    `${at} ${application ?? '-'} (${department ?? '-'}), ${purpose ?? '-'}: ${people ?? 'unknown'} people, exchange ${exchangeId}`,
    `  ${fields.join(' ')}`,
  ];
}

function personLine({ startedAt, application, purpose, exchangeId, index, was }: PersonInExchange): string {
  return `${startedAt} ${application ?? '-'}, ${purpose ?? '-'}: ${was} in exchange ${exchangeId}, entry ${index}`;
}
