import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { GrantClaims } from '../../../policies/grant-claims.ts';
import { CURRENT_PETS, type PetRow } from '../testing/pets-rows.ts';
import { ALL_PETS_USES } from '../testing/pets-uses.ts';
import { type RunningPets, startPets } from '../testing/running-pets.ts';

const K = 5;
const QUERY = `query ($by: [PetDimension!]!, $of: [PetMeasure!], $filter: PetStatisticFilter) {
  petStatistics(by: $by, of: $of, filter: $filter) { name division isTame people worth isRemainder }
}`;

interface Row {
  readonly name: string | null;
  readonly division: string | null;
  readonly isTame: boolean | null;
  readonly people: number;
  readonly worth: number | string | null;
  readonly isRemainder: boolean;
}

let pets: RunningPets;
let now = Date.parse('2026-11-22T04:00:00Z');
beforeAll(async () => {
  pets = await startPets({ now: () => now });
});
afterAll(() => pets.stop());

/** Each test is an application of its own, so that none stands in the way of another. */
let application = '';
beforeEach(() => {
  application = randomUUID();
});

interface Ask {
  readonly by: readonly string[];
  readonly of?: readonly string[];
  readonly filter?: Readonly<Record<string, unknown>>;
  readonly claims?: Partial<GrantClaims>;
  readonly uses?: readonly string[];
}

function ask({ claims = {}, uses = ALL_PETS_USES, ...variables }: Ask) {
  const subject = {
    application,
    department: 'test',
    region: '230000',
    roles: [],
    official: null,
    organisation: null,
    person: null,
    clearance: 0,
  };
  return pets.ask({ query: QUERY, variables, uses, claims: { subject, ...claims } as Partial<GrantClaims> });
}

async function rows(question: Ask): Promise<readonly Row[]> {
  const { data, errors } = await ask(question);
  expect(errors).toEqual([]);
  return (data as { readonly petStatistics: readonly Row[] }).petStatistics;
}

async function code(question: Ask): Promise<unknown> {
  const { data, errors } = await ask(question);
  expect((data as { readonly petStatistics: unknown } | null)?.petStatistics ?? null).toBeNull();
  return errors[0]?.extensions['code'];
}

const shown = (answer: readonly Row[]) =>
  answer.map(({ name, people, isRemainder }) => (isRemainder ? `rest ${people}` : `${name} ${people}`));

interface Pet {
  readonly name: string;
  readonly owner: number | null;
  readonly division?: string;
  readonly bornOn?: string;
  readonly worth?: number;
  readonly isTame?: boolean | null;
  readonly recorded?: readonly [from: string, to: string | null];
}

/** Puts exactly these pets into the source. */
async function keep(given: readonly Pet[]): Promise<void> {
  const [pattern] = CURRENT_PETS;
  const content = given.map((pet, at): PetRow => ({
    ...pattern!,
    record_id: at + 1,
    tag: `S${at}`,
    name: pet.name,
    owner_person_key: pet.owner === null ? null : `RID:2399${pet.owner}`,
    division: pet.division ?? '239901',
    born_on: pet.bornOn ?? '2020-01-01',
    worth_fen: pet.worth ?? 100,
    is_tame: pet.isTame ?? null,
    recorded_from: pet.recorded?.[0] ?? '2026-01-01T00:00:00Z',
    recorded_to: pet.recorded?.[1] ?? null,
  }));
  await pets.owner.query('delete from pet');
  await pets.owner.query('insert into pet select * from json_populate_recordset(null::pet, $1)', [
    JSON.stringify(content),
  ]);
}

const herd = (name: string, from: number, count: number, part: Partial<Pet> = {}): readonly Pet[] =>
  Array.from({ length: count }, (_, index) => ({ name, owner: from + index, ...part }));

