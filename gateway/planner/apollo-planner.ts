import { createRequire } from 'node:module';
import type * as Internals from '@apollo/federation-internals';
import type * as Planning from '@apollo/query-planner';
import type {
  FetchNode as ApolloFetch,
  PlanNode as ApolloNode,
  QueryPlanSelectionNode,
} from '@apollo/query-planner';
import { type DocumentNode, visit } from 'graphql';
import { SluiceError } from '../../errors/sluice-error.ts';
import { createFetchNode } from './create-fetch-node.ts';
import type { Planner } from './planner.ts';
import type { InputRewrite, PlacePath, PlaceStep, PlanNode, Rename, Requirement } from './query-plan.ts';

/**
 * WHY `require`: a planner answers at once, so it can not wait for an `import`, and these packages are large. Whoever
 * never makes this planner never loads them.
 */
function loadApollo() {
  const require = createRequire(import.meta.url);
  const internals = require('@apollo/federation-internals') as typeof Internals;
  const planning = require('@apollo/query-planner') as typeof Planning;
  return { ...internals, QueryPlanner: planning.QueryPlanner };
}

/**
 * The reference planner, for differential tests and for machines without a native binary: @apollo/query-planner used
 * as a library, loaded with the first planner made. Nothing of @apollo/gateway is loaded, so its telemetry never starts.
 * @throws Error where the text is no supergraph
 */
export function createApolloPlanner(supergraphSdl: string): Planner {
  const { operationFromDocument, QueryPlanner, Supergraph } = loadApollo();
  const supergraph = Supergraph.build(supergraphSdl);
  const apiSchema = supergraph.apiSchema();
  const planner = new QueryPlanner(supergraph);
  return {
    name: 'apollo',
    plan(document: DocumentNode) {
      assertUnconditional(document);
      try {
        const { node } = planner.buildQueryPlan(operationFromDocument(apiSchema, document, {}));
        if (node?.kind === 'Subscription')
          throw new SluiceError('PLAN_FAILED', { reason: 'subscription is not served' });
        return { root: node ? nodeOf(node, []) : null };
      } catch (cause) {
        throw cause instanceof SluiceError ? cause : new SluiceError('PLAN_FAILED', {}, { cause });
      }
    },
  };
}

/**
 * WHY: where one of two equal fields is conditional, this planner (2.14.4) makes what a `@requires` reads for both
 * conditional too, and the other is then null without an error.
 */
function assertUnconditional(document: DocumentNode): void {
  visit(document, {
    Directive({ name }) {
      if (name.value === 'skip' || name.value === 'include')
        throw new SluiceError('PLAN_FAILED', { reason: 'a condition is not resolved' });
    },
  });
}

function nodeOf(node: ApolloNode, place: PlacePath): PlanNode {
  switch (node.kind) {
    case 'Sequence':
      return { kind: 'sequence', nodes: node.nodes.map((each) => nodeOf(each, place)) };
    case 'Parallel':
      return { kind: 'parallel', nodes: node.nodes.map((each) => nodeOf(each, place)) };
    case 'Flatten':
      return nodeOf(node.node, [...place, ...flattenPath(node.path)]);
    case 'Condition':
      return {
        kind: 'condition',
        variable: node.condition,
        whenTrue: node.ifClause ? nodeOf(node.ifClause, place) : null,
        whenFalse: node.elseClause ? nodeOf(node.elseClause, place) : null,
      };
    case 'Fetch':
      return fetchOf(node, place);
    case 'Defer':
      throw new SluiceError('PLAN_FAILED', { reason: 'defer is not served' });
  }
}

function fetchOf(node: ApolloFetch, place: PlacePath): PlanNode {
  if (node.contextRewrites?.length)
    throw new SluiceError('PLAN_FAILED', { reason: 'contexts are not served' });
  return createFetchNode({
    subgraph: node.serviceName,
    operation: node.operation,
    parts: [
      node.requires
        ? {
            kind: 'entities',
            responseKey: '_entities',
            variable: 'representations',
            places: [place],
            requires: requirements(node.requires),
            inputRewrites: inputRewrites(node.inputRewrites),
            renames: renames(node.outputRewrites),
          }
        : { kind: 'root', place, renames: renames(node.outputRewrites) },
    ],
  });
}

function flattenPath(path: readonly (string | number)[]): PlacePath {
  return path.filter((step) => step !== '@').map((step) => ({ kind: 'field', name: String(step) }));
}

function requirements(selections: readonly QueryPlanSelectionNode[]): readonly Requirement[] {
  return selections.flatMap((selection): readonly Requirement[] => {
    if (selection.kind === 'InlineFragment') {
      const requires = requirements(selection.selections);
      return selection.typeCondition === undefined
        ? requires
        : [{ kind: 'fragment', type: selection.typeCondition, requires }];
    }
    const key = selection.alias ?? selection.name;
    const below = selection.selections?.length ? requirements(selection.selections) : null;
    return [{ kind: 'field', name: key, from: key, requires: below }];
  });
}

const FRAGMENT_STEP = '... on ';

function inputRewrites(rewrites: ApolloFetch['inputRewrites']): readonly InputRewrite[] {
  return (rewrites ?? []).map((rewrite) => {
    const key = rewrite.path.at(-1);
    if (key === undefined || key.startsWith(FRAGMENT_STEP))
      throw new SluiceError('PLAN_FAILED', { reason: 'a rewrite names no field' });
    const path = rewrite.path
      .slice(0, -1)
      .map((step): PlaceStep =>
        step.startsWith(FRAGMENT_STEP)
          ? { kind: 'types', names: [step.slice(FRAGMENT_STEP.length)] }
          : { kind: 'field', name: step },
      );
    return rewrite.kind === 'KeyRenamer'
      ? { kind: 'rename', path, key, to: rewrite.renameKeyTo }
      : { kind: 'set', path, key, value: rewrite.setValueTo as unknown };
  });
}

function renames(rewrites: ApolloFetch['outputRewrites']): readonly Rename[] {
  return inputRewrites(rewrites).map((rewrite) => {
    if (rewrite.kind !== 'rename')
      throw new SluiceError('PLAN_FAILED', { reason: 'an answer would be set, not renamed' });
    return { path: rewrite.path, key: rewrite.key, to: rewrite.to };
  });
}
