import { expect, test } from '@jest/globals';
import { column, entity, list, lists } from './field-sources.ts';
import type { MappingOf } from './mapping-of.ts';

/** What codegen makes of a small schema: a boat with an owner, and the owner's boats. */
interface Parents {
  readonly Boat: Boat | ({ readonly __typename: 'Boat' } & Pick<Boat, 'hull'>);
  readonly Person: Person | ({ readonly __typename: 'Person' } & Pick<Person, 'id'>);
  readonly BoatConnection: {
    readonly __typename?: 'BoatConnection';
    readonly nodes?: readonly Boat[] | null;
  };
  readonly BoatFilter: { readonly length?: number | null };
  readonly String: string;
}
interface Boat {
  readonly __typename?: 'Boat';
  readonly hull?: string | null;
  readonly owner?: Parents['Person'] | null;
}
interface Person {
  readonly __typename?: 'Person';
  readonly id?: string | null;
  readonly boats?: readonly (Parents['Boat'] | null)[] | null;
}
interface Roots {
  readonly boat?: (
    parent: object,
    args: { readonly hull: string },
    context: object,
    info: object,
  ) => Boat | null;
  readonly boats?: (
    parent: object,
    args: {
      readonly first?: number | null;
      readonly filter?: { readonly length?: number | null } | null;
      readonly orderBy?: { readonly field: 'HULL'; readonly direction?: 'ASC' | 'DESC' | null } | null;
    },
    context: object,
    info: object,
  ) => Parents['BoatConnection'] | null;
}
type Mapping = MappingOf<Parents, Roots>;

const rows = {
  kind: 'rows',
  relation: 'boat',
  recordColumn: 'id',
  subjectColumn: null,
  divisionColumn: null,
} as const;
const person = { kind: 'stub', keyFields: ['id'], fields: { boats: list('Boat', { owner: 'id' }) } } as const;
const fields = { hull: column('hull'), owner: entity('Person', { id: 'owner' }) } as const;
const boat = { kind: 'one', type: 'Boat', by: { hull: 'hull' } } as const;
const boats = {
  kind: 'connection',
  type: 'Boat',
  filters: { length: 'length' },
  orderings: { HULL: 'hull' },
} as const;

// The compiler is the tester: an expected error that does not come fails the type check.
const sound = {
  types: { Boat: { ...rows, fields }, Person: person },
  queries: { boat, boats },
} satisfies Mapping;

export const unsound: readonly Mapping[] = [
  // @ts-expect-error a type of the schema is not mapped
  { types: { Boat: { ...rows, fields } }, queries: sound.queries },
  // @ts-expect-error a field of the schema is not mapped
  { types: { Boat: { ...rows, fields: { hull: fields.hull } }, Person: person }, queries: sound.queries },
  {
    types: {
      // @ts-expect-error the schema has no such field
      Boat: { ...rows, fields: { hull: column('hull'), owner: fields.owner, mast: column('mast') } },
      Person: person,
    },
    queries: sound.queries,
  },
  {
    types: {
      Boat: { ...rows, fields },
      // @ts-expect-error the list holds boats
      Person: { kind: 'stub', keyFields: ['id'], fields: { boats: list('Person', { owner: 'id' }) } },
    },
    queries: sound.queries,
  },
  {
    // @ts-expect-error an edge is no column
    types: { Boat: { ...rows, fields: { hull: fields.hull, owner: column('owner') } }, Person: person },
    queries: sound.queries,
  },
  // @ts-expect-error a filter is not mapped
  { types: sound.types, queries: { boat, boats: { ...boats, filters: {} } } },
  // @ts-expect-error the schema has no such ordering
  { types: sound.types, queries: { boat, boats: { ...boats, orderings: { LENGTH: 'length' } } } },
];

test('the words of a mapping say what the contract says', () => {
  expect(sound.types.Boat.fields.owner).toEqual({ kind: 'entity', type: 'Person', key: { id: 'owner' } });
  expect(lists(['Boat', { owner: 'id' }], ['Boat', { captain: 'id' }])).toEqual({
    kind: 'lists',
    of: [
      { type: 'Boat', on: { owner: 'id' } },
      { type: 'Boat', on: { captain: 'id' } },
    ],
  });
});
