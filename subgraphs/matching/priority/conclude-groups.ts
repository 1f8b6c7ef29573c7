import type pg from 'pg';
import { readWorkingCalendar, type WorkingCalendar } from '../../../identifiers/working-days.ts';
import type { PersonKey } from '../../../identifiers/person-key.ts';
import type { IsoDate } from '../market/measures.ts';
import { holdPerson } from '../service/hold-person.ts';
import type { MarketBook } from '../service/market-book.ts';
import { groupsOf, type GroupConclusion } from './groups-of.ts';
import type { PriorityFacts } from './priority-facts.ts';
import type { PriorityRule } from './priority-rule.ts';
import { proposeZeroEmploymentCase } from './propose-zero-employment-case.ts';
import { readPriorityRules } from './read-priority-rules.ts';

/** Keeps the groups of a person as they are on a day, in the caller's transaction. */
export type ConcludeGroups = (
  client: pg.ClientBase,
  facts: PriorityFacts,
  day: IsoDate,
) => Promise<readonly GroupConclusion[]>;

/**
 * Concludes groups by the rules that ship: keeps what holds or can not be told, lets go what is no longer so, tells
 * matching (for re-ranking and figures of fairness alone), and proposes a case for a household without work.
 */
export function createConcludeGroups({
  market,
  rules = readPriorityRules(),
  calendar = readWorkingCalendar(),
  now = () => new Date(),
}: {
  readonly market: MarketBook;
  readonly rules?: readonly PriorityRule[];
  readonly calendar?: WorkingCalendar;
  readonly now?: () => Date;
}): ConcludeGroups {
  return async (client, facts, day) => {
    const conclusions = groupsOf(facts, day, rules);
    await holdPerson(client, facts.personKey);
    await keepGroups(client, facts, conclusions, day);
    const held = conclusions.filter(({ answer }) => answer === 'YES').map(({ group }) => group);
    await market.setGroups(client, facts.personKey as PersonKey, held);
    const zero = conclusions.find(({ group, answer }) => group === 'ZERO_EMPLOYMENT' && answer === 'YES');
    if (zero !== undefined)
      await proposeZeroEmploymentCase({ client, market, calendar, now: now(), today: day }, facts, zero);
    return conclusions;
  };
}

async function keepGroups(
  client: pg.ClientBase,
  { personKey, division }: PriorityFacts,
  conclusions: readonly GroupConclusion[],
  day: IsoDate,
): Promise<void> {
  const kept = conclusions.filter(({ answer }) => answer !== 'NO');
  await client.query(
    'DELETE FROM service.priority_group WHERE person_key = $1 AND NOT priority_group = ANY ($2)',
    [personKey, kept.map(({ group }) => group)],
  );
  for (const { group, answer, since, ruleId, evidence, missing } of kept)
    await client.query(
      `INSERT INTO service.priority_group
         (person_key, county, priority_group, answer, since, rule_id, evidence, missing, concluded_on)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (person_key, priority_group) DO UPDATE SET county = $2, answer = $4, since = $5, rule_id = $6,
         evidence = $7, missing = $8, concluded_on = $9`,
      [
        ...[personKey, division.known ? division.value : null, group, answer, since, ruleId],
        ...[JSON.stringify(evidence), missing, day],
      ],
    );
}
