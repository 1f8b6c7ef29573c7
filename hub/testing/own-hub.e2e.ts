import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { templateName } from '../launch/hub-databases.ts';
import { ALL_DATABASES, ALL_ROLES, OWNER_ROLE } from '../postgres/databases.ts';
import { startOwnHub, type OwnHub } from './own-hub.ts';
import { testHub } from './test-hub.ts';

const QUESTION = '{ assistanceFamilies(first: 1) { nodes { caseNumber } } }';
const MARK = 'SA230102000999999';
let own: OwnHub;

beforeAll(async () => {
  own = await startOwnHub({
    change: async (connect) => {
      const client = await connect('civil_affairs');
      await client.query('UPDATE assistance_family SET case_number = $1', [MARK]);
      await client.end();
    },
  });
}, 120_000);
afterAll(() => own.stop());

test('a change of one test is its own hub alone', async () => {
  const [mine, shared] = await Promise.all([own.ask(QUESTION), testHub().ask(QUESTION)]);
  expect(mine.body.data).toMatchObject({ assistanceFamilies: { nodes: [{ caseNumber: MARK }] } });
  expect(shared.body.errors).toBeUndefined();
  expect(shared.text).not.toContain(MARK);
});

test('its processes can be ended and started, and its tokens mean nothing elsewhere', async () => {
  await own.stopProcess('civil-affairs');
  const down = await own.ask(QUESTION);
  expect(down.body.errors?.map(({ extensions }) => extensions.code)).toEqual(['SOURCE_DOWN']);
  expect((await testHub().ask(QUESTION)).body.errors).toBeUndefined();
  await own.startProcess('civil-affairs');
  const elsewhere = await testHub().ask(QUESTION, {
    headers: { authorization: `Bearer ${own.tokens['social-assistance'] ?? ''}` },
  });
  expect(elsewhere.status).toBe(401);
}, 60_000);

test('each copy lets in whom its original lets in, and no role of another agency', async () => {
  for (const database of ALL_DATABASES) {
    const client = await own.connect(database);
    try {
      const { rows } = await client.query<{
        role: string;
        copy: boolean;
        original: boolean;
        template: boolean;
      }>(
        `SELECT rolname AS role, has_database_privilege(rolname, current_database(), 'CONNECT') AS copy,
           has_database_privilege(rolname, $2, 'CONNECT') AS original,
           rolname <> $4 AND has_database_privilege(rolname, $3, 'CONNECT') AS template
         FROM pg_roles WHERE rolname = ANY($1)`,
        [ALL_ROLES, database, templateName(database), OWNER_ROLE],
      );
      expect(rows).toHaveLength(ALL_ROLES.length);
      for (const { role, copy, original, template } of rows)
        expect({ database, role, copy, template }).toEqual({
          database,
          role,
          copy: original,
          template: false,
        });
    } finally {
      await client.end();
    }
  }
});
