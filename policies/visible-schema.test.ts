import { describe, expect, test } from '@jest/globals';
import { type GraphQLSchema, isObjectType, parse, printSchema, validate, validateSchema } from 'graphql';
import fc from 'fast-check';
import { compilePolicies } from './compile-policy.ts';
import { usesOfOperation } from './operation-uses.ts';
import { smallGraph } from './testing/small-graph.ts';
import { shippedPolicies, shippedSchema, SUBJECTS, TODAY } from './testing/shipped-policies.ts';
import type { DecisionTable, FieldCoordinate, PolicyVersion, PurposeId, Use } from './vocabulary.ts';
import { visibleSchema } from './visible-schema.ts';

const { schema, catalogue } = smallGraph();

/** A table that permits what a predicate says. */
function tableOf(isPermitted: (coordinate: string, use: Use) => boolean): DecisionTable {
  return {
    policyVersion: 'v' as PolicyVersion,
    purpose: 'p' as PurposeId,
    validUntil: null,
    hasCase: false,
    rowConditions: [],
    derivations: [],
    rowsOf: () => [],
    decide: (coordinate: FieldCoordinate, use: Use) =>
      isPermitted(coordinate, use)
        ? {
            effect: 'permit',
            rules: [],
            legalBasis: [],
            mask: null,
            rows: [],
            limits: [],
            smallestGroup: null,
          }
        : { effect: 'deny', rules: [], lacks: null },
  };
}
const shown = (isPermitted: (coordinate: string, use: Use) => boolean, of: GraphQLSchema = schema) =>
  visibleSchema(of, [tableOf(isPermitted)]);
const has = (visible: GraphQLSchema, query: string) => validate(visible, parse(query)).length === 0;
const without =
  (...uses: readonly string[]) =>
  (coordinate: string, use: Use) =>
    !uses.includes(`${coordinate}:${use}`);

describe('what is shown', () => {
  test('everything, where everything is permitted', () => {
    const full = shown(() => true);
    expect(printSchema(full)).toBe(printSchema(visibleSchema(full, [tableOf(() => true)])));
    expect(Object.keys(full.getTypeMap()).toSorted()).toEqual(Object.keys(schema.getTypeMap()).toSorted());
  });

  test('nothing, where nothing is: still a schema that can be described', () => {
    expect(
      Object.keys(
        shown(() => false)
          .getQueryType()
          ?.getFields() ?? {},
      ),
    ).toEqual([]);
    expect(shown(() => false).getType('Car')).toBeUndefined();
  });

  test('a field that is refused is gone; one whose key argument is refused too', () => {
    expect(has(shown(without('Car.owner:project')), '{ car(plate: "x") { plate owner { name } } }')).toBe(
      false,
    );
    expect(shown(without('Car.plate:filter-eq')).getQueryType()?.getFields()['car']).toBeUndefined();
  });

  test('an argument, input field or ordering whose use is refused is gone, and what is left empty with it', () => {
    const noRange = shown(without('Car.madeOn:filter-range'));
    expect(has(noRange, '{ things(filter: { madeOn: { gte: "2026-01-01" } }) { key } }')).toBe(false);
    expect(has(noRange, '{ things(filter: { key: { eq: "k" } }) { key } }')).toBe(true);
    expect(noRange.getType('DateRange')).toBeUndefined();
    const noOrder = shown(without('Car.madeOn:order', 'Car.plate:order'));
    expect(noOrder.getType('ThingOrderField')).toBeUndefined();
    expect(noOrder.getType('ThingOrder')).toBeUndefined();
    expect(has(noOrder, '{ things { key } }')).toBe(true);
  });

  test('an interface has the fields that all of its visible types show', () => {
    const carsOnly = shown(without('Boat.owner:project'));
    expect(has(carsOnly, '{ things { owner { name } } }')).toBe(false);
    expect(has(carsOnly, '{ things { key ... on Car { owner { name } } } }')).toBe(true);
    const noBoats = shown((coordinate) => !coordinate.startsWith('Boat.'));
    expect(has(noBoats, '{ things { owner { name } } }')).toBe(true);
    expect(noBoats.getType('Boat')).toBeUndefined();
  });

  test('a union loses members that are gone, and is gone with the last', () => {
    const noCars = shown((coordinate) => !coordinate.startsWith('Car.'));
    expect(has(noCars, '{ anything { ... on Person { name } } }')).toBe(true);
    expect(noCars.getType('Car')).toBeUndefined();
    const neither = shown((coordinate) => !/^(?:Car|Person)\./u.test(coordinate));
    expect(neither.getType('Anything')).toBeUndefined();
  });

  test('types that can not be reached are not shown', () => {
    expect(
      shown(
        without(
          'Query.anything:project',
          'Query.things:project',
          'Query.car:project',
          'Mutation.scrap:invoke',
        ),
      ).getType('Car'),
    ).toBeUndefined();
  });

  test('mutations that may not be invoked are gone', () => {
    expect(shown(without('Mutation.scrap:invoke')).getMutationType()).toBeUndefined();
    expect(shown(without('Mutation.scrap:project')).getMutationType()).toBeDefined();
  });

  test('what any of several tables permits', () => {
    const visible = visibleSchema(schema, [
      tableOf((coordinate) => coordinate !== 'Car.plate'),
      tableOf((coordinate) => coordinate === 'Car.plate'),
    ]);
    expect(has(visible, '{ car(plate: "x") { plate key } }')).toBe(true);
  });
});

