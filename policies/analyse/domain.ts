import type { PolicySource } from '../compile-policy.ts';
import type { PolicyDocument, Rule } from '../language/policy-document.ts';
import { fieldsOfRule } from '../match-resources.ts';
import type { FieldCoordinate, MaskKind, PurposeId, RuleId, Subject } from '../vocabulary.ts';
import { classesOf } from './subject-classes.ts';

/**
 * Everything that decisions of one version can depend on, as finite lists: fields × uses × subjects × purposes × with
 * or without a checked case × instants. Two cells that differ only within a group, a class or an interval are decided
 * the same, so going through these lists goes through all cells there are.
 */
export interface Domain {
  readonly purposes: readonly PurposeId[];
  /** All subjects who may declare some purpose, in classes. Nobody else is permitted anything. */
  readonly classes: readonly SubjectClass[];
  /** Whether `classes` are all; false only for policies with tens of thousands of them. */
  readonly isComplete: boolean;
  readonly groups: readonly FieldGroup[];
  /** One instant of each interval between two validity boundaries, ascending; the first lies before all of them. */
  readonly instants: readonly Date[];
}

/** All subjects whom the policies can not tell apart. */
export interface SubjectClass {
  readonly example: Subject;
  /** The rules whose condition on the subject holds. */
  readonly rules: ReadonlySet<RuleId>;
  /** The purposes that it may declare, sorted. */
  readonly purposes: readonly PurposeId[];
}

/** All fields of which the same rules speak, each with the same mask. */
export interface FieldGroup {
  readonly fields: readonly [FieldCoordinate, ...FieldCoordinate[]];
  /** The mask under which each rule that speaks of them shows them; empty where none does. */
  readonly rules: ReadonlyMap<RuleId, MaskKind | null>;
}

/** A rule with the document that holds it. */
export interface OwnedRule {
  readonly rule: Rule;
  readonly document: PolicyDocument;
}

/**
 * The domain of policies that were found sound.
 * @param fields those to look at, such as the fields of object types; all of the catalogue where none are given
 */
export function domainOf(
  source: PolicySource,
  fields: readonly FieldCoordinate[] = [...source.catalogue.keys()],
): Domain {
  return {
    purposes: source.purposes.map(({ id }) => id).toSorted(),
    ...subjectClassesOf(source),
    groups: fieldGroupsOf(source, fields),
    instants: instantsOf(source),
  };
}

/** All rules in the order of their documents. */
export function rulesOf({ documents }: PolicySource): readonly OwnedRule[] {
  return documents.flatMap((document) => document.rules.map((rule) => ({ rule, document })));
}

/** The classes that differ under one purpose: one for each set of its rules that can hold for one subject together. */
export function classesUnder(
  domain: Domain,
  source: PolicySource,
  purpose: PurposeId,
): readonly SubjectClass[] {
  const speaking = rulesOf(source)
    .map(({ rule }) => rule)
    .filter(({ purposes }) => purposes === 'all' || purposes.includes(purpose));
  const distinct = new Map<string, SubjectClass>();
  for (const each of domain.classes) {
    if (!each.purposes.includes(purpose)) continue;
    const key = speaking.map(({ id }) => (each.rules.has(id) ? '1' : '0')).join('');
    if (!distinct.has(key)) distinct.set(key, each);
  }
  return [...distinct.values()];
}

function subjectClassesOf(source: PolicySource): Pick<Domain, 'classes' | 'isComplete'> {
  const rules = rulesOf(source).map(({ rule }) => rule);
  const conditions = new Map(
    [...rules, ...source.purposes].map(({ subjects }) => [JSON.stringify(subjects), subjects]),
  );
  const place = new Map([...conditions.keys()].map((key, index) => [key, index]));
  const { classes, isComplete } = classesOf([...conditions.values()]);
  const described = classes.map(({ example, holds }) => {
    const isTrue = new Set(holds);
    const isMet = ({ subjects }: Pick<Rule, 'subjects'>) =>
      isTrue.has(place.get(JSON.stringify(subjects)) ?? -1);
    return {
      example,
      rules: new Set(rules.filter(isMet).map(({ id }) => id)),
      purposes: source.purposes
        .filter(isMet)
        .map(({ id }) => id)
        .toSorted(),
    };
  });
  return { classes: described.filter(({ purposes }) => purposes.length > 0), isComplete };
}

function fieldGroupsOf(source: PolicySource, fields: readonly FieldCoordinate[]): readonly FieldGroup[] {
  const spoken = rulesOf(source).map(({ rule, document }) => ({
    id: rule.id,
    fields: fieldsOfRule(rule, document, source.catalogue),
  }));
  const groups = new Map<
    string,
    { fields: [FieldCoordinate, ...FieldCoordinate[]]; rules: FieldGroup['rules'] }
  >();
  for (const coordinate of fields) {
    const rules = spoken.flatMap(({ id, fields: masks }) => {
      const mask = masks.get(coordinate);
      return mask === undefined ? [] : [[id, mask] as const];
    });
    const signature = JSON.stringify(rules);
    const group = groups.get(signature);
    if (group) group.fields.push(coordinate);
    else groups.set(signature, { fields: [coordinate], rules: new Map(rules) });
  }
  return [...groups.values()];
}

function instantsOf({ documents }: PolicySource): readonly Date[] {
  const days = documents
    .flatMap(({ rules, derivations }) => [...rules, ...derivations])
    .flatMap(({ validFrom, validTo }) => [validFrom, validTo])
    .filter((day) => day !== null);
  const boundaries = [...new Set(days)].toSorted().map(startOfDay);
  return [new Date((boundaries[0]?.getTime() ?? 0) - 1), ...boundaries];
}

/** The first instant of a day (`YYYY-MM-DD`) in China Standard Time. */
export function startOfDay(day: string): Date {
  return new Date(`${day}T00:00:00+08:00`);
}
