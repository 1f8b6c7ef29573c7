import { everyProvince } from '../../identifiers/division.ts';
import type { PolicySource } from '../compile-policy.ts';
import { didYouMean } from '../language/nearest-name.ts';
import type { SubjectCondition } from '../language/policy-document.ts';
import type { RuleId, Subject } from '../vocabulary.ts';
import { rulesOf } from './domain.ts';

const KINDS = { departments: 'department', roles: 'role', applications: 'application' } as const;
type Kind = keyof typeof KINDS;

/**
 * What rules ask of subjects that nobody is likely to be: names that no purpose, no other rule and no subject of
 * `subjects` has, and regions that no province has. WHY: a permit with such a name is merely idle, but a `forbid`
 * forbids nothing, and nobody notices.
 * @param subjects whose names are known, such as those of an issuer's tokens
 */
export function unknownNames(
  source: PolicySource,
  subjects: readonly Subject[],
): readonly { readonly rule: RuleId; readonly message: string }[] {
  const rules = rulesOf(source).map(({ rule }) => rule);
  return rules.flatMap((rule) => {
    if (rule.subjects === 'everybody') return [];
    const others = rules.flatMap((other) =>
      other.id === rule.id || other.subjects === 'everybody' ? [] : [other.subjects],
    );
    const conditions = [...others, ...source.purposes.map((purpose) => purpose.subjects)];
    return [...misnamed(rule.subjects, conditions, subjects), ...misplaced(rule.subjects, conditions)].map(
      (message) => ({ rule: rule.id, message }),
    );
  });
}

function misnamed(
  asked: SubjectCondition,
  conditions: readonly SubjectCondition[],
  subjects: readonly Subject[],
): readonly string[] {
  return (Object.keys(KINDS) as Kind[]).flatMap((kind) => {
    const known = new Set([
      ...conditions.flatMap((condition) => condition[kind] ?? []),
      ...subjects.flatMap((subject) => namesOf(subject)[kind]),
    ]);
    return (asked[kind] ?? [])
      .filter((name) => !known.has(name))
      .map((name) => `nothing else speaks of the ${KINDS[kind]} \`${name}\`${didYouMean(name, known)}`);
  });
}

const namesOf = ({ department, roles, application }: Subject): Readonly<Record<Kind, readonly string[]>> => ({
  departments: [department],
  roles,
  applications: [application],
});

function misplaced(asked: SubjectCondition, conditions: readonly SubjectCondition[]): readonly string[] {
  const known = conditions.flatMap(({ regions }) => regions ?? []).filter(isKnownRegion);
  return (asked.regions ?? [])
    .filter((code) => !isKnownRegion(code))
    .map((code) => `\`${code}\` is the division code of no province${didYouMean(code, known)}`);
}

const isKnownRegion = (code: string): boolean => everyProvince.isAssigned(code);
