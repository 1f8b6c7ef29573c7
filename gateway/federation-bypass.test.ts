import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { compilePolicies } from '../policies/compile-policy.ts';
import { readPolicies } from '../policies/language/read-policies.ts';
import type { DecisionTable, FieldCoordinate } from '../policies/vocabulary.ts';
import {
  allowedOperation,
  admittedOf,
  DENIAL,
  exchangeOf,
  tableOf,
} from './executor/testing/allowed-operation.ts';
import { type SmallHub, startSmallHub } from './executor/testing/federated-hub.ts';
import { desk, eligibility, smallSupergraph } from './testing/small-graph.ts';
import { askSmall } from './testing/small-spine.ts';

/**
 * The ways around field policy that other federation gateways were found to have, each tried on this one. Those that
 * need shapes which the served graph lacks are here, over small graphs; those through the running hub are in
 * federation-bypass.e2e.ts. Where a stage's own tests try one already, they are named:
 *
 * |    | way                                                           | shown in                                        |
 * | -- | ------------------------------------------------------------- | ----------------------------------------------- |
 * | 1  | an interface's field through an implementing type             | here, .e2e; policies/operation-uses.test.ts     |
 * | 2  | a denied field through `@requires`, `@fromContext`            | here; stages/plan.test.ts; hub/codegen/compose-supergraph.test.ts |
 * | 3  | directives renamed by `@link(import:)`                        | hub/codegen/compose-supergraph.test.ts          |
 * | 4  | one agency's rule weakened by another's                       | here; hub/codegen/compose-supergraph.test.ts    |
 * | 5  | union members, one response key in sibling fragments          | here; stages/rewrite.test.ts, stages/mask.test.ts |
 * | 6  | aliases, fragments, conditions, `__typename`, introspection, `@provides` | here, .e2e; stages/read-operation.test.ts; doors/doors.e2e.ts |
 * | 7  | `_entities` straight to a subgraph, headers that name a user  | .e2e; subgraphs/direct-fetch.e2e.ts             |
 * | 8  | `@requires` with an argument that returns more than was asked | here; executor/federation.test.ts               |
 * | 9  | a token that expires                                          | .e2e; bad-input.e2e.ts (subscriptions are refused) |
 * | 10 | errors and logs that repeat query, variables or token         | .e2e; handle-request.test.ts                    |
 * | 11 | a stage skipped because something was cached                  | here, .e2e; stages/plan.test.ts; subgraphs/kit/serve-subgraph.contract.ts |
 *
 * On 9: an exchange is carried to its end under the token that it began with. It can not last: subscriptions are
 * refused, each fetch has a deadline, and grants end within two minutes.
 */

const CANARY = /CANARY/u;

describe('1: a field that is denied on one type of an interface', () => {
  test.each([
    ['through the interface', '{ records { note } }'],
    ['under an alias', '{ records { text: note } }'],
    ['through the type', '{ records { ... on Payment { note } } }'],
    ['through the interface in the type', '{ records { ... on Payment { ... on Record { note } } } }'],
    ['through a named fragment', '{ records { ...R } } fragment R on Record { text: note }'],
  ])('%s', async (_, query) => {
    const { data, errors } = await askSmall(query);
    const { records } = data as { records: Record<string, unknown>[] };
    expect(Object.values(records[1]!)).toEqual([null]);
    expect(JSON.stringify(data)).not.toMatch(CANARY);
    expect(errors.map(({ code }) => code)).toEqual(['FIELD_DENIED']);
  });
});

describe('4: scopes of one field in several subgraphs', () => {
  const rule = (id: string, effect: string) => `
  - id: ${id}
    effect: ${effect}
    title: { en: a rule, zh: 规则 }
    legalBasis: [law]
    purposes: [eligibility]
    subjects: { departments: [desk] }
    resources: [{ type: Person, fields: [id] }]
    uses: [project]
`;
  const PURPOSES = `purposes:
  - { id: eligibility, title: { en: Eligibility, zh: 资格 }, legalBasis: [law], subjects: { departments: [desk] } }`;
  const policiesOf = (documents: Readonly<Record<string, string>>) =>
    readPolicies(
      [
        { name: 'purposes.yaml', text: PURPOSES },
        ...Object.entries(documents).map(([agency, rules]) => ({
          name: `${agency}.yaml`,
          text: `agency: ${agency}\nrules:${rules}`,
        })),
      ],
      smallSupergraph.catalogue,
    );

  test('an agency that merely has the field too can not permit it', () => {
    const registry = rule('registry/no', 'forbid');
    expect(() => policiesOf({ registry, vehicles: rule('vehicles/yes', 'permit') })).toThrow(
      "not vehicles's to rule on",
    );
  });

  test('rules of one field add up to the stricter, in whichever order', () => {
    const [no, yes] = [rule('registry/no', 'forbid'), rule('registry/yes', 'permit')];
    for (const registry of [no + yes, yes + no]) {
      const table = compilePolicies(policiesOf({ registry })).table(desk, eligibility, new Date(), false);
      expect(table.decide('Person.id' as FieldCoordinate, 'project')).toMatchObject({
        effect: 'deny',
        rules: ['registry/no'],
      });
    }
  });
});

