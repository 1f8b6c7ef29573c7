import { type GraphQLSchema, isObjectType } from 'graphql';
import { distinctConditions } from '../../policies/combine.ts';
import type { FieldCoordinate, Limit, MaskKind, RowCondition, Use } from '../../policies/vocabulary.ts';
import type { FetchUses } from '../planner/fetch-uses.ts';
import type { AllowedOperation, SubgraphPermit } from '../stages/stage-types.ts';
import type { Cover, Coverage } from './coverage.ts';

type Masks = Readonly<Record<FieldCoordinate, MaskKind>>;

/** Divides the source masks of an operation: a field that some fetch requires must come bare, and is masked later. */
export function masksOfPlan(
  uses: readonly FetchUses[],
  { sourceMasks }: AllowedOperation,
): { readonly atSource: Masks; readonly atGateway: Masks } {
  const bare = new Set<string>(uses.flatMap(({ required }) => required.map(({ coordinate }) => coordinate)));
  const part = (isBare: boolean): Masks =>
    Object.fromEntries(Object.entries(sourceMasks).filter(([coordinate]) => bare.has(coordinate) === isBare));
  return { atSource: part(false), atGateway: part(true) };
}

/** What each subgraph is granted for a plan of which every use is covered. */
export function permitsOfPlan(input: {
  readonly uses: readonly FetchUses[];
  readonly coverage: Coverage;
  readonly allowed: AllowedOperation;
  readonly views: ReadonlyMap<string, GraphQLSchema>;
  /** The masks that its agencies apply. */
  readonly sourceMasks: Masks;
}): Readonly<Record<string, SubgraphPermit>> {
  const subgraphs = new Set(input.uses.map(({ fetch }) => fetch.subgraph));
  const permits = [...subgraphs].map((subgraph): SubgraphPermit => {
    const covered = input.uses
      .filter(({ fetch }) => fetch.subgraph === subgraph)
      .flatMap((uses) => coveredUses(uses, input.coverage));
    const granted = new Set(covered.map(({ coordinate, cover }) => `${coordinate}:${cover.use}`));
    const masked = Object.entries(input.sourceMasks).filter(([coordinate]) =>
      granted.has(`${coordinate}:project`),
    );
    return {
      subgraph,
      uses: [...granted].toSorted(),
      masks: Object.fromEntries(masked),
      rows: rowsFor(input.allowed, covered, input.views.get(subgraph)),
      smallestGroup: covered.reduce<number | null>((largest, { cover }) => {
        const own = cover.permit?.smallestGroup ?? null;
        return own === null ? largest : Math.max(largest ?? 0, own);
      }, null),
      limits: limitsOf(covered),
      legalBasis: [...new Set(covered.flatMap(({ cover }) => cover.legalBasis))].toSorted(),
    };
  });
  return Object.fromEntries(permits.map((permit) => [permit.subgraph, permit]));
}

/** Each rule once. */
function limitsOf(covered: readonly CoveredUse[]): readonly Limit[] {
  const limits = covered.flatMap(({ cover }) => cover.permit?.limits ?? []);
  return [...new Map(limits.map((limit) => [limit.rule, limit])).values()];
}

interface CoveredUse {
  readonly coordinate: FieldCoordinate;
  readonly cover: Cover;
}

function coveredUses({ asked, required }: FetchUses, coverage: Coverage): readonly CoveredUse[] {
  const uses: readonly { readonly coordinate: FieldCoordinate; readonly use: Use }[] = [
    ...asked,
    ...required.map(({ coordinate }) => ({ coordinate, use: 'join-key' as const })),
  ];
  return uses.flatMap(({ coordinate, use }) => {
    const cover = coverage(coordinate, use);
    return cover ? [{ coordinate, cover }] : [];
  });
}

/**
 * The row filters of every type that the subgraph has: those that the operation stands under (all of the
 * table's, also of types of which no field is selected), and those of what only the plan reads.
 */
function rowsFor(
  { rows }: AllowedOperation,
  covered: readonly CoveredUse[],
  view: GraphQLSchema | undefined,
): SubgraphPermit['rows'] {
  const names = Object.values(view?.getTypeMap() ?? {})
    .filter(isObjectType)
    .map(({ name }) => name);
  const filters = names.map((name): readonly [string, readonly RowCondition[]] => {
    const own = covered
      .filter(({ coordinate }) => coordinate.startsWith(`${name}.`))
      .flatMap(({ cover }) => cover.permit?.rows ?? []);
    return [name, distinctConditions([...(rows[name] ?? []), ...own])];
  });
  return Object.fromEntries(filters.filter(([, of]) => of.length > 0));
}
