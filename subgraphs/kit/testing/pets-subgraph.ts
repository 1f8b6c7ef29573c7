import { derived, exists, isIn, isNotIn } from '../field-sources.ts';
import type { SubgraphDefinition } from '../source-mapping.ts';

/** A subgraph that has one of everything that a mapping can say, for the kit's own tests. */
export const PETS_SCHEMA = `
type Query {
  pet(tag: ID! @use(of: "Pet.tag", as: "filter-eq")): Pet @catalogue(share: "conditional", grade: 1, tags: [])
  person(id: ID! @use(of: "Person.id", as: "filter-eq")): Person @catalogue(share: "conditional", grade: 1, tags: [])
  pets(first: Int, after: Cursor, filter: PetFilter, orderBy: PetOrder): PetConnection
    @catalogue(share: "conditional", grade: 1, tags: [])
  petStatistics(by: [PetDimension!]!, of: [PetMeasure!], filter: PetStatisticFilter): [PetStatistic]
    @use(of: "Pet.recordKey", as: "aggregate")
    @catalogue(share: "conditional", grade: 1, tags: [])
}

enum PetDimension {
  NAME @use(of: "Pet.name", as: "group")
  DIVISION @use(of: "Pet.division", as: "group")
  IS_TAME @use(of: "Pet.isTame", as: "group")
}

enum PetMeasure {
  WORTH @use(of: "Pet.worth", as: "aggregate")
}

input PetStatisticFilter {
  name: StringFilter @use(of: "Pet.name", as: "filter-eq")
  division: DivisionFilter @use(of: "Pet.division", as: "filter-eq")
  bornOn: DateRange @use(of: "Pet.bornOn", as: "filter-range")
}

type PetStatistic {
  name: String @catalogue(share: "conditional", grade: 1, tags: [])
  division: DivisionCode @catalogue(share: "conditional", grade: 1, tags: [])
  isTame: Boolean @catalogue(share: "conditional", grade: 1, tags: [])
  people: Int @catalogue(share: "conditional", grade: 1, tags: [])
  worth: Fen @catalogue(share: "conditional", grade: 1, tags: [])
  isRemainder: Boolean @catalogue(share: "conditional", grade: 1, tags: [])
}

type Person @key(fields: "id") {
  id: ID @catalogue(share: "conditional", grade: 4, tags: [])
  pets: [Pet] @catalogue(share: "conditional", grade: 1, tags: [])
  involvedIn: [Visit] @catalogue(share: "conditional", grade: 1, tags: [])
  records: [SourceRecord] @catalogue(share: "conditional", grade: 1, tags: [])
  age: Int @external
  isOldEnough: Conclusion @requires(fields: "age") @catalogue(share: "conditional", grade: 1, tags: [])
    @concludes(from: ["Person.age"])
  hasPet: Conclusion @catalogue(share: "conditional", grade: 1, tags: []) @concludes(from: ["Person.pets"])
  hasTamePet: Conclusion @catalogue(share: "conditional", grade: 1, tags: []) @concludes(from: ["Person.pets"])
  hasVisited: Conclusion @catalogue(share: "conditional", grade: 1, tags: []) @concludes(from: ["Person.involvedIn"])
}

type Pet implements SourceRecord
  @key(fields: "tag")
  @dataset(id: "P1", agency: "宠物 office", basis: "none", updated: "daily", subject: "owner.id") {
  tag: ID @catalogue(share: "conditional", grade: 1, tags: [])
  name: String @catalogue(share: "conditional", grade: 1, tags: [])
  nameLength: Int @catalogue(share: "conditional", grade: 1, tags: [])
  bornOn: Date @catalogue(share: "conditional", grade: 1, tags: [])
  worth: Fen @catalogue(share: "conditional", grade: 1, tags: [])
  isTame: Boolean @catalogue(share: "conditional", grade: 1, tags: [])
  division: DivisionCode @catalogue(share: "conditional", grade: 1, tags: [])
  owner: Person @catalogue(share: "conditional", grade: 1, tags: [])
  keeper: Keeper @catalogue(share: "conditional", grade: 1, tags: [])
  shelter: Shelter @catalogue(share: "conditional", grade: 1, tags: [])
  visits: [Visit] @catalogue(share: "conditional", grade: 1, tags: [])
  lastVisit: Visit @catalogue(share: "conditional", grade: 1, tags: [])
  recordKey: ID @catalogue(share: "conditional", grade: 1, tags: [])
  validFrom: Date @catalogue(share: "conditional", grade: 1, tags: [])
  validTo: Date @catalogue(share: "conditional", grade: 1, tags: [])
  recordedAt: DateTime @catalogue(share: "conditional", grade: 1, tags: [])
  qualityFlag: String @catalogue(share: "conditional", grade: 1, tags: [])
}

union Keeper = Person | Shelter

type Shelter
  @key(fields: "country code")
  @dataset(id: "P2", agency: "pets", basis: "none", updated: "daily") {
  country: String @catalogue(share: "conditional", grade: 1, tags: [])
  code: String @catalogue(share: "conditional", grade: 1, tags: [])
  title: String @catalogue(share: "conditional", grade: 1, tags: [])
  pets: [Pet] @catalogue(share: "conditional", grade: 1, tags: [])
}

type Visit implements SourceRecord @dataset(id: "P3", agency: "pets", basis: "none", updated: "daily") {
  pet: Pet @catalogue(share: "conditional", grade: 1, tags: [])
  reason: String @catalogue(share: "conditional", grade: 1, tags: [])
  recordKey: ID @catalogue(share: "conditional", grade: 1, tags: [])
  validFrom: Date @catalogue(share: "conditional", grade: 1, tags: [])
  validTo: Date @catalogue(share: "conditional", grade: 1, tags: [])
  recordedAt: DateTime @catalogue(share: "conditional", grade: 1, tags: [])
  qualityFlag: String @catalogue(share: "conditional", grade: 1, tags: [])
}

type PetConnection {
  edges: [PetEdge] @catalogue(share: "unconditional", grade: 1, tags: [])
  nodes: [Pet] @catalogue(share: "unconditional", grade: 1, tags: [])
  pageInfo: PageInfo @catalogue(share: "unconditional", grade: 1, tags: [])
}

type PetEdge {
  cursor: Cursor @catalogue(share: "unconditional", grade: 1, tags: [])
  node: Pet @catalogue(share: "unconditional", grade: 1, tags: [])
}

input PetFilter {
  tag: IdFilter @use(of: "Pet.tag", as: "filter-eq")
  name: StringFilter @use(of: "Pet.name", as: "filter-eq")
  isTame: BooleanFilter @use(of: "Pet.isTame", as: "filter-eq")
  division: DivisionFilter @use(of: "Pet.division", as: "filter-eq")
  bornOn: DateRange @use(of: "Pet.bornOn", as: "filter-range")
  worth: FenRange @use(of: "Pet.worth", as: "filter-range")
}

input PetOrder {
  field: PetOrderField!
  direction: SortDirection
}

enum PetOrderField {
  BORN_ON @use(of: "Pet.bornOn", as: "order")
  NAME @use(of: "Pet.name", as: "order")
  WORTH @use(of: "Pet.worth", as: "order")
  RECORDED_AT @use(of: "Pet.recordedAt", as: "order")
}
`;