describe('groups', () => {
  test('of k people and more are shown, smaller ones only together', async () => {
    await keep([
      ...herd('k+1', 0, K + 1),
      ...herd('k', 100, K),
      ...herd('k-1', 200, K - 1),
      ...herd('one', 300, 1),
    ]);
    const answer = await rows({ by: ['NAME'], of: ['WORTH'] });
    expect(answer).toEqual([
      { name: 'k', division: null, isTame: null, people: K, worth: K * 100, isRemainder: false },
      { name: 'k+1', division: null, isTame: null, people: K + 1, worth: (K + 1) * 100, isRemainder: false },
      { name: null, division: null, isTame: null, people: K, worth: K * 100, isRemainder: true },
    ]);
  });

  test('a remainder of fewer than k takes the smallest shown group in', async () => {
    await keep([...herd('a', 0, 9), ...herd('b', 100, 7), ...herd('c', 200, K - 1)]);
    expect(shown(await rows({ by: ['NAME'] }))).toEqual(['a 9', `rest ${7 + K - 1}`]);
  });

  test('people are counted once, in a group and in the remainder', async () => {
    const few = herd('c', 200, 3);
    await keep([
      ...herd('a', 0, 9),
      ...herd('b', 0, 9),
      ...herd('b', 0, 9),
      ...few,
      // The same three people in another small group: together they are three, not six.
      ...few.map((pet) => ({ ...pet, name: 'd' })),
    ]);
    expect(shown(await rows({ by: ['NAME'] }))).toEqual(['b 9', 'rest 12']);
  });

  test('where all of them together are fewer than k nothing is shown, as where there is nobody', async () => {
    await keep([...herd('a', 0, 2), ...herd('b', 100, 2), ...herd('far', 200, 20, { division: '239902' })]);
    const few = { by: ['NAME'], filter: { division: { within: '239901' } } };
    const nobody = { by: ['NAME'], filter: { division: { within: '239903' } } };
    const answers = [await ask(few), await ask(nobody)];
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject({ data: { petStatistics: [] }, errors: [], dataSubjects: [] });
    // Neither leaves a trace: what is asked next is answered alike.
    expect(shown(await rows({ by: ['DIVISION'] }))).toHaveLength(1);
  });

  test('a small group and one of nobody are not told apart', async () => {
    const big = [...herd('a', 0, 9), ...herd('b', 100, 7)];
    await keep([...big, ...herd('c', 200, 2), ...herd('d', 300, 2), ...herd('e', 400, 2)]);
    const first = await rows({ by: ['NAME'], of: ['WORTH'] });
    await keep([...big, ...herd('c', 200, 3), ...herd('d', 300, 3), { name: 'e', owner: null }]);
    expect(await rows({ by: ['NAME'], of: ['WORTH'] })).toEqual(first);
    expect(shown(first)).toEqual(['a 9', 'b 7', 'rest 6']);
  });

  test('rows of nobody known are neither counted nor added up', async () => {
    await keep([...herd('a', 0, 9), { name: 'a', owner: null, worth: 1_000_000 }]);
    expect(await rows({ by: ['NAME'], of: ['WORTH'] })).toMatchObject([{ people: 9, worth: 900 }]);
  });

  test('null is a group like others, and none of the remainder', async () => {
    await keep([
      ...herd('a', 0, 6, { isTame: true }),
      ...herd('a', 10, 8),
      ...herd('a', 20, 6, { isTame: false }),
    ]);
    expect((await rows({ by: ['IS_TAME'] })).map(({ isTame, people }) => [isTame, people])).toEqual([
      [false, 6],
      [true, 6],
      [null, 8],
    ]);
  });

  test('no dimension makes one group of all; sums beyond a double keep their digits', async () => {
    await keep(herd('a', 0, K, { worth: Number.MAX_SAFE_INTEGER }));
    expect(await rows({ by: [], of: ['WORTH'] })).toEqual([
      {
        name: null,
        division: null,
        isTame: null,
        people: K,
        worth: String(BigInt(Number.MAX_SAFE_INTEGER) * BigInt(K)),
        isRemainder: false,
      },
    ]);
  });

  test('a larger smallest group of the grant is kept, a smaller one is not taken', async () => {
    await keep([...herd('a', 0, 12), ...herd('b', 100, 9)]);
    expect(shown(await rows({ by: ['NAME'], claims: { smallestGroup: 10 } }))).toEqual(['rest 21']);
    application = randomUUID();
    await keep([...herd('a', 0, 12), ...herd('b', 100, 3)]);
    expect(shown(await rows({ by: ['NAME'], claims: { smallestGroup: 2 } }))).toEqual(['rest 15']);
  });

  test('the rows come in the order of their values, however the source keeps them', async () => {
    const given = [...herd('b', 0, 6), ...herd('a', 10, 7), ...herd('旺财', 20, 8), ...herd('Z', 30, 9)];
    await keep(given);
    const first = await rows({ by: ['NAME'] });
    await keep(given.toReversed());
    expect(await rows({ by: ['NAME'] })).toEqual(first);
    expect(first.map(({ name }) => name)).toEqual(['Z', 'a', 'b', '旺财']);
  });
});

