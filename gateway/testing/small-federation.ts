import { execute, getNamedType, type GraphQLFieldResolver, isLeafType } from 'graphql';
import { applyMask } from '../../policies/obligations/apply-mask.ts';
import type { FieldCoordinate } from '../../policies/vocabulary.ts';
import { limitsOfPlan } from '../limits/limits-of-plan.ts';
import type { AllowedOperation, RawResult, Unvouched } from '../stages/stage-types.ts';
import { AT_AGENCY } from '../../policies/testing/mask-contexts.ts';
import { smallSupergraph } from './small-graph.ts';

/** A sound key that can be nobody's: the division is not assigned. */
export const ANNA = 'RID:239901195001010016';
export const BEN = 'HMT:H12345678';

const anna = { __typename: 'Person', id: ANNA, name: '欧阳安娜', faith: 'CANARY-FAITH', note: 'first' };
const ben = { __typename: 'Person', id: BEN, name: '本', faith: 'CANARY-FAITH', note: 'second' };
const cars = [
  { plate: '黑A12345', use: 'private', weight: 4711, boughtOn: '2024-05-01', owner: anna },
  { plate: '黑B54321', use: 'taxi', weight: 4712, boughtOn: '2025-05-01', owner: ben },
];

/** What the agencies of the small graph know. */
export const SMALL_DATA: Readonly<Record<string, unknown>> = {
  person: anna,
  people: [anna, null, ben],
  records: [
    { __typename: 'Grant', note: 'granted', amount: 1, to: anna },
    { __typename: 'Payment', note: 'CANARY-NOTE', amount: 2, to: ben },
    { ...anna },
  ],
  holders: [anna, { __typename: 'Firm', name: '公司', secret: 'CANARY-SECRET' }],
  strict: [{ must: 'is', sealed: 'CANARY-SEALED', items: ['a', 'b'] }],
  closed: anna,
  vehicles: {
    edges: cars.map((node, index) => ({ cursor: `position-${index}`, node })),
    nodes: cars,
    pageInfo: { endCursor: 'position-1', hasNextPage: false },
  },
  startRun: { id: 'run-1' },
};

/**
 * Stands for plan and fetch: answers what is allowed from data in memory, and masks at the source as an agency does.
 * Says what it was asked, so that a test can see what never left the gateway.
 */
export async function fetchSmall(
  allowed: AllowedOperation,
  data: Readonly<Record<string, unknown>> = SMALL_DATA,
): Promise<RawResult> {
  const sourceMask: GraphQLFieldResolver<Record<string, unknown>, unknown> = (
    source,
    _,
    __,
    { fieldName, parentType, returnType },
  ) => {
    const value = fieldName === 'vehicles' && parentType.name === 'Person' ? cars : source[fieldName];
    const kind = allowed.sourceMasks[`${parentType.name}.${fieldName}` as FieldCoordinate];
    return kind && isLeafType(getNamedType(returnType)) ? applyMask(kind, value, AT_AGENCY) : value;
  };
  const { document } = allowed;
  const result = document
    ? await execute({
        schema: smallSupergraph.schema,
        document,
        rootValue: data,
        variableValues: allowed.variables,
        fieldResolver: sourceMask,
      })
    : { data: {} };
  if (result.errors?.length) throw new AggregateError(result.errors);
  const raw: Unvouched<RawResult> = {
    kind: 'raw',
    allowed,
    gatewayMasks: allowed.gatewayMasks,
    data: JSON.parse(JSON.stringify(result.data)) as Record<string, unknown>,
    errors: [],
    subjectTags: new Set(['tag']),
    fetches: 1,
    limits: limitsOfPlan({ allowed, permits: {} }),
    peopleCounted: 0,
  };
  return raw as RawResult;
}
