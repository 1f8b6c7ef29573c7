import { withinRegion } from '../../identifiers/division.ts';
import type { SubjectCondition } from '../language/policy-document.ts';
import { matchesSubject } from '../subject-class.ts';
import type { ApplicationId, Clearance, DivisionCode, Subject } from '../vocabulary.ts';

/** Conditions on the subject, each told apart by its place in the list. */
type Conditions = readonly (SubjectCondition | 'everybody')[];

/** All subjects for whom the same conditions hold. */
export interface ConditionClass {
  /** One subject of the class: with the fewest roles, and with attributes that the policies name where any do. */
  readonly example: Subject;
  /** The places of the conditions that hold, ascending. */
  readonly holds: readonly number[];
}

/**
 * Every distinct truth vector that subjects can have, as long as there are no more than this; policies that people
 * write have some dozens. What lies beyond is left out, and `isComplete` says so.
 */
const MOST_CLASSES = 20_000;

/** A condition that holds is a bit that is set. */
type Vector = bigint;

/**
 * The classes of subjects that conditions can tell apart, over all departments, applications, regions, clearances and
 * sets of roles there could be: a value that no condition names behaves as any other such value.
 */
export function classesOf(conditions: Conditions): {
  readonly classes: readonly ConditionClass[];
  readonly isComplete: boolean;
} {
  let found = new Map<Vector, Subject>([[everything(conditions), STRANGER]]);
  let isComplete = true;
  for (const values of [
    rolesOf(conditions),
    departmentsOf(conditions),
    applicationsOf(conditions),
    regionsOf(conditions),
    clearancesOf(conditions),
  ]) {
    const next = new Map<Vector, Subject>();
    for (const [vector, subject] of found)
      for (const value of values) {
        const both = vector & value.vector;
        if (next.has(both)) continue;
        if (next.size < MOST_CLASSES) next.set(both, { ...subject, ...value.attributes });
        else isComplete = false;
      }
    found = next;
  }
  const classes = [...found].map(([vector, example]) => ({ example, holds: bitsOf(vector, conditions) }));
  return { classes, isComplete };
}

const STRANGER: Subject = {
  application: 'any-application' as ApplicationId,
  department: 'any-department',
  region: '230000' as DivisionCode,
  roles: [],
  official: null,
  organisation: null,
  person: null,
  clearance: 0,
};

/** One value of one attribute, with the conditions that do not exclude it. */
interface AttributeValue {
  readonly attributes: Partial<Subject>;
  readonly vector: Vector;
}

const departmentsOf = (conditions: Conditions): readonly AttributeValue[] => {
  const names = namesIn(conditions, ({ departments }) => departments);
  return valuesOf(conditions, ['departments'], [...names, unlike(names)], (department) => ({ department }));
};

const applicationsOf = (conditions: Conditions): readonly AttributeValue[] => {
  const names = namesIn(conditions, ({ applications }) => applications);
  return valuesOf(conditions, ['applications'], [...names, unlike(names)], (name) => ({
    application: name as ApplicationId,
  }));
};

const clearancesOf = (conditions: Conditions): readonly AttributeValue[] => {
  const named = namesIn(conditions, ({ clearance }) => (clearance === undefined ? [] : [clearance]));
  return valuesOf<Clearance>(conditions, ['clearance'], [0, ...named], (clearance) => ({ clearance }));
};

/** A region lies in those that enclose it, so each named one stands for itself, and one lies in none of them. */
const regionsOf = (conditions: Conditions): readonly AttributeValue[] => {
  const named = namesIn(conditions, ({ regions }) => regions);
  const outside = Array.from({ length: 89 }, (_, index) => `${index + 11}0000`).find(
    (code) => !named.some((region) => withinRegion(code, region)),
  );
  // WHY the province first: where no rule speaks of regions, examples serve all of it.
  const codes = [...named, ...(named.length === 0 ? [STRANGER.region] : [outside ?? STRANGER.region])];
  return valuesOf(conditions, ['regions'], codes, (code) => ({ region: code as DivisionCode }));
};

/**
 * A subject has any set of roles, and a condition holds where one of its own is among them: so the vector of a set is
 * the union of its members', and only sets that differ in it matter.
 */
function rolesOf(conditions: Conditions): readonly AttributeValue[] {
  const single = (roles: readonly string[]) => vectorOf(conditions, ['roles'], { roles });
  const sets = new Map<Vector, readonly string[]>([[single([]), []]]);
  for (const role of namesIn(conditions, ({ roles }) => roles)) {
    const vector = single([role]);
    for (const [others, names] of [...sets])
      if (!sets.has(others | vector) && sets.size < MOST_CLASSES) sets.set(others | vector, [...names, role]);
  }
  return [...sets]
    .map(([vector, roles]) => ({ vector, attributes: { roles } }))
    .toSorted((a, b) => a.attributes.roles.length - b.attributes.roles.length);
}

/** The first value of each truth vector. */
function valuesOf<T>(
  conditions: Conditions,
  keys: readonly (keyof SubjectCondition)[],
  candidates: readonly T[],
  attributesOf: (value: T) => Partial<Subject>,
): readonly AttributeValue[] {
  const values = new Map<Vector, AttributeValue>();
  for (const candidate of candidates) {
    const attributes = attributesOf(candidate);
    const vector = vectorOf(conditions, keys, attributes);
    if (!values.has(vector)) values.set(vector, { attributes, vector });
  }
  return [...values.values()];
}

/** Which conditions hold as far as the given keys of them go. */
function vectorOf(
  conditions: Conditions,
  keys: readonly (keyof SubjectCondition)[],
  attributes: Partial<Subject>,
): Vector {
  const subject = { ...STRANGER, ...attributes };
  return conditions.reduce<Vector>((vector, condition, index) => {
    const part =
      condition === 'everybody'
        ? condition
        : Object.fromEntries(Object.entries(condition).filter(([key]) => keys.some((each) => each === key)));
    return matchesSubject(part, subject) ? vector | (1n << BigInt(index)) : vector;
  }, 0n);
}

const everything = (conditions: Conditions): Vector => (1n << BigInt(conditions.length)) - 1n;

const bitsOf = (vector: Vector, conditions: Conditions): readonly number[] =>
  conditions.flatMap((_, index) => ((vector >> BigInt(index)) & 1n ? [index] : []));

function namesIn<T extends string | number>(
  conditions: Conditions,
  pick: (condition: SubjectCondition) => readonly T[] | undefined,
): readonly T[] {
  const all = conditions.flatMap((condition) => (condition === 'everybody' ? [] : (pick(condition) ?? [])));
  return [...new Set(all)].toSorted();
}

/** A name that is none of these. */
function unlike(names: readonly string[]): string {
  let name = 'another';
  while (names.includes(name)) name += '-one';
  return name;
}