const OWNED = { type: 'Pet', on: { owner_person_key: 'id' } } as const;

export const PETS: SubgraphDefinition = {
  name: 'pets',
  mapping: {
    types: {
      Person: {
        kind: 'stub',
        keyFields: ['id'],
        fields: {
          pets: { kind: 'list', type: 'Pet', on: { owner_person_key: 'id' } },
          involvedIn: {
            kind: 'lists',
            of: [
              { type: 'Visit', on: { brought_by_person_key: 'id' } },
              { type: 'Visit', on: { seen_by_person_key: 'id' } },
            ],
          },
          records: {
            kind: 'lists',
            of: [
              { type: 'Pet', on: { owner_person_key: 'id' } },
              { type: 'Visit', on: { brought_by_person_key: 'id' } },
            ],
          },
          isOldEnough: derived(['age'], ({ age }) => (typeof age === 'number' ? age >= 16 : null)),
          hasPet: exists({ ...OWNED, where: [] }),
          hasTamePet: exists({ ...OWNED, where: [isIn('is_tame', true), isNotIn('name', 'Rex', 'rex')] }),
          hasVisited: exists({ type: 'Visit', on: { brought_by_person_key: 'id' }, where: [] }),
        },
      },
      Pet: {
        kind: 'rows',
        relation: 'pet',
        recordColumn: 'record_id',
        subjectColumn: 'owner_person_key',
        divisionColumn: 'division',
        completeness: { within: '230000', freshForHours: 48 },
        key: { tag: 'tag' },
        fields: {
          name: { kind: 'column', column: 'name' },
          nameLength: {
            kind: 'computed',
            columns: ['name'],
            compute: ({ name }) => (typeof name === 'string' ? name.length : null),
          },
          bornOn: { kind: 'column', column: 'born_on' },
          worth: { kind: 'column', column: 'worth_fen' },
          isTame: { kind: 'column', column: 'is_tame' },
          division: { kind: 'column', column: 'division' },
          owner: { kind: 'entity', type: 'Person', key: { id: 'owner_person_key' } },
          keeper: {
            kind: 'variant',
            column: 'keeper_kind',
            cases: {
              PERSON: { type: 'Person', key: { id: 'owner_person_key' } },
              SHELTER: { type: 'Shelter', key: { country: 'shelter_country', code: 'shelter_code' } },
            },
          },
          shelter: {
            kind: 'one',
            type: 'Shelter',
            on: { country: 'shelter_country', code: 'shelter_code' },
          },
          visits: { kind: 'list', type: 'Visit', on: { pet_tag: 'tag' } },
          lastVisit: { kind: 'one', type: 'Visit', on: { pet_tag: 'tag' } },
        },
      },
      Shelter: {
        kind: 'rows',
        relation: 'shelter',
        recordColumn: 'record_id',
        subjectColumn: null,
        divisionColumn: null,
        key: { country: 'country', code: 'code' },
        fields: {
          title: { kind: 'column', column: 'title' },
          pets: { kind: 'list', type: 'Pet', on: { shelter_country: 'country', shelter_code: 'code' } },
        },
      },
      Visit: {
        kind: 'rows',
        relation: 'visit',
        recordColumn: 'record_id',
        subjectColumn: 'brought_by_person_key',
        divisionColumn: 'division',
        fields: {
          pet: { kind: 'entity', type: 'Pet', key: { tag: 'pet_tag' } },
          reason: { kind: 'column', column: 'reason' },
        },
      },
    },
    queries: {
      pet: { kind: 'one', type: 'Pet', by: { tag: 'tag' } },
      person: { kind: 'one', type: 'Person', by: { id: 'id' } },
      pets: {
        kind: 'connection',
        type: 'Pet',
        filters: {
          tag: 'tag',
          name: 'name',
          isTame: 'is_tame',
          division: 'division',
          bornOn: 'born_on',
          worth: 'worth_fen',
        },
        orderings: { BORN_ON: 'born_on', NAME: 'name', WORTH: 'worth_fen', RECORDED_AT: 'recorded_from' },
      },
      petStatistics: {
        kind: 'statistics',
        type: 'Pet',
        dimensions: { NAME: 'name', DIVISION: 'division', IS_TAME: 'isTame' },
        measures: { WORTH: 'worth' },
        filters: { name: 'name', division: 'division', bornOn: 'born_on' },
      },
    },
  },
};
