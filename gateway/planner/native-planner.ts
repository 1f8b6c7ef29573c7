import {
  type EntityBatchAlias,
  type FetchRewrite,
  type FlattenNodePathSegment,
  type FetchNodePathSegment,
  type PlanNode as NativeNode,
  QueryPlanner,
  type RequiresSelection,
} from '@graphql-hive/router-query-planner';
import { type DocumentNode, print } from 'graphql';
import { SluiceError } from '../../errors/sluice-error.ts';
import { createFetchNode } from './create-fetch-node.ts';
import type { Planner } from './planner.ts';
import type { EntitiesPart, InputRewrite, PlacePath, PlanNode, Rename, Requirement } from './query-plan.ts';

/**
 * The default planner: Hive's, native, MIT.
 * @throws Error where the text is no supergraph
 */
export function createNativePlanner(supergraphSdl: string): Planner {
  const planner = new QueryPlanner(supergraphSdl);
  return {
    name: 'native',
    plan(document: DocumentNode) {
      try {
        const { node } = planner.plan(print(document), null, new Set(), 0);
        return { root: node ? nodeOf(node, []) : null };
      } catch (cause) {
        throw cause instanceof SluiceError ? cause : new SluiceError('PLAN_FAILED', {}, { cause });
      }
    },
  };
}

function nodeOf(node: NativeNode, place: PlacePath): PlanNode {
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
    case 'BatchFetch':
      return createFetchNode({
        subgraph: node.serviceName,
        operation: node.operation,
        parts: node.entityBatch.aliases.map((alias) => batchPart(alias, place)),
      });
    case 'Subscription':
    case 'Defer':
      throw new SluiceError('PLAN_FAILED', { reason: `${node.kind.toLowerCase()} is not served` });
  }
}

function batchPart(alias: EntityBatchAlias, place: PlacePath): EntitiesPart {
  return {
    kind: 'entities',
    responseKey: alias.alias,
    variable: alias.representationsVariableName,
    places: alias.paths.map((path) => [...place, ...flattenPath(path)]),
    requires: requirements(alias.requires),
    inputRewrites: inputRewrites(alias.inputRewrites),
    renames: renames(alias.outputRewrites),
  };
}

function flattenPath(path: readonly FlattenNodePathSegment[]): PlacePath {
  return path.flatMap((segment): PlacePath => {
    if (segment === '@') return [];
    return 'Field' in segment
      ? [{ kind: 'field', name: segment.Field }]
      : [{ kind: 'types', names: segment.TypeCondition }];
  });
}

function requirements(selections: readonly RequiresSelection[]): readonly Requirement[] {
  return selections.map((selection): Requirement => {
    switch (selection.kind) {
      case 'Field':
        // `name` is where an earlier fetch put the value, `alias` what the subgraph calls it.
        return {
          kind: 'field',
          name: selection.alias ?? selection.name,
          from: selection.name,
          requires: selection.selections?.length ? requirements(selection.selections) : null,
        };
      case 'InlineFragment':
        if (selection.skipIf !== undefined || selection.includeIf !== undefined)
          throw new SluiceError('PLAN_FAILED', { reason: 'a requirement is conditional' });
        return {
          kind: 'fragment',
          type: selection.typeCondition,
          requires: requirements(selection.selections),
        };
      case 'FragmentSpread':
        throw new SluiceError('PLAN_FAILED', { reason: 'a requirement is a fragment spread' });
    }
  });
}

/** The path of a rewrite: the steps to the object, and the key in it. */
function rewritePath(path: readonly FetchNodePathSegment[]): {
  readonly path: PlacePath;
  readonly key: string;
} {
  const last = path.at(-1);
  if (!last || !('Key' in last)) throw new SluiceError('PLAN_FAILED', { reason: 'a rewrite names no field' });
  const steps = path
    .slice(0, -1)
    .map((segment) =>
      'Key' in segment
        ? ({ kind: 'field', name: segment.Key } as const)
        : ({ kind: 'types', names: segment.TypenameEquals } as const),
    );
  return { path: steps, key: last.Key };
}

function inputRewrites(rewrites: readonly FetchRewrite[] | undefined): readonly InputRewrite[] {
  return (rewrites ?? []).map((rewrite) => {
    if ('KeyRenamer' in rewrite)
      return {
        kind: 'rename',
        ...rewritePath(rewrite.KeyRenamer.path),
        to: rewrite.KeyRenamer.renameKeyTo,
      };
    const setter = 'ValueSetter' in rewrite ? rewrite.ValueSetter : rewrite;
    return { kind: 'set', ...rewritePath(setter.path), value: setter.setValueTo };
  });
}

function renames(rewrites: readonly FetchRewrite[] | undefined): readonly Rename[] {
  return inputRewrites(rewrites).map((rewrite) => {
    if (rewrite.kind !== 'rename')
      throw new SluiceError('PLAN_FAILED', { reason: 'an answer would be set, not renamed' });
    return { path: rewrite.path, key: rewrite.key, to: rewrite.to };
  });
}
