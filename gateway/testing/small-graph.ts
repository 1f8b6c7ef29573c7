import { compilePolicies, type PolicySet } from '../../policies/compile-policy.ts';
import { readPolicies } from '../../policies/language/read-policies.ts';
import type { ApplicationId, DivisionCode, PurposeId, Subject } from '../../policies/vocabulary.ts';
import { readSupergraph, type Supergraph } from '../supergraph/supergraph.ts';

/**
 * A graph small enough to be read at a glance, with every shape that the stages must get right: entities, an interface
 * with members that are decided differently, a union, fields that must not be null (which no real agency may have), a paged list with filter and ordering, a pseudonym, a mutation.
 */
const SDL = /* GraphQL */ `
  schema @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION) {
    query: Query
    mutation: Mutation
  }
  directive @join__graph(name: String!, url: String!) on ENUM_VALUE
  directive @join__type(graph: join__Graph!, key: String) repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR
  directive @join__field(graph: join__Graph) repeatable on FIELD_DEFINITION
  directive @link(url: String, for: String) on SCHEMA
  enum join__Graph {
    REGISTRY @join__graph(name: "registry", url: "http://registry.invalid")
    VEHICLES @join__graph(name: "vehicles", url: "http://vehicles.invalid")
  }
  directive @dataset(id: String!, agency: String!, basis: String!, updated: String!, subject: String) repeatable on OBJECT | INTERFACE
  directive @catalogue(share: String!, grade: Int!, tags: [String!]) on FIELD_DEFINITION
  directive @use(of: String!, as: String!) on ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE
  scalar Cursor
  scalar Date

  type Query @join__type(graph: REGISTRY) @join__type(graph: VEHICLES) {
    person(id: ID! @use(of: "Person.id", as: "filter-eq")): Person @join__field(graph: REGISTRY) ${c()}
    people(ids: [ID!] @use(of: "Person.id", as: "filter-eq")): [Person] @join__field(graph: REGISTRY) ${c()}
    records: [Record] @join__field(graph: REGISTRY) ${c()}
    holders: [Holder] @join__field(graph: REGISTRY) ${c()}
    strict: [Strict] @join__field(graph: REGISTRY) ${c()}
    closed: Person @join__field(graph: REGISTRY) ${c('closed')}
    vehicles(first: Int, after: Cursor, filter: VehicleFilter, orderBy: VehicleOrder): VehicleConnection @join__field(graph: VEHICLES) ${c()}
  }
  type Mutation @join__type(graph: REGISTRY) {
    startRun(name: String!): Run ${c()}
  }
  type Run @join__type(graph: REGISTRY) @dataset(id: "9", agency: "registry", basis: "law", updated: "daily") {
    id: ID ${c()}
  }
  type Person implements Record @join__type(graph: REGISTRY, key: "id") @join__type(graph: VEHICLES, key: "id")
    @dataset(id: "1", agency: "registry", basis: "law", updated: "daily", subject: "id") {
    id: ID ${c('identity')}
    pseudonym: ID @join__field(graph: REGISTRY) ${c()}
    name: String @join__field(graph: REGISTRY) ${c('name')}
    faith: String @join__field(graph: REGISTRY) ${c('closed')}
    note: String @join__field(graph: REGISTRY) ${c()}
    vehicles(use: String @use(of: "Vehicle.use", as: "filter-eq")): [Vehicle] @join__field(graph: VEHICLES) ${c()}
  }
  interface Record @join__type(graph: REGISTRY) {
    note: String ${c()}
  }
  type Grant implements Record @join__type(graph: REGISTRY) @dataset(id: "2", agency: "registry", basis: "law", updated: "daily") {
    note: String ${c()}
    amount: Int ${c()}
    to: Person ${c()}
  }
  type Payment implements Record @join__type(graph: REGISTRY) @dataset(id: "3", agency: "registry", basis: "law", updated: "daily") {
    note: String ${c('closed')}
    amount: Int ${c()}
    to: Person ${c()}
  }
  type Strict @join__type(graph: REGISTRY) @dataset(id: "6", agency: "registry", basis: "law", updated: "daily") {
    must: String! ${c()}
    sealed: String! ${c('closed')}
    items: [String!] ${c()}
  }
  type Firm @join__type(graph: REGISTRY) @dataset(id: "4", agency: "registry", basis: "law", updated: "daily") {
    name: String ${c()}
    secret: String ${c('closed')}
  }
  union Holder @join__type(graph: REGISTRY) = Person | Firm
  type Vehicle @join__type(graph: VEHICLES, key: "plate") @dataset(id: "5", agency: "vehicles", basis: "law", updated: "daily", subject: "owner.id") {
    plate: String ${c('plate')}
    use: String ${c()}
    weight: Int ${c('closed')}
    boughtOn: Date ${c()}
    owner: Person ${c()}
  }
  type VehicleConnection @join__type(graph: VEHICLES) {
    edges: [VehicleEdge] ${c()}
    nodes: [Vehicle] ${c()}
    pageInfo: PageInfo ${c()}
  }
  type VehicleEdge @join__type(graph: VEHICLES) {
    cursor: Cursor ${c()}
    node: Vehicle ${c()}
  }
  type PageInfo @join__type(graph: VEHICLES) {
    endCursor: Cursor ${c()}
    hasNextPage: Boolean ${c()}
  }
  input VehicleFilter {
    use: StringFilter @use(of: "Vehicle.use", as: "filter-eq")
    weight: IntRange @use(of: "Vehicle.weight", as: "filter-range")
    boughtOn: DateRange @use(of: "Vehicle.boughtOn", as: "filter-range")
    owner: StringFilter @use(of: "Person.id", as: "filter-eq")
  }
  input StringFilter { eq: String in: [String!] }
  input IntRange { gte: Int lt: Int }
  input DateRange { gte: Date lt: Date }
  input VehicleOrder { field: VehicleOrderField! }
  enum VehicleOrderField {
    USE @use(of: "Vehicle.use", as: "order")
    WEIGHT @use(of: "Vehicle.weight", as: "order")
  }
`;