describe('what the grant says', () => {
  const small = async () => keep([...herd('a', 0, 9), ...herd('b', 100, 9, { division: '239902' })]);

  test('row filters hold, those of the records and those of the statistic', async () => {
    await small();
    for (const type of ['Pet', 'PetStatistic']) {
      application = randomUUID();
      const claims = { rows: { [type]: [{ kind: 'region', prefixes: ['239902'] }] } } as Partial<GrantClaims>;
      expect(shown(await rows({ by: ['NAME'], claims }))).toEqual(['b 9']);
    }
  });

  test('a filter that names people, or that the records have no column for, is no statistic', async () => {
    await small();
    const filters = [
      { kind: 'subjects', keys: Array.from({ length: 9 }, (_, at) => `RID:2399${at}`) },
      { kind: 'organisation', name: 'x' },
    ];
    for (const filter of filters)
      expect(await code({ by: ['NAME'], claims: { rows: { Pet: [filter] } } as Partial<GrantClaims> })).toBe(
        'GRANT_INVALID',
      );
  });

  test.each([
    ['Pet.name:group', { by: ['NAME'] }],
    ['Pet.worth:aggregate', { by: [], of: ['WORTH'] }],
    ['Pet.recordKey:aggregate', { by: [] }],
    ['Pet.bornOn:filter-range', { by: [], filter: { bornOn: { gte: '2020-01-01' } } }],
    ['PetStatistic.people:project', { by: [] }],
  ])('without %s the question is refused whole', async (use, question) => {
    await small();
    const uses = ALL_PETS_USES.filter((each) => each !== use);
    expect(await code({ ...question, uses })).toBe('GRANT_EXCEEDED');
    expect(await rows(question)).toHaveLength(1 + Number(question.by.length > 0));
  });

  test('a dimension that is masked makes no groups, and a masked count is not shown', async () => {
    await small();
    const masks = { 'Pet.name': 'const' } as unknown as GrantClaims['masks'];
    expect(await code({ by: ['NAME'], claims: { masks } })).toBe('GRANT_INVALID');
    const hidden = { 'PetStatistic.worth': 'redact' } as unknown as GrantClaims['masks'];
    const { data, errors } = await ask({ by: [], of: ['WORTH'], claims: { masks: hidden } });
    expect(JSON.stringify([data, errors])).not.toContain('1800');
  });
});

