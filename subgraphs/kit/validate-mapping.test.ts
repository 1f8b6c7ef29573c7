import { expect, test } from '@jest/globals';
import { createSubgraphSchema } from './create-subgraph-schema.ts';
import type { SourceMapping, SubgraphDefinition } from './source-mapping.ts';
import { PETS, PETS_SCHEMA } from './testing/pets-subgraph.ts';

type Bend = (mapping: Mutable) => void;
/** A copy in which a test may break what it likes. */
type Mutable = {
  types: Record<string, { fields: Record<string, unknown>; key?: unknown; keyFields?: string[] }>;
  queries: Record<
    string,
    {
      type: string;
      filters: Record<string, string>;
      orderings: Record<string, string>;
      by: Record<string, string>;
    }
  >;
};

function bent(bend: Bend): SubgraphDefinition {
  const { compute, ...rest } = PETS.mapping.types['Pet']!.fields['nameLength'] as { compute: unknown };
  const types = Object.fromEntries(
    Object.entries(PETS.mapping.types).map(([name, type]) => [name, { ...type, fields: { ...type.fields } }]),
  );
  const mapping = { types, queries: structuredClone(PETS.mapping.queries) } as unknown as Mutable;
  mapping.types['Pet']!.fields['nameLength'] = { ...rest, compute };
  bend(mapping);
  return { name: 'pets', mapping: mapping as unknown as SourceMapping };
}

test('a mapping that fits is taken', () => {
  expect(() =>
    createSubgraphSchema(
      bent(() => undefined),
      PETS_SCHEMA,
    ),
  ).not.toThrow();
});

test.each<[string, Bend]>([
  ['Pet.name is not mapped', ({ types }) => delete types['Pet']!.fields['name']],
  [
    'Pet.colour is mapped and not in the schema',
    ({ types }) => (types['Pet']!.fields['colour'] = { kind: 'column', column: 'colour' }),
  ],
  ['Visit is not mapped', ({ types }) => delete types['Visit']],
  ['Cat is mapped and no object type of the schema', ({ types }) => (types['Cat'] = types['Visit']!)],
  [
    'Pet.owner names the type Human, which is not mapped',
    ({ types }) => (types['Pet']!.fields['owner'] = { kind: 'entity', type: 'Human', key: { id: 'x' } }),
  ],
  [
    'Pet.owner: the key Person.number is mapped and not in the schema',
    ({ types }) => (types['Pet']!.fields['owner'] = { kind: 'entity', type: 'Person', key: { number: 'x' } }),
  ],
  [
    'Pet.owner: the key Person.id is not mapped',
    ({ types }) => (types['Pet']!.fields['owner'] = { kind: 'entity', type: 'Person', key: {} }),
  ],
  [
    'Pet.visits joins Person, which has no rows here',
    ({ types }) => (types['Pet']!.fields['visits'] = { kind: 'list', type: 'Person', on: { a: 'b' } }),
  ],
  [
    'Pet.visits joins Visit on nothing',
    ({ types }) => (types['Pet']!.fields['visits'] = { kind: 'list', type: 'Visit', on: {} }),
  ],
  [
    'Person.pets: there is no key name',
    ({ types }) =>
      (types['Person']!.fields['pets'] = { kind: 'list', type: 'Pet', on: { owner_person_key: 'name' } }),
  ],
  [
    'Person.hasPet joins Visits, which has no rows here',
    ({ types }) =>
      (types['Person']!.fields['hasPet'] = { kind: 'exists', of: [{ type: 'Visits', on: { a: 'id' } }] }),
  ],
  [
    'Pet.name concludes and is no Conclusion',
    ({ types }) =>
      (types['Pet']!.fields['name'] = { kind: 'exists', of: [{ type: 'Visit', on: { a: 'b' } }] }),
  ],
  [
    'Person.isOldEnough: the input age is not mapped',
    ({ types }) => (types['Person']!.fields['isOldEnough'] = { kind: 'derived', requires: [] }),
  ],
  [
    'Pet.name is derived, and its type has rows of its own here',
    ({ types }) => (types['Pet']!.fields['name'] = { kind: 'derived', requires: [] }),
  ],
  ['Query.pets is not mapped', ({ queries }) => delete queries['pets']],
  ['Query.cats is mapped and not in the schema', ({ queries }) => (queries['cats'] = queries['pets']!)],
  ['Query.pets: the filter worth is not mapped', ({ queries }) => delete queries['pets']!.filters['worth']],
  [
    'Query.pets: the filter colour is mapped and not in the schema',
    ({ queries }) => (queries['pets']!.filters['colour'] = 'colour'),
  ],
  ['Query.pets: the ordering NAME is not mapped', ({ queries }) => delete queries['pets']!.orderings['NAME']],
  ['Query.pet(tag) is not mapped', ({ queries }) => (queries['pet']!.by = {})],
  [
    'Query.person names the type Human, which is not mapped',
    ({ queries }) => (queries['person']!.type = 'Human'),
  ],
  ['Query.pets pages through Person, which has no rows', ({ queries }) => (queries['pets']!.type = 'Person')],
  ['the key Pet.chip is not in the schema', ({ types }) => (types['Pet']!.key = { chip: 'chip' })],
])('%s', (problem, bend) => {
  expect(() => createSubgraphSchema(bent(bend), PETS_SCHEMA)).toThrow(`- ${problem}`);
});
