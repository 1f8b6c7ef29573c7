import { beforeAll, describe, expect, test } from '@jest/globals';
import { apiSchemaOf } from '../../policies/api-schema.ts';
import type { DecisionTable, Derivation } from '../../policies/vocabulary.ts';
import { allowedOperation, DENIAL, tableOf } from '../executor/testing/allowed-operation.ts';
import { smallSupergraph } from '../executor/testing/serve-subgraphs.ts';
import { loadPlanner } from '../planner/load-planner.ts';
import { subgraphViewsOf } from '../planner/subgraph-views.ts';
import { createPlanStage, type PlanStage } from '../stages/plan.ts';
import type { CheckedPlan } from '../stages/stage-types.ts';

/** Every way in which a plan reads what nobody selected: keys, `@requires` plain and nested, `@provides`, members. */
const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", "@external", "@requires", "@provides"])`;
const SUBGRAPHS = {
  registry: `${LINK}
    type Query { person(id: ID!): Person holders: [Holder] records: [Record] }
    type Person implements Record @key(fields: "id") {
      id: ID note: String bornOn: String home: Home nick: String @shareable
    }
    type Firm implements Record @key(fields: "code") { code: ID note: String name: String }
    type Home { street: String town: String }
    union Holder = Person | Firm
    interface Record { note: String }`,
  civil: `${LINK}
    type Query { cases: [Case] }
    type Case { number: ID of: Person @provides(fields: "nick") }
    type Person @key(fields: "id") {
      id: ID
      nick: String @external
      bornOn: String @external
      home: Home @external
      isOld: Boolean @requires(fields: "bornOn")
      isYoung: Boolean @requires(fields: "bornOn")
      isLocal: Boolean @requires(fields: "home { town }")
      isPoor: Boolean
    }
    type Home { town: String @external }
    type Firm @key(fields: "code") { code: ID rating: Int }`,
};

const supergraph = smallSupergraph(SUBGRAPHS);

const derivation = (output: string, input: string): Derivation =>
  ({ rule: `registry/${output}`, input, output, legalBasis: [`law of ${output}`] }) as unknown as Derivation;

/** Hides these fields, keys of plans among them, and declares derivations. */
const hiding = (fields: readonly string[], ...derivations: readonly Derivation[]): DecisionTable => ({
  ...tableOf((coordinate) => (fields.includes(coordinate) ? DENIAL : null)),
  derivations,
});
const KEYS = ['Person.id', 'Firm.code'];
const INPUTS = ['Person.bornOn', 'Person.home', 'Home.town', 'Home.street'];

describe.each(['native', 'apollo'] as const)('%s planner', (kind) => {
  let stage: PlanStage;
  beforeAll(async () => {
    stage = createPlanStage({
      planner: await loadPlanner(supergraph, kind),
      schema: apiSchemaOf(supergraph),
      views: subgraphViewsOf(supergraph),
      cacheSize: 10,
    });
  });

  const plan = (query: string, table: DecisionTable): CheckedPlan =>
    stage.plan(allowedOperation(query, {}, { table }));
  const lost = ({ uncovered }: CheckedPlan) => uncovered.map((path) => path.at(-1)).toSorted();
  const granted = ({ permits }: CheckedPlan) =>
    [...new Set(Object.values(permits).flatMap(({ uses }) => uses))].toSorted();

  test('without a declaration the deriving field is left out, and nothing else', () => {
    const checked = plan('{ person(id: "1") { note isOld isPoor } }', hiding(INPUTS));
    expect(lost(checked)).toEqual(['isOld']);
    expect(granted(checked).filter((use) => use.startsWith('Person.bornOn'))).toEqual([]);
    expect(granted(checked)).toContain('Person.isPoor:project');
    expect(checked.derived).toEqual([]);
  });

  test('with one it is read as a key, on the ground of the declaration', () => {
    const declared = derivation('Person.isOld', 'Person.bornOn');
    const checked = plan('{ person(id: "1") { note isOld isPoor } }', hiding(INPUTS, declared));
    expect(lost(checked)).toEqual([]);
    expect(granted(checked).filter((use) => use.startsWith('Person.bornOn'))).toEqual([
      'Person.bornOn:join-key',
    ]);
    expect(checked.derived).toEqual([declared]);
    expect(checked.permits['registry']?.legalBasis).toContain('law of Person.isOld');
  });

  test('a declaration for one field is none for another that needs the same', () => {
    const declared = derivation('Person.isOld', 'Person.bornOn');
    const both = plan('{ person(id: "1") { isOld isYoung isPoor } }', hiding(INPUTS, declared));
    expect(lost(both)).toEqual(['isYoung']);
    expect(both.derived).toEqual([declared]);
    expect(lost(plan('{ person(id: "1") { isYoung } }', hiding(INPUTS, declared)))).toEqual(['isYoung']);
  });

  test('every part of a nested requirement needs its cover', () => {
    const home = derivation('Person.isLocal', 'Person.home');
    const town = derivation('Person.isLocal', 'Home.town');
    const query = '{ person(id: "1") { isLocal isPoor } }';
    expect(lost(plan(query, hiding(INPUTS)))).toEqual(['isLocal']);
    expect(lost(plan(query, hiding(INPUTS, home)))).toEqual(['isLocal']);
    expect(lost(plan(query, hiding(INPUTS, town)))).toEqual(['isLocal']);
    const checked = plan(query, hiding(INPUTS, home, town));
    expect(lost(checked)).toEqual([]);
    expect(granted(checked).filter((use) => use.startsWith('Home.'))).toEqual(['Home.town:join-key']);
  });

  test('a key that nothing covers costs what lies behind it, in members of unions and interfaces too', () => {
    const holders = '{ holders { ... on Person { note isPoor } ... on Firm { name rating } } }';
    expect(lost(plan(holders, hiding(KEYS)))).toEqual(['isPoor', 'rating']);
    expect(lost(plan(holders, hiding(['Firm.code'])))).toEqual(['rating']);
    const records = '{ records { note ... on Firm { rating } } }';
    const checked = plan(records, hiding(['Firm.code']));
    expect(lost(checked)).toEqual(['rating']);
    expect(granted(checked)).toEqual(['Firm.note:project', 'Person.note:project', 'Query.records:project']);
  });

  test('what one agency provides of another’s is covered like what it owns', () => {
    const query = '{ cases { number of { nick } } }';
    expect(granted(plan(query, hiding([])))).toContain('Person.nick:project');
    expect(lost(plan(query, hiding(['Person.nick'])))).toEqual(['nick']);
  });
});
