import type { GraphQLSchema } from 'graphql';
import { type AnswerShape, compileFetch } from '../executor/answer-shape.ts';
import type { EntitiesPart, FetchNode, FetchPart, PlacePath, Requirement } from '../planner/query-plan.ts';
import type { FieldPlace } from '../planner/remove-fields.ts';
import type { TypeIndex } from '../planner/type-index.ts';

/** A use that nothing covers. */
export type Uncovered =
  /** A fetch selects the field, at this path of its own answer, on this type. */
  | {
      readonly kind: 'selected';
      readonly fetch: FetchNode;
      readonly path: readonly string[];
      readonly type: string;
    }
  /** A part of a fetch tells its subgraph the field of entities of this type. */
  | { readonly kind: 'required'; readonly part: FetchPart; readonly entity: string };

/**
 * The fields of an operation that can not be answered without an uncovered use: the field itself where the caller
 * asked it, what comes from fetches that are told it, and what comes from fetches that build on those.
 */
export function fieldsNeeding(
  uncovered: Uncovered,
  fetches: readonly FetchNode[],
  { schema, types }: { readonly schema: GraphQLSchema; readonly types: TypeIndex },
): readonly FieldPlace[] {
  const steps = fetches.flatMap((fetch) =>
    compileFetch(schema, fetch).map(({ part, shape }) => stepOf(part, shape)),
  );
  const places: FieldPlace[] = [];
  let open: readonly Step[];
  if (uncovered.kind === 'selected') {
    const paths = selectedPaths(uncovered.fetch, uncovered.path);
    places.push(...paths.map((path) => ({ path, type: uncovered.type })));
    open = steps.filter((step) => paths.some((path) => step.requires.has(textOf(path))));
  } else {
    const told = steps.filter(({ part }) => part === uncovered.part);
    const isAbout = (type: string | null) =>
      type === null || types.isKindOf(uncovered.entity, type) || types.isKindOf(type, uncovered.entity);
    open = told.map((step) => ({ ...step, top: step.top.filter(({ type }) => isAbout(type)) }));
  }
  const done = new Set<FetchPart>();
  while (open.length > 0) {
    for (const step of open) {
      places.push(...step.top);
      done.add(step.part);
    }
    const lost = new Set(open.flatMap(({ brings }) => [...brings]));
    open = steps.filter(
      ({ part, requires }) => !done.has(part) && [...requires].some((path) => lost.has(path)),
    );
  }
  return places;
}

/** One part of a fetch by the paths of the answer that it reads and writes. */
interface Step {
  readonly part: FetchPart;
  readonly requires: ReadonlySet<string>;
  readonly brings: ReadonlySet<string>;
  /** The fields that it brings, without those below them. */
  readonly top: readonly FieldPlace[];
}

function stepOf(part: FetchPart, shape: AnswerShape): Step {
  const places = placesOf(part).map(keysOf);
  const brings = new Set<string>();
  const requires = new Set<string>();
  const top: FieldPlace[] = [];
  for (const place of places) {
    addPaths(brings, place, shape);
    if (part.kind === 'entities') addRequired(requires, place, part.requires);
    for (const branch of shape.branches)
      for (const field of branch.fields)
        top.push({ path: [...place, field.to], type: branch.conditions.at(-1) ?? null });
  }
  return { part, requires, brings, top };
}

function addPaths(into: Set<string>, at: readonly string[], shape: AnswerShape): void {
  for (const field of shape.branches.flatMap(({ fields }) => fields)) {
    if (field.to === '__typename') continue;
    const path = [...at, field.to];
    into.add(textOf(path));
    if (field.below) addPaths(into, path, field.below);
  }
}

function addRequired(into: Set<string>, at: readonly string[], requires: EntitiesPart['requires']): void {
  for (const requirement of requires) addRequirement(into, at, requirement);
}

function addRequirement(into: Set<string>, at: readonly string[], requirement: Requirement): void {
  if (requirement.kind === 'fragment') addRequired(into, at, requirement.requires);
  else if (requirement.from !== '__typename') {
    const path = [...at, requirement.from];
    into.add(textOf(path));
    addRequired(into, path, requirement.requires ?? []);
  }
}

/** A path of a fetch's own answer as paths of the gateway's answer. */
function selectedPaths(fetch: FetchNode, path: readonly string[]): readonly (readonly string[])[] {
  const [first] = path;
  return fetch.parts.flatMap((part) => {
    if (part.kind === 'root') return [[...keysOf(part.place), ...path]];
    if (part.responseKey !== first) return [];
    return part.places.map((place) => [...keysOf(place), ...path.slice(1)]);
  });
}

function placesOf(part: FetchPart): readonly PlacePath[] {
  return part.kind === 'root' ? [part.place] : part.places;
}

function keysOf(place: PlacePath): readonly string[] {
  return place.flatMap((step) => (step.kind === 'field' ? [step.name] : []));
}

/** GraphQL names have no dots. */
function textOf(path: readonly string[]): string {
  return path.join('.');
}
