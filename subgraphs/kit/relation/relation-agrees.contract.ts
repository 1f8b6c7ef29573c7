import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { GrantClaims } from '../../../policies/grant-claims.ts';
import { askRelation } from '../testing/ask-relation.ts';
import { ownerId, petTag } from '../testing/pets-rows.ts';
import { ALL_PETS_USES } from '../testing/pets-uses.ts';
import { type RunningPets, startPets } from '../testing/running-pets.ts';

let pets: RunningPets;
beforeAll(async () => {
  pets = await startPets();
  // What the source marks, leaves out and repeats is told alike in both ways of asking.
  await pets.owner.query(`
    update pet set quality_flag = 'ID_MISSING', owner_person_key = null where record_id % 37 = 0;
    insert into pet select record_id + 300000, valid_from, valid_to, recorded_from, recorded_to, quality_flag, tag, name,
      born_on, worth_fen, is_tame, division, owner_person_key, keeper_kind, shelter_country, shelter_code
      from pet where record_id % 41 = 0 and recorded_to is null;
    update visit set quality_flag = E'tab\\t, line\\nfeed, \\\\back 斜' where record_id % 5 = 0;`);
});
afterAll(() => pets.stop());

type Tree = Readonly<Record<string, unknown>>;
type Lines = readonly string[];

const PET = ['tag', 'name', 'bornOn', 'worth', 'isTame', 'division', 'owner.id', 'recordKey', 'recordedAt'];
const RECORD = ['recordKey', 'validFrom', 'validTo', 'recordedAt', 'qualityFlag'];
const VISIT = [...RECORD, 'reason', 'pet.tag'];

/** How records are reached, with what they show: of each parent a list or one, of a root all of it. */
const WAYS = [
  { of: 'Person', by: 'id', field: 'pets', type: 'Pet', columns: PET },
  { of: 'Person', by: 'id', field: 'involvedIn', type: 'Visit', columns: VISIT },
  { of: 'Pet', by: 'tag', field: 'visits', type: 'Visit', columns: VISIT },
  { of: 'Pet', by: 'tag', field: 'lastVisit', type: 'Visit', columns: VISIT },
  { of: 'Pet', by: 'tag', field: null, type: 'Pet', columns: [...PET, ...RECORD] },
  { of: null, by: null, field: 'pets', type: 'Pet', columns: PET },
] as const;

const keysOf = (type: 'Person' | 'Pet') =>
  fc.uniqueArray(fc.nat({ max: type === 'Person' ? 160 : 620 }).map(type === 'Person' ? ownerId : petTag), {
    maxLength: 40,
  });

const ROWS: readonly GrantClaims['rows'][] = [
  {},
  { Pet: [{ kind: 'region', prefixes: ['239901'] }] },
  { Visit: [{ kind: 'region', prefixes: ['239902', '239900'] }] },
  { Person: [{ kind: 'subjects', keys: [ownerId(1), ownerId(5), ownerId(12), ownerId(15)] }] },
  { Pet: [{ kind: 'nothing' }] },
  {
    Pet: [{ kind: 'subjects', keys: [ownerId(2), ownerId(9)] }],
    Visit: [{ kind: 'region', prefixes: ['2399'] }],
  },
];
const INSTANTS = [null, '2026-01-15T00:00:00Z', '2026-01-01T00:00:00.000100Z', '2025-01-01T00:00:00Z'];

const question = fc.record({
  way: fc.constantFrom(...WAYS),
  people: keysOf('Person'),
  tags: keysOf('Pet'),
  rows: fc.constantFrom(...ROWS),
  asOf: fc.constantFrom(...INSTANTS),
  columns: fc.nat(),
});

test('a relation shows of every record what the graph shows of it under the same grant, and no other record', () =>
  fc.assert(
    fc.asyncProperty(question, async ({ way, people, tags, rows, asOf, columns: chosen }) => {
      const keys = way.of === null ? undefined : way.of === 'Person' ? people : tags;
      // At least one column, another choice for another number.
      const columns = way.columns.filter(
        (_, at) => at === chosen % way.columns.length || (chosen >> at) % 2 === 1,
      );
      const claims = { rows, asOf };
      const through =
        way.of === null
          ? ({ kind: 'root', field: way.field } as const)
          : ({ kind: 'parent', type: way.of, keyField: way.by, field: way.field } as const);
      const read = { type: way.type, through, columns, asOf };
      const answer = await askRelation(pets, { read, claims, ...(keys ? { keys } : {}) });
      expect(answer).toMatchObject({ error: null, isWhole: true });
      expect(answer.columns).toEqual([...(keys ? ['_key'] : []), ...columns]);
      const expected = keys
        ? await shownOfEntities(way, keys, columns, claims)
        : await shownOfRoot(columns, claims);
      const skipped = answer.subject === 'first-column' ? 1 : 0;
      expect(answer.lines.map((line) => line.slice(skipped).join('\t')).sort()).toEqual(expected.sort());
    }),
    { numRuns: 150 },
  ));

async function shownOfRoot(columns: Lines, claims: Partial<GrantClaims>): Promise<string[]> {
  const lines: string[] = [];
  for (let after: unknown = null; ;) {
    const query = `query ($after: Cursor) { pets(first: 400, after: $after) {
      nodes { ${selectionOf(columns)} } pageInfo { hasNextPage endCursor } } }`;
    const { data } = await ask(query, { after }, claims);
    const { nodes, pageInfo } = data['pets'] as { nodes: Tree[]; pageInfo: Tree };
    lines.push(...nodes.map((node) => lineOf(node, columns)));
    if (pageInfo['hasNextPage'] !== true) return lines;
    after = pageInfo['endCursor'];
  }
}

async function shownOfEntities(
  { of, by, field }: (typeof WAYS)[number],
  keys: Lines,
  columns: Lines,
  claims: Partial<GrantClaims>,
): Promise<string[]> {
  const selection = field === null ? selectionOf(columns) : `${field} { ${selectionOf(columns)} }`;
  const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${String(of)} { ${selection} } } }`;
  const representations = keys.map((key) => ({ __typename: of, [String(by)]: key }));
  const { data } = await ask(query, { r: representations }, claims);
  return (data['_entities'] as (Tree | null)[]).flatMap((entity, at) => {
    const below = field === null ? entity : (entity?.[field] ?? null);
    const records = (Array.isArray(below) ? below : below === null ? [] : [below]) as Tree[];
    return records.map((record) => `${keys[at] ?? ''}\t${lineOf(record, columns)}`);
  });
}

async function ask(query: string, variables: Tree, claims: Partial<GrantClaims>) {
  const { data, errors } = await pets.ask({ query, variables, uses: ALL_PETS_USES, claims });
  expect(errors).toEqual([]);
  return { data: data as Tree };
}

const selectionOf = (columns: Lines): string =>
  columns.map((column) => (column.includes('.') ? `${column.replace('.', ' { ')} }` : column)).join(' ');

const lineOf = (record: Tree, columns: Lines): string =>
  columns
    .map((column) => {
      const [field = '', key] = column.split('.');
      const value = record[field] ?? null;
      return textOf(key === undefined || value === null ? value : (value as Tree)[key]);
    })
    .join('\t');

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n' };

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'boolean') return value ? 't' : 'f';
  const text = typeof value === 'number' ? String(value) : (value as string);
  return text.replaceAll(/[\\\t\n]/gu, (mark) => ESCAPES[mark] ?? mark);
}