function c(tag = 'open'): string {
  return `@catalogue(share: "conditional", grade: 1, tags: ["${tag}"])`;
}

const PURPOSES = `purposes:
  - { id: eligibility, title: { en: Eligibility, zh: 资格 }, legalBasis: [law 1], subjects: { departments: [desk, counter] } }
  - { id: statistics, title: { en: Statistics, zh: 统计 }, legalBasis: [law 2], subjects: { departments: [desk, counter] } }
`;

const rules = (agency: string, tag: string, obligations: string): string => `agency: ${agency}
rules:
  - id: ${agency}/open
    effect: permit
    title: { en: What is open, zh: 可共享 }
    legalBasis: [law ${agency}]
    purposes: [eligibility]
    subjects: { departments: [desk] }
    resources: [{ tags: [open, ${tag}] }]
    uses: [project, filter-eq, order, join-key, invoke]
    obligations: [${obligations}]
`;

const REGISTRY = `${rules('registry', 'name', '{ mask: name.surname, tags: [name] }')}
  - id: registry/look-up
    effect: permit
    title: { en: Finding a person, zh: 查询 }
    legalBasis: [law registry]
    purposes: [eligibility, statistics]
    subjects: { departments: [desk, counter] }
    resources: [{ type: Person, fields: [id] }]
    uses: [filter-eq, join-key]
  - id: registry/count
    effect: permit
    title: { en: Counting, zh: 统计 }
    legalBasis: [law 2]
    purposes: [statistics]
    subjects: { departments: [desk] }
    resources: [{ type: Query, fields: [people] }, { type: Person, fields: [note] }]
    uses: [project]
  - id: registry/stand-ins
    effect: permit
    title: { en: Telling people apart, zh: 区分人员 }
    legalBasis: [law 2]
    purposes: [statistics]
    subjects: { departments: [desk] }
    resources: [{ type: Person, fields: [id] }]
    uses: [project]
    obligations: [{ mask: pseudonym }]
  - id: registry/closed
    effect: forbid
    title: { en: What is closed, zh: 不予共享 }
    legalBasis: [law 3]
    purposes: all
    subjects: everybody
    resources: [{ tags: [closed] }]
    uses: all
`;

const VEHICLES = rules('vehicles', 'plate', '{ mask: plate, tags: [plate] }, { rows: region }');

export const smallSupergraph: Supergraph = readSupergraph(SDL);

export const smallPolicies: PolicySet = compilePolicies(
  readPolicies(
    [
      { name: 'purposes.yaml', text: PURPOSES },
      { name: 'registry.yaml', text: REGISTRY },
      { name: 'vehicles.yaml', text: VEHICLES },
    ],
    smallSupergraph.catalogue,
  ),
);

/** Of the department that may see what is open. */
export const desk: Subject = {
  application: 'desk-app' as ApplicationId,
  department: 'desk',
  region: '230100' as DivisionCode,
  roles: ['application'],
  official: null,
  organisation: null,
  person: null,
  clearance: 0,
};

export const eligibility = 'eligibility' as PurposeId;
export const statistics = 'statistics' as PurposeId;
