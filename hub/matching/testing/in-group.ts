import type { PriorityGroup } from '../../../subgraphs/matching/market/priority-group.ts';
import type { TestHub } from '../../testing/test-hub.ts';
import { rowsOf } from './matching-rows.ts';

/** Puts somebody in a group, as the hub would by a conclusion: before there is a profile, which is kept with the groups. */
export async function putInGroup(hub: TestHub, person: string, group: PriorityGroup): Promise<void> {
  await rowsOf(
    hub,
    'matching',
    `INSERT INTO service.priority_group (person_key, county, priority_group, answer, since, rule_id, evidence, missing, concluded_on)
     VALUES ($1, '230102', $2, 'YES', '2026-01-01', 'a-rule', '[]', '{}', '2026-01-01')`,
    [person, group],
  );
}
