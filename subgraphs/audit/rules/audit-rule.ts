import type { AuditDefinition, ExemptionDefinition, RuleDefinition } from '../definition/audit-definition.ts';
import { auditInvalid } from '../definition/audit-invalid.ts';
import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import type { SavedOperation } from '../operation/saved-operation.ts';
import { populationSteps, selectsLeaf, type BindingStep } from './binding-step.ts';
import { expressionOf, type Expression, type RuleCollection } from './collection.ts';
import { evidencePaths, type EvidencePath } from './evidence-path.ts';
import { readsOf, sizeOf, type ExpressionReads } from './expression-reads.ts';
import { checkConstants } from './check-constants.ts';
import { checkFields } from './forbidden-fields.ts';
import { refusalAt, type ExpressionSource } from './parse-expression.ts';
import { objectAt } from './read-path.ts';
import { RuleNames } from './rule-names.ts';
import { typeCondition } from './type-expression.ts';
import type { ReadPath } from './typed-expression.ts';
import type { TypingScope } from './typing-scope.ts';

/** A rule that was checked against its operation and can be asked about a case. */
export interface AuditRule {
  readonly definition: RuleDefinition;
  readonly steps: readonly BindingStep[];
  /** The `Person` that a finding is about. */
  readonly about: ReadPath;
  readonly when: Expression;
  readonly exempt: readonly { readonly definition: ExemptionDefinition; readonly when: Expression }[];
  /** Those that the conditions use, in the order in which they name them; one that another uses stands after it. */
  readonly collections: readonly RuleCollection[];
  /** Every value of the rule's own bindings that a finding keeps. */
  readonly evidence: readonly EvidencePath[];
  /** Paths that may be absent without leaving anything open, as text. */
  readonly optional: ReadonlySet<string>;
  /** Names of the thresholds, and of the parameters, that it uses. */
  readonly thresholds: readonly string[];
  readonly parameters: readonly string[];
}

/** What rules are checked against. */
export interface RuleSurroundings {
  readonly graph: GraphCatalogue;
  readonly thresholds: TypingScope['thresholds'];
}

/** A condition with its parts written out has at most so many nodes. */
const MAX_NODES = 5_000;

/**
 * Compiles all rules of an audit.
 * @throws SluiceError AUDIT_INVALID for the first that can not be asked of the operation
 */
export function compileRules(
  definition: AuditDefinition,
  operation: SavedOperation,
  surroundings: RuleSurroundings,
): readonly AuditRule[] {
  if (definition.rules.length === 0) throw auditInvalid('rules', 'an audit needs at least one rule');
  const ids = new Set<string>();
  return definition.rules.map((rule) => {
    if (ids.has(rule.id)) throw auditInvalid(`rule ${rule.id}`, 'another rule has this id');
    ids.add(rule.id);
    return compileRule(rule, definition, operation, surroundings);
  });
}

function compileRule(
  rule: RuleDefinition,
  audit: AuditDefinition,
  operation: SavedOperation,
  surroundings: RuleSurroundings,
): AuditRule {
  const part = `rule ${rule.id}`;
  const steps = populationSteps(rule.forEach, operation.node, part);
  const names = new RuleNames(rule, audit.parameters, steps, surroundings);
  const { scope } = names;
  const when = conditionOf({ text: rule.when, part: `${part} when` }, names);
  const exempt = rule.exempt.map((definition) => ({
    definition,
    when: conditionOf({ text: definition.when, part: `${part} exempt ${definition.id}` }, names),
  }));
  names.checkAllUsed();
  const about = aboutPath(rule, scope, part);
  const reads = readsOf([when, ...exempt.map((each) => each.when)].map(({ typed }) => typed));
  const collections = usedCollections(reads, names);
  const collected = readsOf(expressionsOf(collections));
  const own = [...reads.paths, ...collections.flatMap(({ outerReads }) => outerReads)];
  const compiled: AuditRule = {
    definition: rule,
    steps,
    about,
    when,
    exempt,
    collections,
    evidence: evidencePaths([...own, ...rule.evidence.map(toReadPath)], scope, part),
    optional: new Set([...reads.optional, ...collected.optional]),
    thresholds: [...new Set([...reads.thresholds, ...collected.thresholds])],
    parameters: [...new Set([...reads.parameters, ...collected.parameters])],
  };
  // What rests on the absence of records alone could not be shown to anybody.
  if ([compiled, ...collections].every(({ evidence }) => evidence.length === 0))
    throw auditInvalid(part, 'a finding needs evidence: name a path of a binding under `evidence`');
  checkMaxAges(compiled, part);
  return compiled;
}

function conditionOf(source: ExpressionSource, { scope }: RuleNames): Expression {
  const typed = typeCondition(source, scope);
  if (sizeOf(typed) > MAX_NODES)
    throw refusalAt(source, 0, `with its parts written out this is longer than ${MAX_NODES} steps`);
  checkFields(typed, scope);
  checkConstants(typed, scope);
  return expressionOf(typed);
}

function usedCollections(reads: ExpressionReads, names: RuleNames): readonly RuleCollection[] {
  const used = new Map<string, RuleCollection>();
  const visit = (name: string): void => {
    if (used.has(name)) return;
    const collection = names.collection(name);
    used.set(name, collection);
    readsOf(expressionsOf([collection])).collections.forEach(visit);
  };
  reads.collections.forEach(visit);
  return [...used.values()];
}

function expressionsOf(collections: readonly RuleCollection[]): readonly Expression['typed'][] {
  return collections.flatMap(({ where, of }) =>
    [where, of].flatMap((expression) => (expression === null ? [] : [expression.typed])),
  );
}

function aboutPath(rule: RuleDefinition, { bindings }: TypingScope, part: string): ReadPath {
  const path = toReadPath(rule.about);
  const object = objectAt(path, bindings);
  if (object?.typeName !== 'Person' || !selectsLeaf(object, 'id'))
    throw auditInvalid(part, '`about` must be a path to a person with `id`, to say whom a finding is about');
  return path;
}

/** A rule says of everything that it stands on how old it may be, and of nothing else. */
function checkMaxAges({ definition, steps, collections, evidence }: AuditRule, part: string): void {
  const types = new Set(
    [...steps, ...collections.flatMap((each) => each.steps)]
      .map(({ object }) => object.typeName)
      .concat([...evidence, ...collections.flatMap((each) => each.evidence)].map(({ typeName }) => typeName)),
  );
  const missing = [...types].find((type) => definition.maxAgeHours[type] === undefined);
  if (missing !== undefined)
    throw auditInvalid(
      part,
      `\`maxAgeHours\` does not say how old \`${missing}\` may be, which the rule reads`,
    );
  const idle = Object.keys(definition.maxAgeHours).find((type) => !types.has(type));
  if (idle !== undefined)
    throw auditInvalid(part, `\`maxAgeHours\` names \`${idle}\`, which the rule does not read`);
}

function toReadPath(text: string): ReadPath {
  const [binding = '', ...fields] = text.split('.');
  return { binding, fields };
}
