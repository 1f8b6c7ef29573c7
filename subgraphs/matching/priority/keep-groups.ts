import type pg from 'pg';
import type { PersonKey } from '../../../identifiers/person-key.ts';
import { readWorkingCalendar } from '../../../identifiers/working-days.ts';
import type { IsoDate } from '../market/measures.ts';
import type { PriorityGroup } from '../market/priority-group.ts';
import { holdPeople } from '../service/hold-person.ts';
import type { MarketBook } from '../service/market-book.ts';
import type { GroupConclusion } from './groups-of.ts';
import type { PriorityFacts } from './priority-facts.ts';
import { proposeZeroEmploymentCase } from './propose-zero-employment-case.ts';

/** To which groups somebody counts on a day. */
export interface ConcludedGroups {
  readonly personKey: string;
  /** What it was concluded from; null where nothing is known of the person any longer, who counts to none then. */
  readonly facts: PriorityFacts | null;
  readonly groups: readonly GroupConclusion[];
}

/** Keeps the groups of people as they are on a day, in the caller's transaction. */
export type KeepGroups = (
  client: pg.ClientBase,
  people: readonly ConcludedGroups[],
  day: IsoDate,
) => Promise<void>;

/**
 * Keeps what was concluded where it holds or can not be told, lets go what is no longer so, tells matching (for re-ranking
 * and figures of fairness alone), and proposes a case for a household without work.
 */
export function createKeepGroups({
  market,
  now = () => new Date(),
}: {
  readonly market: MarketBook;
  readonly now?: () => Date;
}): KeepGroups {
  const calendar = readWorkingCalendar();
  return async (client, people, day) => {
    await holdPeople(
      client,
      people.map(({ personKey }) => personKey),
    );
    await keepRows(client, people, day);
    await market.setGroups(client, new Map(people.map(groupsHeld)));
    for (const { facts, groups } of people) {
      const zero = groups.find(({ group, answer }) => group === 'ZERO_EMPLOYMENT' && answer === 'YES');
      if (zero !== undefined && facts !== null)
        await proposeZeroEmploymentCase({ client, market, calendar, now: now(), today: day }, facts, zero);
    }
  };
}

function groupsHeld({ personKey, groups }: ConcludedGroups): [PersonKey, readonly PriorityGroup[]] {
  const held = groups.filter(({ answer }) => answer === 'YES');
  return [personKey as PersonKey, held.map(({ group }) => group)];
}

const LET_GO = `
DELETE FROM service.priority_group AS held WHERE person_key = ANY ($1) AND NOT EXISTS (
  SELECT FROM jsonb_to_recordset($2::jsonb) AS kept (person_key text, priority_group text)
  WHERE kept.person_key = held.person_key AND kept.priority_group = held.priority_group)`;

const KEEP = `
INSERT INTO service.priority_group
  (person_key, county, priority_group, answer, since, rule_id, evidence, missing, concluded_on)
SELECT person_key, county, priority_group, answer, since, rule_id, evidence, missing, concluded_on
FROM jsonb_populate_recordset(NULL::service.priority_group, $1::jsonb)
ON CONFLICT (person_key, priority_group) DO UPDATE SET county = excluded.county, answer = excluded.answer,
  since = excluded.since, rule_id = excluded.rule_id, evidence = excluded.evidence, missing = excluded.missing,
  concluded_on = excluded.concluded_on`;

async function keepRows(
  client: pg.ClientBase,
  people: readonly ConcludedGroups[],
  day: IsoDate,
): Promise<void> {
  const rows = JSON.stringify(
    people.flatMap(({ personKey, facts, groups }) =>
      groups
        .filter(({ answer }) => answer !== 'NO')
        .map(({ group, answer, since, ruleId, evidence, missing }) => ({
          person_key: personKey,
          county: facts?.division.known === true ? facts.division.value : null,
          priority_group: group,
          answer,
          since,
          rule_id: ruleId,
          evidence,
          missing,
          concluded_on: day,
        })),
    ),
  );
  await client.query(LET_GO, [people.map(({ personKey }) => personKey), rows]);
  await client.query(KEEP, [rows]);
}
