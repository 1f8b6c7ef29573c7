import type { PriorityGroup } from '../market/priority-group.ts';
import type { ServiceWork } from './service-work.ts';

/** The groups in which somebody is; not those of which it can not be told. */
export async function groupsOfPerson(
  { client }: Pick<ServiceWork, 'client'>,
  personKey: string,
): Promise<readonly PriorityGroup[]> {
  const { rows } = await client.query<{ priority_group: PriorityGroup }>(
    `SELECT priority_group FROM service.priority_group WHERE person_key = $1 AND answer = 'YES' ORDER BY 1`,
    [personKey],
  );
  return rows.map(({ priority_group }) => priority_group);
}