describe('5: members of a union', () => {
  test.each([
    [
      'one response key in sibling fragments',
      '{ holders { ... on Person { x: faith } ... on Firm { x: name } } }',
    ],
    ['the other way round', '{ holders { ... on Person { x: name } ... on Firm { x: secret } } }'],
    [
      'a member’s fragment in the other’s',
      '{ holders { ... on Person { ... on Record { ... on Person { faith } } } } }',
    ],
    ['the same fragment twice', '{ holders { ...P ...P } } fragment P on Person { faith }'],
  ])('%s', async (_, query) => {
    const { data, errors } = await askSmall(query);
    expect(JSON.stringify(data)).not.toMatch(CANARY);
    expect(errors.map(({ code }) => code)).toEqual(['FIELD_DENIED']);
  });
});

describe('over subgraphs that require and provide', () => {
  let hub: SmallHub;
  beforeAll(async () => {
    hub = await startSmallHub();
  });
  afterAll(() => hub.close());

  function denying(...uses: readonly string[]): DecisionTable {
    return tableOf((coordinate, use) => (uses.includes(`${coordinate}:${use}`) ? DENIAL : null));
  }

  async function ask(planner: 'native' | 'apollo', query: string, table: DecisionTable) {
    for (const { seen } of Object.values(hub.subgraphs)) seen.length = 0;
    const fetcher = await hub.fetcher({ planner });
    const raw = await fetcher.fetch(
      exchangeOf(),
      admittedOf(fetcher.plan(allowedOperation(query, {}, { table }))),
    );
    const asked = Object.values(hub.subgraphs)
      .flatMap(({ seen }) => seen)
      .map(({ query: text }) => text)
      .join('\n');
    return { raw, asked };
  }

  describe.each(['native', 'apollo'] as const)('with the %s planner', (planner) => {
    test('2: a denied field is not read for a field that requires it', async () => {
      const table = denying('Book.price:project', 'Book.price:join-key');
      const { raw, asked } = await ask(planner, '{ person(id: "bo") { best { name shipping } } }', table);
      expect(raw.data).toMatchObject({ person: { best: { name: expect.any(String), shipping: null } } });
      expect(raw.errors).toMatchObject([{ code: 'PLAN_UNCOVERED', path: ['person', 'best', 'shipping'] }]);
      expect(asked).not.toMatch(/price|shipping/u);
    });

    test('6: a denied field is not read on a way on which a subgraph provides it', async () => {
      const table = denying('Person.nick:project', 'Person.nick:join-key');
      const { raw, asked } = await ask(planner, '{ newest { body author { nick name } } }', table);
      expect(raw.data).toMatchObject({ newest: { author: { nick: null, name: expect.any(String) } } });
      expect(asked).not.toContain('nick');
    });

    test('8: what is required with an argument is not what the caller is shown under another', async () => {
      const query = '{ media { ... on Book { isbn price(currency: "CNY") shipping } } }';
      const permitted = await ask(
        planner,
        query,
        tableOf(() => null),
      );
      const plain = await ask(
        planner,
        '{ media { ... on Book { isbn price(currency: "CNY") } } }',
        tableOf(() => null),
      );
      const prices = (data: unknown) =>
        (data as { media: ({ price?: number } | null)[] }).media.map((book) => book?.price);
      expect(prices(permitted.raw.data)).toEqual(prices(plain.raw.data));
      expect(prices(plain.raw.data)).toContainEqual(expect.any(Number));
      expect(permitted.asked).toContain('EUR');
    });

    test('11: a plan that was made for one is granted anew to the next', async () => {
      const query = '{ people { name age } }';
      const fetcher = await hub.fetcher({ planner });
      const wide = fetcher.plan(allowedOperation(query));
      const narrow = fetcher.plan(allowedOperation(query, {}, { table: denying('Person.age:project') }));
      expect(wide.uncovered).toEqual([]);
      expect(narrow.uncovered).toEqual([['_0_people', 'age']]);
      expect(Object.keys(narrow.permits)).toEqual(['library']);
    });
  });
});
