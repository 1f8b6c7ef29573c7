import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import pg from 'pg';
import { readReadyFile } from '../launch/ready-file.ts';
import { agencyDatabase, ALL_ROLES, OWNER_ROLE } from '../postgres/databases.ts';
import { rolePasswordFile } from '../postgres/ensure-databases.ts';
import { stateDirectory } from '../state/state-directory.ts';
import { testHub } from '../testing/test-hub.ts';
import { createAuditClient } from './audit-client.ts';

const CIVIL_AFFAIRS = agencyDatabase('civil-affairs');
const hub = testHub();
const ready = readReadyFile(hub.state)!;
const client = createAuditClient(ready);

async function asOwner<T extends pg.QueryResultRow>(
  sql: string,
  values: readonly unknown[] = [],
): Promise<T[]> {
  const connection = new pg.Client({
    ...ready.postgres,
    database: ready.databases[CIVIL_AFFAIRS]!,
    user: OWNER_ROLE,
    password: readFileSync(rolePasswordFile(stateDirectory(hub.state).keys, OWNER_ROLE), 'utf8'),
  });
  await connection.connect();
  try {
    return (await connection.query<T>(sql, [...values])).rows;
  } finally {
    await connection.end();
  }
}

test('T1 no role of the hub but the owner may change a case, a payment or a decision', async () => {
  const roles = ALL_ROLES.filter((role) => role !== OWNER_ROLE);
  const may = await asOwner(
    `SELECT role, relation, privilege FROM unnest($1::text[]) AS role, unnest($2::text[]) AS relation,
       unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS privilege
     WHERE has_table_privilege(role, relation, privilege)`,
    [roles, ['assistance_family', 'payment', 'assistance_decision']],
  );
  expect(roles.length).toBeGreaterThan(10);
  expect(may).toEqual([]);
});

test.each(['CASES', 'SWEEP'] as const)(
  'T1 an audit by %s that finds payments to stop leaves every payment and case as it was',
  async (mode) => {
    const contents = (): Promise<object[]> =>
      asOwner(`SELECT (SELECT sum(hashtextextended(p::text || p.xmin::text, 0)) FROM payment p) AS payments,
                 (SELECT sum(hashtextextended(f::text || f.xmin::text, 0)) FROM assistance_family f) AS families`);
    const before = await contents();
    const { runId } = await client.start('paid-after-stop', [], { mode });
    const ended = await client.follow(runId, () => undefined);
    expect(ended).toMatchObject({ status: 'SUCCEEDED', mode });
    expect(ended.findingCount + ended.shadowFindingCount).toBeGreaterThan(0);
    expect(await contents()).toEqual(before);
  },
  120_000,
);
