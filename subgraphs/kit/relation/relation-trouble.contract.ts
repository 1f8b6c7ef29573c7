import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  answerOf,
  askRelation,
  relationRequest,
  type RelationToAsk,
  relationUrl,
} from '../testing/ask-relation.ts';
import { ownerId } from '../testing/pets-rows.ts';
import { ALL_PETS_USES } from '../testing/pets-uses.ts';
import { type RunningPets, startPets } from '../testing/running-pets.ts';

let pets: RunningPets;
beforeEach(async () => {
  pets = await startPets({ relationDeadlineMs: 60_000 });
});
afterEach(() => pets.stop());

const population: RelationToAsk = {
  read: { type: 'Pet', through: { kind: 'root', field: 'pets' }, columns: ['tag', 'name'] },
};
const ask = () => askRelation(pets, population);

/** So many pets that their lines are more than wait anywhere on the way. */
const makeMany = () =>
  pets.owner.query(`insert into pet select 1000000 + g, date '2025-01-01', null, now(), null, null, 'M' || g,
    repeat('x', 1000), date '2020-01-01', 1, true, '239901001' from generate_series(1, 30000) g`);

const openStatements = async (): Promise<number> => {
  // Within a transaction of ours, what is going on is otherwise told as it was at its first question.
  await pets.owner.query('select pg_stat_clear_snapshot()');
  const { rows } = await pets.owner.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity
     where datname = current_database() and state = 'active' and query like 'copy (%'`,
  );
  return rows[0]?.n ?? 0;
};

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + 60_000;
  while (!(await holds())) {
    if (performance.now() > giveUpAt) throw new Error('what was waited for did not come to hold');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** An answer of which the first piece has come. */
async function begun() {
  const response = await fetch(relationUrl(pets), relationRequest(pets, population));
  const pieces = (response.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  await pieces.next();
  const rest = async (): Promise<void> => {
    while ((await pieces.next()).done !== true);
  };
  return { status: response.status, rest, leave: () => pieces.return?.() };
}

describe('a source in trouble', () => {
  test('that is down is refused in words, and is read again when it is back', async () => {
    await pets.stopSource();
    expect(await ask()).toMatchObject({ status: 503, error: { code: 'SOURCE_DOWN' } });
    await pets.startSource();
    expect(await ask()).toMatchObject({ error: null, isWhole: true });
  });

  test('that goes down half-way cuts the answer off before the line that would say that it is whole', async () => {
    await makeMany();
    const { status, rest } = await begun();
    expect(status).toBe(200);
    await eventually(async () => (await openStatements()) === 1);
    await pets.stopSource();
    await expect(rest()).rejects.toThrow();
    await pets.startSource();
    expect(await ask()).toMatchObject({ error: null, isWhole: true });
  });

  test('that loses a column while it serves is refused in words, and in the log without a value', async () => {
    expect(await ask()).toMatchObject({ isWhole: true });
    await pets.owner.query('alter table pet rename column name to title');
    const answer = await ask();
    expect(answer).toMatchObject({ status: 502, error: { code: 'SOURCE_ERROR' }, lines: [] });
    expect(pets.logged).toHaveLength(1);
    await pets.owner.query('alter table pet rename column title to name');
    expect(await ask()).toMatchObject({ error: null, isWhole: true });
  });

  test('that changes the type of a column is read by the new type', async () => {
    const worthless: RelationToAsk = {
      read: { ...population.read, where: { kind: 'compare', field: 'worth', op: '=', value: 0 } },
    };
    const before = await askRelation(pets, worthless);
    await pets.owner.query('alter table pet alter worth_fen type numeric(20, 2)');
    expect(await askRelation(pets, worthless)).toMatchObject({ lines: before.lines, isWhole: true });
  });

  test('that holds a record twice shows it twice, as the graph does, and to keys that are asked twice once', async () => {
    await pets.owner.query(`alter table pet drop constraint pet_pkey;
      insert into pet select * from pet where owner_person_key = '${ownerId(1)}'`);
    const through = { kind: 'parent', type: 'Person', keyField: 'id', field: 'pets' } as const;
    const read = { type: 'Pet', through, columns: ['recordKey'] } as const;
    const graph = await pets.ask({
      query: `{ person(id: "${ownerId(1)}") { pets { recordKey } } }`,
      uses: ALL_PETS_USES,
    });
    const { person } = graph.data as { person: { pets: { recordKey: string }[] } };
    const answer = await askRelation(pets, { read, keys: [ownerId(1), ownerId(1)] });
    expect(answer.lines.map(([, record]) => record).sort()).toEqual(
      person.pets.map(({ recordKey }) => recordKey).sort(),
    );
    expect(new Set(person.pets.map(({ recordKey }) => recordKey)).size).toBe(person.pets.length / 2);
  });

  test('that does not answer in time is given up, at the source too', async () => {
    await pets.stop();
    pets = await startPets({ relationDeadlineMs: 300 });
    await pets.owner.query('begin');
    await pets.owner.query('lock table pet in access exclusive mode');
    expect(await ask()).toMatchObject({ status: 504, error: { code: 'SOURCE_TIMEOUT' } });
    expect(await openStatements()).toBe(0);
    await pets.owner.query('rollback');
  });
});

describe('a gateway that leaves', () => {
  test('midway ends the statement at the source and is no fault to log', async () => {
    await makeMany();
    const { leave } = await begun();
    await eventually(async () => (await openStatements()) === 1);
    await leave();
    await eventually(async () => (await openStatements()) === 0);
    expect(pets.logged).toEqual([]);
    expect(await ask()).toMatchObject({ isWhole: true });
  });

  test('before the first line as well', async () => {
    await pets.owner.query('begin');
    await pets.owner.query('lock table pet in access exclusive mode');
    const leaving = new AbortController();
    const { signal } = leaving;
    const asking = fetch(relationUrl(pets), relationRequest(pets, { ...population, signal }));
    await eventually(async () => (await openStatements()) === 1);
    leaving.abort();
    await expect(asking).rejects.toThrow();
    await eventually(async () => (await openStatements()) === 0);
    await pets.owner.query('rollback');
  });

  test('and one that takes its time is waited for, by the source too', async () => {
    await makeMany();
    const response = await fetch(relationUrl(pets), relationRequest(pets, population));
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await openStatements()).toBe(1);
    expect((await answerOf(response)).isWhole).toBe(true);
  });
});