test('whatever is permitted, the schema is valid and shows no field that is refused', () => {
  const fields = [...catalogue.keys()];
  fc.assert(
    fc.property(
      fc.subarray(fields),
      fc.subarray(['filter-eq', 'filter-range', 'order', 'invoke'] as Use[]),
      (refused, uses) => {
        const isPermitted = (coordinate: string, use: Use) =>
          !(use === 'project' ? refused.includes(coordinate as FieldCoordinate) : uses.includes(use));
        const visible = shown(isPermitted);
        if (Object.keys(visible.getQueryType()?.getFields() ?? {}).length > 0)
          expect(validateSchema(visible)).toEqual([]);
        for (const type of Object.values(visible.getTypeMap()))
          if (isObjectType(type) && !type.name.startsWith('__') && type.name !== 'Mutation')
            for (const field of Object.keys(type.getFields()))
              expect(isPermitted(`${type.name}.${field}`, 'project')).toBe(true);
      },
    ),
  );
});

describe('of the graph that ships', () => {
  const graph = shippedSchema();
  const policies = compilePolicies(shippedPolicies(graph));

  test.each(Object.entries(SUBJECTS))('%s sees a valid schema', (_, subject) => {
    const tables = policies
      .purposesOf(subject, TODAY)
      .map((purpose) => policies.table(subject, purpose, TODAY, false));
    const visible = visibleSchema(graph, tables);
    expect(validateSchema(visible)).toEqual([]);
    const document = parse('{ __typename }');
    expect(usesOfOperation({ schema: visible, document })).toEqual([]);
  });

  test('a hospital sees diseases and no payments, a department the reverse', () => {
    const see = (name: keyof typeof SUBJECTS, purpose: string) =>
      visibleSchema(graph, [policies.table(SUBJECTS[name], purpose as PurposeId, TODAY, false)]);
    const diseases = '{ person(id: "x") { medicalClaims { diseaseGroup } } }';
    const payments = '{ person(id: "x") { payments { paidAmount } } }';
    expect([
      has(see('hospital', 'diagnosis'), diseases),
      has(see('hospital', 'diagnosis'), payments),
    ]).toEqual([true, false]);
    const department = see('social-assistance', 'assistance-eligibility');
    expect([has(department, diseases), has(department, payments)]).toEqual([false, true]);
  });
});
