import type {
  MaskObligation,
  Purpose,
  Resource,
  Rule,
  SubjectCondition,
} from '../language/policy-document.ts';
import { isNamed } from '../language/policy-document.ts';
import type { Owner } from '../match-resources.ts';
import type { PolicySource } from '../compile-policy.ts';

/** The policy that stands for the closed list of purposes: nobody else may declare one. */
export const UNDECLARABLE = 'hub/undeclarable';

/**
 * What policies permit and forbid, masks and other obligations apart, as Cedar policies by their ids. Written from the
 * language's definition and sharing no code with the compiler, so that a mistake in one of them shows.
 */
export function cedarPolicies({ documents, purposes }: PolicySource): Readonly<Record<string, string>> {
  const rules = documents.flatMap((document) =>
    document.rules.map((rule): readonly [string, string] => [rule.id, policyOf(rule, document)]),
  );
  return { ...Object.fromEntries(rules), [UNDECLARABLE]: declaredOnlyBy(purposes) };
}

function policyOf(rule: Rule, owner: Owner): string {
  const conditions = [
    rule.purposes === 'all'
      ? TRUE
      : any(rule.purposes.map((purpose) => `context.purpose == ${text(purpose)}`)),
    subjectMeets(rule.subjects),
    rule.uses === 'all' ? TRUE : isUse(rule.uses),
    any(rule.resources.map(isResource)),
    isOwnedBy(owner),
    rule.validFrom === null ? TRUE : `context.at >= ${startOf(rule.validFrom)}`,
    rule.validTo === null ? TRUE : `context.at < ${startOf(rule.validTo)}`,
    rule.needsCase ? 'context.hasCase' : TRUE,
    rule.effect === 'forbid' ? TRUE : isNoWayAroundMask(rule),
  ];
  return `${rule.effect} (principal, action, resource) when { ${all(conditions)} };`;
}

/** A mask takes from a rule every use by which the hidden value could be found out. */
function isNoWayAroundMask({ obligations }: Rule): string {
  const masks = obligations.filter((each) => 'mask' in each);
  return any([not(any(masks.map(isMasked))), isUse(['project', 'join-key', 'invoke'])]);
}

function isMasked({ fields, tags }: MaskObligation): string {
  if (!fields && !tags) return TRUE;
  return any([
    any((fields ?? []).map((coordinate) => `resource.coordinate == ${text(coordinate)}`)),
    tags ? hasAnyOf('resource.tags', tags) : FALSE,
  ]);
}

function declaredOnlyBy(purposes: readonly Purpose[]): string {
  const declarers = purposes.map(({ id, subjects }) =>
    all([`context.purpose == ${text(id)}`, subjectMeets(subjects)]),
  );
  return `forbid (principal, action, resource) unless { ${any(declarers)} };`;
}

function subjectMeets(condition: SubjectCondition | 'everybody'): string {
  if (condition === 'everybody') return TRUE;
  const { departments, roles, applications, regions, clearance } = condition;
  return all([
    departments ? isOneOf('principal.department', departments) : TRUE,
    roles ? hasAnyOf('principal.roles', roles) : TRUE,
    applications ? isOneOf('principal.application', applications) : TRUE,
    regions
      ? any(regions.map((region) => `principal.region like "${region.replace(/(?:00)+$/u, '')}*"`))
      : TRUE,
    clearance === undefined ? TRUE : `principal.clearance >= ${clearance}`,
  ]);
}

function isResource(resource: Resource): string {
  const isOfType = resource.type === undefined ? TRUE : `resource.type == ${text(resource.type)}`;
  if (isNamed(resource))
    return all([isOfType, resource.fields === '*' ? TRUE : isOneOf('resource.field', resource.fields)]);
  const { grades, tags, shares } = resource;
  return all([
    isOfType,
    grades ? any(grades.map((grade) => `resource.grade == ${grade}`)) : TRUE,
    tags ? hasAnyOf('resource.tags', tags) : TRUE,
    shares ? isOneOf('resource.share', shares) : TRUE,
  ]);
}

/** Its own fields: those it provides alone, and shared ones of types that are its dataset or nobody's. */
function isOwnedBy({ agency, subgraphs }: Owner): string {
  const isOfTheType = `(resource.agencies.isEmpty() || resource.agencies.contains(${text(agency)}))`;
  return any([
    all(['resource.providers.isEmpty()', isOfTheType]),
    all([hasAnyOf('resource.providers', subgraphs), `(resource.providerCount == 1 || ${isOfTheType})`]),
  ]);
}

const TRUE = 'true';
const FALSE = 'false';
const all = (conditions: readonly string[]): string =>
  conditions.length === 0 ? TRUE : `(${conditions.join(' && ')})`;
const any = (conditions: readonly string[]): string =>
  conditions.length === 0 ? FALSE : `(${conditions.join(' || ')})`;
const not = (condition: string): string => `!${condition}`;
const text = (value: string): string => JSON.stringify(value);
const listOf = (values: readonly string[]): string => `[${values.map(text).join(', ')}]`;
const isOneOf = (attribute: string, values: readonly string[]): string =>
  any(values.map((value) => `${attribute} == ${text(value)}`));
const hasAnyOf = (attribute: string, values: readonly string[]): string =>
  values.length === 0 ? FALSE : `${attribute}.containsAny(${listOf(values)})`;
const isUse = (uses: readonly string[]): string =>
  uses.length === 0 ? FALSE : `action in [${uses.map((use) => `Action::${text(use)}`).join(', ')}]`;
const startOf = (day: string): string => `datetime("${day}T00:00:00+0800")`;
