import { inTransactionOn } from '../../../subgraphs/kit/in-transaction.ts';
import { createAskHub } from '../../../subgraphs/kit/following/ask-hub.ts';
import { postgresMarketBook } from '../../../subgraphs/matching/market/postgres-market-book.ts';
import { groupsOf } from '../../../subgraphs/matching/priority/groups-of.ts';
import { createKeepGroups } from '../../../subgraphs/matching/priority/keep-groups.ts';
import { readPriorityRules } from '../../../subgraphs/matching/priority/read-priority-rules.ts';
import { askByKey } from '../../../subgraphs/matching/repository/operation/ask-records.ts';
import { readPerson } from '../../../subgraphs/matching/repository/operation/read-records.ts';
import { pictureOf } from '../../../subgraphs/matching/repository/picture/picture-of.ts';
import type { PriorityFacts } from '../../../subgraphs/matching/priority/priority-facts.ts';
import { stateDirectory } from '../../state/state-directory.ts';
import type { TestHub } from '../../testing/test-hub.ts';
import { connectedTo } from './matching-rows.ts';

/**
 * What the rules of priority groups would be put to of somebody on a day: the agencies' records, read through the gateway as the
 * matching process reads them. For hubs that follow no changes, where nobody else does it.
 */
export async function factsOn(hub: TestHub, person: string, day: string): Promise<PriorityFacts> {
  const tokenFile = stateDirectory(hub.state).tokenFile('employment-engine');
  const asking = {
    ask: createAskHub({ url: hub.url, tokenFile }),
    signal: AbortSignal.timeout(120_000),
  };
  const [page] = await askByKey('persons', [person], asking);
  const [node] = page?.nodes ?? [];
  const answered = node === undefined ? null : readPerson(node);
  const concluded = answered === null ? null : pictureOf(answered.records, day, readPriorityRules());
  if (concluded === null) throw new Error('labour and household registration know nothing of the person');
  return concluded.facts;
}

/** Concludes the groups of somebody on a day from their records as they are now, and keeps them as that process does. */
export async function concludeGroupsOn(hub: TestHub, person: string, day: string): Promise<void> {
  const facts = await factsOn(hub, person, day);
  const concluded = [{ personKey: person, facts, groups: groupsOf(facts, day, readPriorityRules()) }];
  const keepGroups = createKeepGroups({ market: postgresMarketBook });
  await connectedTo(hub, 'matching', (client) =>
    inTransactionOn(client, () => keepGroups(client, concluded, day)),
  );
}
