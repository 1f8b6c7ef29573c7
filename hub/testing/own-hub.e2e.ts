import { afterAll, beforeAll, expect, test } from '@jest/globals';
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
