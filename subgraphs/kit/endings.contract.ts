import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ALL_PETS_USES } from './testing/pets-uses.ts';
import { type RunningPets, startPets } from './testing/running-pets.ts';

let pets: RunningPets;
beforeAll(async () => {
  pets = await startPets({ maxRows: 100, deadlineMs: 3_000 });
});
afterAll(() => pets.stop());

const ask = (query: string, signal?: AbortSignal) =>
  pets.ask({ query, uses: ALL_PETS_USES, ...(signal ? { signal } : {}) });

/** Statements of the subgraph that wait for a lock now. */
async function waiting(): Promise<number> {
  const { rows } = await pets.owner.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity
     where datname = current_database() and application_name = 'sluice-connector' and wait_event_type = 'Lock'`,
  );
  return rows[0]?.n ?? 0;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 15_000;
  while (!(await holds())) {
    if (Date.now() > giveUpAt) throw new Error('what was waited for did not come to hold');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Keeps every reader of pets waiting meanwhile. */
async function whileLocked<T>(work: () => Promise<T>): Promise<T> {
  await pets.owner.query('begin; lock table pet in access exclusive mode');
  try {
    return await work();
  } finally {
    await pets.owner.query('rollback');
  }
}

const slow = '{ pet(tag: "T00001") { tag } }';

test('an answer larger than the source gives is refused for its own fields, and the rest is answered', async () => {
  const { status, data, errors } = await ask(
    '{ pets(first: 500) { nodes { tag } } pet(tag: "T00001") { tag } }',
  );
  expect({ status, data }).toEqual({ status: 200, data: { pets: null, pet: { tag: 'T00001' } } });
  expect(errors).toEqual([
    {
      message: 'the answer would be larger than the agency gives at once',
      path: ['pets'],
      extensions: { code: 'SOURCE_TOO_MANY_ROWS' },
    },
  ]);
});

test('a source that does not answer in time is a timeout, and the statement ends there', async () => {
  const { data, errors } = await whileLocked(() => ask(slow));
  expect(data).toEqual({ pet: null });
  expect(errors[0]?.extensions).toEqual({ code: 'SOURCE_TIMEOUT' });
  await until(async () => (await waiting()) === 0);
});

test('a gateway that leaves ends the statements that ran for it', () =>
  whileLocked(async () => {
    const leaving = new AbortController();
    const asking = ask(slow, leaving.signal);
    await until(async () => (await waiting()) === 1);
    leaving.abort();
    await expect(asking).rejects.toThrow('aborted');
    // Well before the deadline would have ended it.
    const left = Date.now();
    await until(async () => (await waiting()) === 0);
    expect(Date.now() - left).toBeLessThan(2_500);
  }));

test('a source that is down costs its fields, is told by its health, and is asked again when it is back', async () => {
  await pets.stopSource();
  try {
    const { status, data, errors } = await ask(slow);
    expect({ status, data }).toEqual({ status: 200, data: { pet: null } });
    expect(errors[0]?.extensions).toEqual({ code: 'SOURCE_DOWN' });
    const ready = await fetch(new URL('/health/ready', pets.url));
    expect([ready.status, await ready.json()]).toMatchObject([503, { status: 'source-down' }]);
    expect((await fetch(new URL('/health/live', pets.url))).status).toBe(200);
  } finally {
    await pets.startSource();
  }
  // New connections to a server that has just come back may take longer than one fetch waits for.
  await until(async () => (await ask(slow)).errors.length === 0);
  expect((await ask(slow)).data).toEqual({ pet: { tag: 'T00001' } });
});

test('what goes wrong at the source is logged without what it said, and told as a code', async () => {
  await pets.owner.query('alter table shelter rename column title to heading');
  try {
    pets.logged.length = 0;
    const { data, errors } = await ask('{ pet(tag: "T00003") { tag shelter { title } } }');
    expect(data).toEqual({ pet: { tag: 'T00003', shelter: null } });
    expect(errors.map(({ extensions }) => extensions)).toEqual([{ code: 'SOURCE_ERROR' }]);
    expect(pets.logged).toMatchObject([{ subgraph: 'pets', error: { reason: 'bad-selection' } }]);
  } finally {
    await pets.owner.query('alter table shelter rename column heading to title');
  }
});
