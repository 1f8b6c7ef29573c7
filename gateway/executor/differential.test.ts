import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type DocumentNode,
  execute,
  type FieldNode,
  getNamedType,
  getVariableValues,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  Kind,
  parse,
  print,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { SluiceError } from '../../errors/sluice-error.ts';
import { type Chance, chanceOf, randomOperation } from '../../hub/testing/random-operation.ts';
import type { Fetcher } from '../create-fetcher.ts';
import { normalForm } from '../operation/normal-form.ts';
import { admittedOf, allowedOperation, exchangeOf } from './testing/allowed-operation.ts';
import { smallMonolith } from './testing/federated-monolith.ts';
import { type SmallHub, startSmallHub } from './testing/federated-hub.ts';

let hub: SmallHub;
let monolith: GraphQLSchema;

beforeAll(async () => {
  hub = await startSmallHub();
  monolith = smallMonolith(hub.schema);
});
afterAll(() => hub.close());

const VALUES = {
  ID: ['ada', 'bo', 'nobody'],
  String: ['EUR', 'CNY', 'x', 'cy'],
  Int: [0, 1, 2, 150],
};

/**
 * Gives some fields an alias that is the name of another field, so that keys and required fields are shadowed; only
 * where the operation stays valid.
 */
function withShadowingAliases(document: DocumentNode, chance: Chance): DocumentNode {
  const types = new TypeInfo(hub.schema);
  const renamed = visit(
    document,
    visitWithTypeInfo(types, {
      Field(node: FieldNode) {
        const parent = types.getParentType();
        if (!isCompositeType(parent) || !('getFields' in parent) || chance() < 0.4) return undefined;
        const names = Object.keys(parent.getFields());
        const alias = names[Math.floor(chance() * names.length)] ?? node.name.value;
        return { ...node, alias: { kind: Kind.NAME, value: alias } };
      },
    }),
  );
  return validate(hub.schema, renamed).length === 0 ? renamed : document;
}

/** Raw results carry the type of every object at an abstract position. */
function withTypeNames(document: DocumentNode): DocumentNode {
  const types = new TypeInfo(hub.schema);
  const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };
  return visit(
    document,
    visitWithTypeInfo(types, {
      Field: {
        leave(node: FieldNode) {
          const type = types.getType();
          if (!node.selectionSet || !type || !isAbstractType(getNamedType(type))) return undefined;
          const selections = [...node.selectionSet.selections, typename];
          return { ...node, selectionSet: { ...node.selectionSet, selections } };
        },
      },
    }),
  );
}

/** As the gateway hands it on: conditions resolved, fragments inlined, arguments lifted to variables. */
function inNormalForm(document: DocumentNode, given: Readonly<Record<string, unknown>>): Question | null {
  const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)!;
  const { coerced } = getVariableValues(hub.schema, operation.variableDefinitions ?? [], given);
  const form = normalForm(hub.schema, document, operation, coerced!);
  return form.operation.selectionSet.selections.length > 0 ? form : null;
}

interface Question {
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

async function assertSameAnswer(fetcher: Fetcher, { document, variables }: Question): Promise<void> {
  const expected = await execute({
    schema: monolith,
    document: withTypeNames(document),
    variableValues: variables,
  });
  const raw = await fetcher.fetch(
    exchangeOf(),
    admittedOf(fetcher.plan(allowedOperation(document, variables))),
  );
  const told = `${print(document)}\n${JSON.stringify(variables)}`;
  expect({ told, errors: raw.errors }).toEqual({ told, errors: [] });
  expect({ told, data: raw.data }).toEqual({ told, data: expected.data });
}

function randomQuestion(seed: number): Question {
  const chance = chanceOf(seed);
  const made = randomOperation({ schema: hub.schema, values: VALUES, prefer: () => true }, chance);
  const original = parse(made.query, { noLocation: true });
  return { document: withShadowingAliases(original, chance), variables: made.variables };
}

for (const planner of ['native', 'apollo', 'either'] as const)
  test(`whatever is asked, a plan of ${planner} comes to what one schema would answer`, async () => {
    const fetcher = await hub.fetcher({ planner });
    let asked = 0;
    let unplanned = 0;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0 }), async (seed) => {
        const { document, variables } = randomQuestion(seed);
        // The native planner also takes conditions; the other refuses them.
        const question = planner === 'native' ? { document, variables } : inNormalForm(document, variables);
        if (!question) return;
        asked += 1;
        await assertSameAnswer(fetcher, question).catch((error: unknown) => {
          const isPlanFailure = error instanceof SluiceError && error.code === 'PLAN_FAILED';
          if (planner !== 'native' || !isPlanFailure) throw error;
          unplanned += 1;
        });
      }),
      { numRuns: 120, seed: 20261101 },
    );
    expect(asked).toBeGreaterThan(100);
    expect(unplanned).toBeLessThan(15);
  });

test('some of the random operations do shadow key fields', () => {
  const shadowing = Array.from({ length: 200 }, (_, seed) => print(randomQuestion(seed).document));
  expect(
    shadowing.filter((text) => /\b(?:id|isbn|price): (?!id|isbn|price)/u.test(text)).length,
  ).toBeGreaterThan(10);
});
