import type { GraphQLSchema } from 'graphql';
import { type AnswerShape, compileFetch, type ShapeField } from '../executor/answer-shape.ts';
import { fieldsThatNeed } from '../planner/entity-needs.ts';
import type { FetchNode, FetchPart, PlacePath, Requirement } from '../planner/query-plan.ts';
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
  /**
   * A part of a fetch tells its subgraph of a field, or something below it, of entities of this type, and must not for
   * these fields of theirs (none: for any).
   */
  | {
      readonly kind: 'told';
      readonly part: FetchPart;
      readonly entity: string;
      readonly field: string;
      readonly fields: readonly string[];
    };

export interface PlanContext {
  readonly fetches: readonly FetchNode[];
  readonly schema: GraphQLSchema;
  readonly views: ReadonlyMap<string, GraphQLSchema>;
  readonly types: TypeIndex;
}

/**
 * The fields of an operation that can not be answered without an uncovered use: the field itself where the caller
 * asked it, what subgraphs answer only when told it, and what later fetches build on that.
 */
export function fieldsNeeding(uncovered: Uncovered, context: PlanContext): readonly FieldPlace[] {
  const steps = context.fetches.flatMap((fetch) =>
    compileFetch(context.schema, fetch).map(({ part, shape }) => stepOf(fetch.subgraph, part, shape)),
  );
  const places: FieldPlace[] = [];
  let lost: ReadonlySet<string>;
  if (uncovered.kind === 'selected') {
    const paths = selectedPaths(uncovered.fetch, uncovered.path);
    places.push(...paths.map((path) => ({ path, type: uncovered.type })));
    lost = new Set(paths.map(textOf));
  } else {
    const told = steps.filter(({ part }) => part === uncovered.part);
    const { fields } = uncovered;
    const brought = told
      .flatMap((step) => needing(step, [uncovered], context))
      .filter(({ name }) => fields.length === 0 || fields.includes(name));
    places.push(...brought.map(({ place }) => place));
    lost = new Set(brought.flatMap(({ paths }) => paths));
  }
  const known = new Set<string>();
  while (lost.size > 0) {
    for (const path of lost) known.add(path);
    const brought = steps.flatMap((step) => {
      const missing = step.requires.filter(({ path }) => lost.has(path));
      return missing.length > 0 ? needing(step, missing, context) : [];
    });
    places.push(...brought.map(({ place }) => place));
    lost = new Set(brought.flatMap(({ paths }) => paths).filter((path) => !known.has(path)));
  }
  return places;
}

/** One part of a fetch by the paths of the answer that it reads and writes. */
interface Step {
  readonly subgraph: string;
  readonly part: FetchPart;
  readonly requires: readonly RequiredPath[];
  readonly brings: readonly Brought[];
}

interface RequiredPath {
  readonly path: string;
  /** The field at the top of the representation, and the type of the entity. */
  readonly field: string;
  readonly entity: string;
}

/** A field that a part brings to its places, with everything below it. */
interface Brought {
  readonly place: FieldPlace;
  readonly name: string;
  readonly paths: readonly string[];
}

/** What a part brings of entities of these types only because it is told these fields. */
function needing(
  { subgraph, brings }: Step,
  told: readonly { readonly entity: string; readonly field: string }[],
  { views, types }: PlanContext,
): readonly Brought[] {
  const view = views.get(subgraph);
  return brings.filter(({ place: { type }, name }) =>
    told.some(({ entity, field }) => {
      const isAbout = type === null || types.isKindOf(entity, type) || types.isKindOf(type, entity);
      return isAbout && ((view && fieldsThatNeed(view, entity, field)?.has(name)) ?? true);
    }),
  );
}

function stepOf(subgraph: string, part: FetchPart, shape: AnswerShape): Step {
  const places = placesOf(part).map(keysOf);
  const brings = places.flatMap((place) =>
    shape.branches.flatMap((branch) =>
      branch.fields.map((field): Brought => {
        const path = [...place, field.to];
        const type = branch.conditions.at(-1) ?? null;
        return { place: { path, type }, name: field.name, paths: pathsBelow(path, field) };
      }),
    ),
  );
  const requires =
    part.kind === 'entities'
      ? places.flatMap((place) => part.requires.flatMap((each) => requiredPaths(place, each, null, null)))
      : [];
  return { subgraph, part, requires, brings };
}

function pathsBelow(path: readonly string[], field: ShapeField): readonly string[] {
  const below = field.below?.branches.flatMap(({ fields }) => fields) ?? [];
  const own = field.name === '__typename' ? [] : [textOf(path)];
  return [...own, ...below.flatMap((each) => pathsBelow([...path, each.to], each))];
}

function requiredPaths(
  at: readonly string[],
  requirement: Requirement,
  entity: string | null,
  field: string | null,
): readonly RequiredPath[] {
  if (requirement.kind === 'fragment')
    return requirement.requires.flatMap((each) => requiredPaths(at, each, entity ?? requirement.type, field));
  if (requirement.from === '__typename' || entity === null) return [];
  const path = [...at, requirement.from];
  const top = field ?? requirement.name;
  const below = requirement.requires ?? [];
  return [
    { path: textOf(path), field: top, entity },
    ...below.flatMap((each) => requiredPaths(path, each, entity, top)),
  ];
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
