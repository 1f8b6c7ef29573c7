import { SluiceError } from '../../errors/sluice-error.ts';
import { DEFAULT_PAGE, LARGEST_PAGE } from '../../policies/page-size.ts';
import { filterPredicates } from './filter-predicate.ts';
import { afterCursor, encodeCursor, type KeysetOrder, orderingsOf } from './keyset.ts';
import type { QueryMapping, RowTypeMapping } from './source-mapping.ts';
import type { SubgraphContext } from './subgraph-context.ts';
import type { SubgraphObject } from './subgraph-object.ts';

type ConnectionMapping = Extract<QueryMapping, { kind: 'connection' }>;
type Arguments = Readonly<Record<string, unknown>>;

/** A Relay connection, as its type's default resolvers read it. */
export interface ConnectionPage {
  readonly nodes: readonly SubgraphObject[];
  readonly edges: readonly { readonly cursor: string; readonly node: SubgraphObject }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/**
 * One page of a type: what the filter admits, in the order asked for, after the cursor.
 * @throws SluiceError OPERATION_TOO_COSTLY for a page beyond the largest, VARIABLES_INVALID, CURSOR_INVALID
 */
export async function readConnection(
  query: ConnectionMapping,
  type: RowTypeMapping,
  args: Arguments,
  context: SubgraphContext,
): Promise<ConnectionPage> {
  const first = pageSize(args['first']);
  const order = orderOf(query, type, args['orderBy']);
  const after = args['after'];
  const read = await context.records.page(query.type, {
    where: [
      ...filterPredicates(args['filter'], query.filters),
      ...(typeof after === 'string' ? [afterCursor(order, after)] : []),
    ],
    orderBy: orderingsOf(order),
    // One more than is shown says whether a next page exists.
    limit: first + 1,
    columns: order.column === null ? [] : [order.column],
  });
  const nodes = read.slice(0, first);
  context.records.disclose(query.type, nodes);
  const edges = nodes.map((node) => ({ cursor: encodeCursor(order, node.values), node }));
  return {
    nodes,
    edges,
    pageInfo: { hasNextPage: read.length > first, endCursor: edges.at(-1)?.cursor ?? null },
  };
}

function pageSize(first: unknown): number {
  if (first === null || first === undefined) return DEFAULT_PAGE;
  if (typeof first !== 'number' || !Number.isInteger(first) || first < 0)
    throw new SluiceError('VARIABLES_INVALID', { argument: 'first' });
  if (first > LARGEST_PAGE)
    throw new SluiceError('OPERATION_TOO_COSTLY', { argument: 'first', limit: LARGEST_PAGE });
  return first;
}

function orderOf(query: ConnectionMapping, { recordColumn }: RowTypeMapping, orderBy: unknown): KeysetOrder {
  if (typeof orderBy !== 'object' || orderBy === null)
    return { name: null, column: null, recordColumn, direction: 'asc' };
  const { field, direction } = orderBy as { readonly field: string; readonly direction?: string | null };
  const column = query.orderings[field];
  if (column === undefined) throw new Error(`the ordering \`${field}\` is not mapped`);
  return { name: field, column, recordColumn, direction: direction === 'DESC' ? 'desc' : 'asc' };
}
