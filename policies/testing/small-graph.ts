import { buildSchema, type GraphQLSchema } from 'graphql';
import { type Catalogue, catalogueOf } from '../catalogue.ts';

const SDL = `
  directive @dataset(id: String!, agency: String!, basis: String!, updated: String!, subject: String) repeatable on OBJECT | INTERFACE
  directive @catalogue(share: String!, grade: Int!, tags: [String!]) on FIELD_DEFINITION
  directive @use(of: String!, as: String!) on ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE
  scalar Date
  type Query {
    car(plate: ID! @use(of: "Car.plate", as: "filter-eq")): Car @catalogue(share: "conditional", grade: 2, tags: ["lookup"])
    things(filter: ThingFilter, orderBy: ThingOrder = { field: MADE_ON }): [Thing] @catalogue(share: "conditional", grade: 2, tags: ["population"])
    anything: [Anything] @catalogue(share: "conditional", grade: 2, tags: ["population"])
  }
  type Mutation {
    scrap(plate: ID! @use(of: "Mutation.scrap", as: "invoke")): Car @catalogue(share: "conditional", grade: 2)
  }
  interface Thing {
    key: ID @catalogue(share: "conditional", grade: 1, tags: ["record"])
    owner: Person @catalogue(share: "conditional", grade: 3, tags: ["link"])
  }
  union Anything = Car | Person
  type Car implements Thing @dataset(id: "8", agency: "vehicles", basis: "law", updated: "daily", subject: "owner.id") {
    key: ID @catalogue(share: "conditional", grade: 1, tags: ["record"])
    owner: Person @catalogue(share: "conditional", grade: 3, tags: ["link"])
    plate: ID @catalogue(share: "conditional", grade: 3, tags: ["plate"])
    madeOn: Date @catalogue(share: "unconditional", grade: 1, tags: ["record"])
  }
  type Boat implements Thing @dataset(id: "8", agency: "vehicles", basis: "law", updated: "daily", subject: "owner.id") {
    key: ID @catalogue(share: "conditional", grade: 1, tags: ["record"])
    owner: Person @catalogue(share: "conditional", grade: 3, tags: ["link"])
    length: Int @catalogue(share: "conditional", grade: 2, tags: ["property"])
  }
  type Person @dataset(id: "7", agency: "registry", basis: "law", updated: "daily", subject: "id") {
    id: ID @catalogue(share: "conditional", grade: 4, tags: ["identity"])
    name: String @catalogue(share: "conditional", grade: 3, tags: ["name"])
    things: [Thing] @catalogue(share: "conditional", grade: 3, tags: ["link"])
  }
  input ThingFilter {
    key: TextFilter @use(of: "Thing.key", as: "filter-eq")
    madeOn: DateRange @use(of: "Car.madeOn", as: "filter-range")
    and: [ThingFilter!]
  }
  input TextFilter { eq: String }
  input DateRange { gte: Date lt: Date }
  input ThingOrder { field: ThingOrderField! descending: Boolean }
  enum ThingOrderField {
    MADE_ON @use(of: "Car.madeOn", as: "order")
    PLATE @use(of: "Car.plate", as: "order")
  }
`;

/** A graph small enough to reason about: an interface, a union, nested filters, an ordering, a mutation. */
export function smallGraph(): { readonly schema: GraphQLSchema; readonly catalogue: Catalogue } {
  const schema = buildSchema(SDL);
  return { schema, catalogue: catalogueOf(schema) };
}
