import type { GraphQLSchema } from 'graphql';
import type { EntitiesPart, FetchNode, PlanNode } from '../planner/query-plan.ts';
import { type AnswerShape, compileFetch, type CompiledPart } from './answer-shape.ts';
import { type AnswerObject, emptyObject } from './answer-tree.ts';
import { buildRepresentation } from './build-representation.ts';
import { createFailures, type Failures } from './failures.ts';
import { findPlaces } from './find-places.ts';
import { failObject, type MergeContext } from './merge-answer.ts';
import type { FetchOutcome } from './subgraph-client.ts';
import { failTargets, takeAnswer, type Target } from './take-answer.ts';
import { createTypeIndex, type TypeIndex } from '../planner/type-index.ts';

/** Sends one fetch; failures are outcomes. Thrown errors end the execution: the caller went away. */
export type SendFetch = (fetch: {
  readonly subgraph: string;
  readonly isMutation: boolean;
  readonly body: string;
}) => Promise<FetchOutcome>;

/** Everything that executing a plan brought, under canonical keys. */
export interface ExecutedPlan {
  readonly answer: AnswerObject;
  readonly failures: Failures;
  /** How many requests were made of the subgraphs, joined ones once. */
  readonly fetches: number;
}

export interface PlanExecutor {
  execute(input: {
    readonly root: PlanNode | null;
    readonly variables: Readonly<Record<string, unknown>>;
    readonly send: SendFetch;
    /** Told of the data subjects of each answer as it comes, so that they are known also where execution ends early. */
    readonly noteSubjects: (tags: readonly string[]) => void;
  }): Promise<ExecutedPlan>;
}

/** @param schema the graph's API schema */
export function createPlanExecutor(schema: GraphQLSchema): PlanExecutor {
  const types = createTypeIndex(schema);
  // Plans are cached and so are their nodes: each fetch is compiled once.
  const compiled = new WeakMap<FetchNode, readonly CompiledPart[]>();
  const partsOf = (fetch: FetchNode) => {
    const known = compiled.get(fetch);
    if (known) return known;
    const parts = compileFetch(schema, fetch);
    compiled.set(fetch, parts);
    return parts;
  };
  return {
    async execute({ root, ...input }) {
      const execution = new Execution({ ...input, types, partsOf });
      if (root) await execution.run(root);
      return execution.result();
    },
  };
}

interface ExecutionInput {
  readonly types: TypeIndex;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly send: SendFetch;
  readonly noteSubjects: (tags: readonly string[]) => void;
  readonly partsOf: (fetch: FetchNode) => readonly CompiledPart[];
}

class Execution {
  private readonly input: ExecutionInput;
  private readonly answer = emptyObject();
  private readonly failures = createFailures();
  private readonly inFlight = new Map<string, Promise<FetchOutcome>>();
  private fetches = 0;

  constructor(input: ExecutionInput) {
    this.input = input;
  }

  result(): ExecutedPlan {
    const { answer, failures, fetches } = this;
    return { answer, failures, fetches };
  }

  async run(node: PlanNode): Promise<void> {
    switch (node.kind) {
      case 'sequence':
        for (const each of node.nodes) await this.run(each);
        return;
      case 'parallel':
        await allEnded(node.nodes.map((each) => this.run(each)));
        return;
      case 'condition': {
        const branch = this.input.variables[node.variable] === true ? node.whenTrue : node.whenFalse;
        if (branch) await this.run(branch);
        return;
      }
      case 'fetch':
        await this.fetch(node);
    }
  }

  private async fetch(fetch: FetchNode): Promise<void> {
    const context: MergeContext = {
      types: this.input.types,
      failures: this.failures,
      source: fetch.subgraph,
    };
    const variables: Record<string, unknown> = {};
    for (const name of fetch.variables)
      if (Object.hasOwn(this.input.variables, name)) variables[name] = this.input.variables[name];
    const targets = this.input.partsOf(fetch).map((compiled) => this.target(compiled, variables, context));
    if (targets.every(({ objects }) => objects.length === 0)) return;
    const outcome = await this.sendOnce(fetch, variables);
    if (outcome.kind === 'failed') failTargets(targets, outcome.code, context);
    else {
      this.input.noteSubjects(outcome.answer.subjectTags);
      takeAnswer(outcome.answer, targets, context);
    }
  }

  /** Finds the objects that a part is about; for entities, puts one representation of each into the variables. */
  private target(
    { part, shape }: CompiledPart,
    variables: Record<string, unknown>,
    context: MergeContext,
  ): Target {
    if (part.kind === 'root') {
      const objects = findPlaces(this.answer, part.place, this.input.types);
      return { part, shape, objects: objects.length > 0 ? [objects] : [] };
    }
    const representations = this.representations(part, shape, context);
    variables[part.variable] = representations.map(({ value }) => value);
    return { part, shape, objects: representations.map(({ objects }) => objects) };
  }

  /** Each thing is asked about once, however many objects of the answer stand for it. */
  private representations(part: EntitiesPart, shape: AnswerShape, context: MergeContext) {
    const { types } = this.input;
    const known = new Map<string, { readonly value: AnswerObject; readonly objects: AnswerObject[] }>();
    for (const object of part.places.flatMap((place) => findPlaces(this.answer, place, types))) {
      const representation = buildRepresentation({
        object,
        requires: part.requires,
        rewrites: part.inputRewrites,
        types,
        failures: this.failures,
      });
      if (representation.kind === 'failed') failObject(object, shape, representation.failure, context);
      if (representation.kind !== 'ready') continue;
      const key = JSON.stringify(representation.value);
      const same = known.get(key);
      if (same) same.objects.push(object);
      else known.set(key, { value: representation.value, objects: [object] });
    }
    return [...known.values()];
  }

  /** Equal queries to one subgraph are one request, within this exchange and never beyond it. */
  private sendOnce(fetch: FetchNode, variables: Readonly<Record<string, unknown>>): Promise<FetchOutcome> {
    const body = JSON.stringify({ query: fetch.operation, variables });
    const { isMutation } = fetch;
    const key = `${fetch.subgraph}\n${body}`;
    const known = isMutation ? undefined : this.inFlight.get(key);
    if (known) return known;
    this.fetches += 1;
    const outcome = this.input.send({ subgraph: fetch.subgraph, isMutation, body });
    if (!isMutation) this.inFlight.set(key, outcome);
    return outcome;
  }
}

/**
 * Waits for all, then fails with the first failure. WHY not `Promise.all`: what the others still bring would come after
 * the exchange was recorded, and its data subjects with it.
 */
async function allEnded(running: readonly Promise<void>[]): Promise<void> {
  const ended = await Promise.allSettled(running);
  for (const each of ended) if (each.status === 'rejected') throw each.reason;
}