describe('together with an earlier answer', () => {
  const OVERLAP = 'AGGREGATE_OVERLAP';
  const january = { bornOn: { gte: '2020-01-01', lt: '2020-02-01' } };
  const both = { bornOn: { gte: '2020-01-01', lt: '2020-03-01' } };
  const born = (month: number) => ({ bornOn: `2020-0${month}-15` });

  test('the same question is answered the same, in any order and with other totals', async () => {
    await keep([...herd('a', 0, 9), ...herd('b', 100, 7)]);
    const first = await rows({ by: ['NAME', 'DIVISION'], of: ['WORTH'] });
    expect(await rows({ by: ['DIVISION', 'NAME', 'NAME'], of: ['WORTH'] })).toEqual(first);
    expect((await rows({ by: ['NAME', 'DIVISION'] })).map(({ people }) => people)).toEqual([9, 7]);
  });

  test.each([
    [1, OVERLAP],
    [K - 1, OVERLAP],
    [K, undefined],
    [K + 1, undefined],
  ])('a range of days longer by %d people is %s', async (more, expected) => {
    await keep([...herd('a', 0, 20, born(1)), ...herd('a', 100, more, born(2))]);
    expect(shown(await rows({ by: ['NAME'], filter: january }))).toEqual(['a 20']);
    const later = await ask({ by: ['NAME'], filter: both });
    expect(later.errors[0]?.extensions['code']).toBe(expected);
    application = randomUUID();
    // The other way round tells the same.
    expect(shown(await rows({ by: ['NAME'], filter: both }))).toEqual([`a ${20 + more}`]);
    expect((await ask({ by: ['NAME'], filter: january })).errors[0]?.extensions['code']).toBe(expected);
  });

  test('one new person among many known ones is told by a count, and refused', async () => {
    await keep([...herd('a', 0, 20, born(1)), ...herd('a', 0, 20, born(2)), ...herd('a', 100, 1, born(2))]);
    await rows({ by: ['NAME'], filter: january });
    expect(await code({ by: ['NAME'], filter: both })).toBe(OVERLAP);
  });

  test('two divisions and the whole, where the rest of it is small: no two of the three tell it', async () => {
    await keep([
      ...herd('a', 0, 20, { division: '239901' }),
      ...herd('a', 100, 2, { division: '239902' }),
      ...herd('a', 200, 20, { division: '239903' }),
    ]);
    expect(shown(await rows({ by: ['NAME'], filter: { division: { within: '239901' } } }))).toEqual(['a 20']);
    expect(shown(await rows({ by: ['NAME'], filter: { division: { within: '239903' } } }))).toEqual(['a 20']);
    expect(await code({ by: ['NAME'] })).toBe(OVERLAP);
  });

  test('rows that no two answers share are no difference', async () => {
    await keep([...herd('a', 0, 20, born(1)), ...herd('a', 0, 19, born(2))]);
    await rows({ by: ['NAME'], filter: january });
    expect(shown(await rows({ by: ['NAME'], filter: { bornOn: { gte: '2020-02-01' } } }))).toEqual(['a 19']);
  });

  test('a remainder that loses a group would tell it', async () => {
    const at = (division: string) => ({ division });
    await keep([
      ...herd('a', 0, 20, at('239901')),
      ...herd('b', 100, 4, at('239901')),
      ...herd('c', 200, 4, at('239901')),
      ...herd('d', 300, 4, at('239902')),
    ]);
    expect(shown(await rows({ by: ['NAME'] }))).toEqual(['a 20', 'rest 12']);
    expect(await code({ by: ['NAME'], filter: { division: { within: '239901' } } })).toBe(OVERLAP);
  });

  test('other groups over rows that were told already are refused', async () => {
    await keep([...herd('a', 0, 20), ...herd('b', 100, 20, { division: '239902' })]);
    await rows({ by: ['NAME'] });
    expect(await code({ by: ['DIVISION'] })).toBe(OVERLAP);
    expect(await code({ by: [] })).toBe(OVERLAP);
    expect(await code({ by: ['NAME', 'DIVISION'] })).toBe(OVERLAP);
  });

  test('another application, another purpose and another day are not held against it', async () => {
    await keep([...herd('a', 0, 20, born(1)), ...herd('a', 100, 1, born(2))]);
    const question = { by: ['NAME'], filter: both };
    await rows({ by: ['NAME'], filter: january });
    expect(await code(question)).toBe(OVERLAP);
    const purpose = 'another' as GrantClaims['purpose'];
    expect(await rows({ ...question, claims: { purpose } })).toHaveLength(1);
    const before = application;
    application = randomUUID();
    expect(await rows(question)).toHaveLength(1);
    application = before;
    now += 24 * 3_600_000;
    expect(await rows(question)).toHaveLength(1);
    now -= 24 * 3_600_000;
    // The clock went back: the answers of the later day still count.
    expect(await code({ by: ['NAME'], filter: january })).toBe(OVERLAP);
    now += 24 * 3_600_000;
  });

  test('what was answered is known after the subgraph ended and began anew', async () => {
    await keep([...herd('a', 0, 20, born(1)), ...herd('a', 100, 1, born(2))]);
    await rows({ by: ['NAME'], filter: january });
    await pets.restart();
    expect(await code({ by: ['NAME'], filter: both })).toBe(OVERLAP);
    expect(shown(await rows({ by: ['NAME'], filter: january }))).toEqual(['a 20']);
  });

  test('of two that overlap and are asked at once one is answered', async () => {
    await keep([...herd('a', 0, 20, born(1)), ...herd('a', 100, 1, born(2))]);
    for (let round = 0; round < 5; round += 1) {
      application = randomUUID();
      const answers = await Promise.all([
        ask({ by: ['NAME'], filter: january }),
        ask({ by: ['NAME'], filter: both }),
      ]);
      expect(answers.map(({ errors }) => errors.length).toSorted()).toEqual([0, 1]);
    }
  });

  test('what the source writes down or corrects meanwhile changes no answer of the day', async () => {
    const given = [...herd('a', 0, 20)];
    await keep(given);
    const first = await rows({ by: ['NAME'], of: ['WORTH'] });
    const today = new Date(now - 3_600_000).toISOString();
    await keep([
      ...given.slice(1),
      { ...given[0]!, recorded: ['2026-01-01T00:00:00Z', today] },
      { ...given[0]!, name: 'b', recorded: [today, null] },
      ...herd('a', 500, 1, { recorded: [today, null] }),
    ]);
    expect(await rows({ by: ['NAME'], of: ['WORTH'] })).toEqual(first);
  });
});
