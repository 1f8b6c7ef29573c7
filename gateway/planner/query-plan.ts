import type { DocumentNode } from 'graphql';

/**
 * A query plan in the gateway's own words, so that neither planner's habits reach the executor. Flatten nodes are
 * folded into the fetches (`places`), and several entity lists asked of one subgraph at once are parts of one fetch.
 */
export type PlanNode = SequenceNode | ParallelNode | ConditionNode | FetchNode;

export interface QueryPlan {
  /** Null where nothing needs to be fetched. */
  readonly root: PlanNode | null;
}

export interface SequenceNode {
  readonly kind: 'sequence';
  readonly nodes: readonly PlanNode[];
}

export interface ParallelNode {
  readonly kind: 'parallel';
  readonly nodes: readonly PlanNode[];
}

export interface ConditionNode {
  readonly kind: 'condition';
  /** Name of the boolean variable. */
  readonly variable: string;
  readonly whenTrue: PlanNode | null;
  readonly whenFalse: PlanNode | null;
}

/** One request to one subgraph. */
export interface FetchNode {
  readonly kind: 'fetch';
  readonly subgraph: string;
  readonly isMutation: boolean;
  readonly operation: string;
  readonly document: DocumentNode;
  /** The caller's variables that the operation uses, without those of the representations. */
  readonly variables: readonly string[];
  readonly parts: readonly FetchPart[];
}

/** What a fetch brings and where it belongs. */
export type FetchPart = RootPart | EntitiesPart;

export interface RootPart {
  readonly kind: 'root';
  /** Where the root fields are merged: almost always the root of the answer. */
  readonly place: PlacePath;
  readonly renames: readonly Rename[];
}

export interface EntitiesPart {
  readonly kind: 'entities';
  /** Response key of the `_entities` field, and the variable its representations travel in. */
  readonly responseKey: string;
  readonly variable: string;
  readonly places: readonly PlacePath[];
  readonly requires: readonly Requirement[];
  /** Applied to each representation before it is sent. */
  readonly inputRewrites: readonly InputRewrite[];
  /** Applied to each entity that comes back. */
  readonly renames: readonly Rename[];
}

/** A way from the root of the answer to objects in it. Lists, at any depth, are walked through unmentioned. */
export type PlacePath = readonly PlaceStep[];
export type PlaceStep =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'types'; readonly names: readonly string[] };

/** What a representation is made of. */
export type Requirement = RequiredField | RequiredFragment;

export interface RequiredField {
  readonly kind: 'field';
  readonly name: string;
  /** The key under which earlier fetches stored it. */
  readonly from: string;
  /** Null for a leaf. */
  readonly requires: readonly Requirement[] | null;
}

export interface RequiredFragment {
  readonly kind: 'fragment';
  readonly type: string;
  readonly requires: readonly Requirement[];
}

/** A response key that the planner invented and the key it stands for, at the path where it occurs. */
export interface Rename {
  readonly path: PlacePath;
  readonly key: string;
  readonly to: string;
}

export type InputRewrite =
  | { readonly kind: 'set'; readonly path: PlacePath; readonly key: string; readonly value: unknown }
  | { readonly kind: 'rename'; readonly path: PlacePath; readonly key: string; readonly to: string };

/** All fetches of a plan, in no order that matters. */
export function fetchesOf(node: PlanNode | null): readonly FetchNode[] {
  if (node === null) return [];
  switch (node.kind) {
    case 'fetch':
      return [node];
    case 'sequence':
    case 'parallel':
      return node.nodes.flatMap(fetchesOf);
    case 'condition':
      return [...fetchesOf(node.whenTrue), ...fetchesOf(node.whenFalse)];
  }
}
