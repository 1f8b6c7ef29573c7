import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CURRENT_PETS, FORMER_PETS, type PetRow } from './testing/pets-rows.ts';
import { ALL_PETS_USES } from './testing/pets-uses.ts';
import { type RunningPets, startPets } from './testing/running-pets.ts';

/** What is known now, of any time, in the order of the record. */
const KNOWN_PETS = [...CURRENT_PETS, ...FORMER_PETS];

let pets: RunningPets;
beforeAll(async () => {
  pets = await startPets();
});
afterAll(() => pets.stop());

interface Page {
  readonly pets: {
    readonly nodes: readonly { readonly tag: string }[];
    readonly edges: readonly { readonly cursor: string; readonly node: { readonly tag: string } }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}
const QUERY = `query ($first: Int, $after: Cursor, $filter: PetFilter, $orderBy: PetOrder) {
  pets(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    nodes { tag } edges { cursor node { tag } } pageInfo { hasNextPage endCursor }
  }
}`;
const ask = (variables: Readonly<Record<string, unknown>>, claims: object = {}) =>
  pets.ask({ query: QUERY, variables, uses: ALL_PETS_USES, claims });
const code = async (variables: Readonly<Record<string, unknown>>) =>
  (await ask(variables)).errors[0]?.extensions['code'];

/** Follows the pages to the end and gives every tag in the order in which it came. */
async function walk(
  variables: Readonly<Record<string, unknown>>,
  claims: object = {},
): Promise<readonly string[]> {
  const tags: string[] = [];
  let after: string | null = null;
  do {
    const { data, errors } = await ask({ ...variables, after }, claims);
    expect(errors).toEqual([]);
    const { nodes, edges, pageInfo } = (data as Page).pets;
    expect(edges.map(({ node }) => node)).toEqual(nodes);
    expect(pageInfo.endCursor).toBe(edges.at(-1)?.cursor ?? null);
    expect(pageInfo.hasNextPage).toBe(pageInfo.hasNextPage && nodes.length === variables['first']);
    tags.push(...nodes.map(({ tag }) => tag));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return tags;
}

const COLUMN = { BORN_ON: 'born_on', WORTH: 'worth_fen', RECORDED_AT: 'recorded_from' } as const;
const compare = (one: PetRow, other: PetRow, column: keyof PetRow): number => {
  const [left, right] = [one[column] ?? '', other[column] ?? ''];
  return left < right ? -1 : left > right ? 1 : one.record_id - other.record_id;
};
const tagsOf = (rows: readonly PetRow[]): string[] => rows.map(({ tag }) => tag);

describe('all pages together', () => {
  test.each([1, 7, 100, 500])(
    'are every row once in the order of the record, %d at a time',
    async (first) => {
      const filter = first === 1 ? { name: { eq: '旺财' } } : undefined;
      const expected = first === 1 ? KNOWN_PETS.filter(({ name }) => name === '旺财') : KNOWN_PETS;
      expect(await walk({ first, filter })).toEqual(tagsOf(expected));
    },
  );

  for (const [field, column] of Object.entries(COLUMN))
    for (const direction of ['ASC', 'DESC'])
      test(`are every row once by ${field} ${direction}, though it has ties`, async () => {
        const sorted = [...KNOWN_PETS].sort((one, other) => compare(one, other, column));
        const expected = direction === 'ASC' ? sorted : sorted.reverse();
        expect(await walk({ first: 43, orderBy: { field, direction } })).toEqual(tagsOf(expected));
      });

  test('are every row once by a text in any script, in the order of the source', async () => {
    const up = await walk({ first: 37, orderBy: { field: 'NAME', direction: 'ASC' } });
    const down = await walk({ first: 41, orderBy: { field: 'NAME', direction: 'DESC' } });
    expect([...up].sort()).toEqual(tagsOf(KNOWN_PETS).sort());
    expect([...down].reverse()).toEqual(up);
  });

  test('are those that filters and row filters admit', async () => {
    const filter = {
      bornOn: { gte: '2020-03-01', lt: '2020-09-01' },
      worth: { gte: 5_000_000_000 },
      division: { within: '239901' },
      isTame: { eq: true },
      name: { in: ['Rex', 'rex', 'Ünal', "O'Malley", '旺财', '100%_', '', '咪咪 🐈'] },
    };
    const rows = { Pet: [{ kind: 'region', prefixes: ['239901'] }] };
    const expected = KNOWN_PETS.filter(
      (row) =>
        row.born_on >= '2020-03-01' &&
        row.born_on < '2020-09-01' &&
        row.worth_fen >= 5_000_000_000 &&
        row.is_tame === true &&
        row.division.startsWith('239901'),
    );
    expect(await walk({ first: 3, filter, orderBy: { field: 'BORN_ON' } }, { rows })).toEqual(
      tagsOf([...expected].sort((one, other) => compare(one, other, 'born_on'))),
    );
    const elsewhere = { Pet: [{ kind: 'region', prefixes: ['239902'] }] };
    expect(await walk({ first: 3, filter }, { rows: elsewhere })).toEqual([]);
  });
});

test('a page has fifty rows unless asked otherwise, and at most five hundred', async () => {
  expect(((await ask({})).data as Page).pets.nodes).toHaveLength(50);
  expect(((await ask({ first: 500 })).data as Page).pets.nodes).toHaveLength(500);
  expect((await ask({ first: 0 })).data).toEqual({
    pets: { nodes: [], edges: [], pageInfo: { hasNextPage: true, endCursor: null } },
  });
  const beyond = await ask({ first: 501 });
  expect(beyond.errors[0]?.extensions).toEqual({
    code: 'OPERATION_TOO_COSTLY',
    argument: 'first',
    limit: 500,
  });
  expect(await code({ first: -1 })).toBe('VARIABLES_INVALID');
});

test('a cursor of another order, of another direction, or of nobody is refused', async () => {
  const { pageInfo } = ((await ask({ first: 5, orderBy: { field: 'WORTH' } })).data as Page).pets;
  const after = pageInfo.endCursor;
  expect(await code({ after })).toBe('CURSOR_INVALID');
  expect(await code({ after, orderBy: { field: 'BORN_ON' } })).toBe('CURSOR_INVALID');
  expect(await code({ after, orderBy: { field: 'WORTH', direction: 'DESC' } })).toBe('CURSOR_INVALID');
  expect(await code({ after: 'bm9uZQ' })).toBe('CURSOR_INVALID');
  expect(await code({ after, orderBy: { field: 'WORTH' } })).toBeUndefined();
});

test('values that would be another statement are only values', async () => {
  const hostile = `'; drop table pet; --`;
  expect((await ask({ filter: { name: { eq: hostile }, tag: { in: [hostile] } } })).data).toMatchObject({
    pets: { nodes: [] },
  });
  expect(await code({ filter: { bornOn: { gte: hostile } } })).toBe('VARIABLES_INVALID');
  expect((await walk({ first: 500 })).length).toBe(KNOWN_PETS.length);
});
