import type { AuditDefinition, ExemptionDefinition, RuleDefinition } from '../definition/audit-definition.ts';
import { auditInvalid } from '../definition/audit-invalid.ts';
import {
  compileExpression,
  createRuleEnvironment,
  leafAt,
  pathText,
  problemOfRead,
  type Expression,
  type ReadPath,
  type RuleScope,
} from './rule-language.ts';
import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import type { SavedOperation, SelectedObject } from '../operation/saved-operation.ts';

/** A rule that was checked against its operation and can be asked about a case. */
export interface AuditRule {
  readonly definition: RuleDefinition;
  readonly steps: readonly BindingStep[];
  /** The `Person` that a finding is about. */
  readonly about: ReadPath;
  readonly when: Expression;
  readonly exempt: readonly { readonly definition: ExemptionDefinition; readonly when: Expression }[];
  /** Every value that a finding of this rule keeps: what the conditions read and what the author added. */
  readonly evidence: readonly EvidencePath[];
  /** Paths that may be absent without leaving anything open, as text. */
  readonly optional: ReadonlySet<string>;
}

/** How one binding is reached from an earlier one: through single objects, to an object or to each of a list. */
export interface BindingStep {
  readonly binding: string;
  /** Null for the population itself. */
  readonly from: string | null;
  readonly fields: readonly string[];
  readonly object: SelectedObject;
  readonly each: boolean;
}

export interface EvidencePath extends ReadPath {
  readonly typeName: string;
  readonly fieldName: string;
}

/** What every piece of evidence must say of its record, by response name. */
export const RECORD_FIELDS = { key: 'recordKey', asOf: 'recordedAt', flag: 'qualityFlag' } as const;
/** What the population must select, so that a finding can say which case it is about and where. */
export const CASE_FIELDS = { caseNumber: 'caseNumber', division: 'division' } as const;

/**
 * Compiles all rules of an audit.
 * @throws SluiceError AUDIT_INVALID for the first that can not be asked of the operation
 */
export function compileRules(
  definition: AuditDefinition,
  operation: SavedOperation,
  graph: GraphCatalogue,
): readonly AuditRule[] {
  if (definition.rules.length === 0) throw auditInvalid('rules', 'an audit needs at least one rule');
  for (const name of Object.values(CASE_FIELDS)) {
    if (!selectsLeaf(operation.node, name))
      throw auditInvalid('operation', `select \`${name}\` of the population`);
  }
  const ids = new Set<string>();
  return definition.rules.map((rule) => {
    if (ids.has(rule.id)) throw auditInvalid(`rule ${rule.id}`, 'another rule has this id');
    ids.add(rule.id);
    return compileRule(rule, definition, operation, graph);
  });
}

function compileRule(
  rule: RuleDefinition,
  audit: AuditDefinition,
  operation: SavedOperation,
  graph: GraphCatalogue,
): AuditRule {
  const part = `rule ${rule.id}`;
  const steps = bindSteps(rule, operation, part);
  const scope: RuleScope = {
    bindings: new Map(steps.map(({ binding, object }) => [binding, object])),
    parameters: new Map(audit.parameters.map(({ name, type }) => [name, type])),
    isIdentity: (typeName, fieldName) => graph.isIdentity(typeName, fieldName),
  };
  for (const name of scope.bindings.keys()) {
    if (scope.parameters.has(name)) throw auditInvalid(part, `\`${name}\` is a parameter and a binding`);
  }
  const environment = createRuleEnvironment(scope);
  const when = compileExpression(environment, scope, rule.when, `${part} when`);
  const exempt = rule.exempt.map((definition) => ({
    definition,
    when: compileExpression(environment, scope, definition.when, `${part} exempt ${definition.id}`),
  }));
  const expressions = [when, ...exempt.map((exemption) => exemption.when)];
  const reads = expressions.flatMap((expression) => expression.reads);
  const optional = new Set(expressions.flatMap((expression) => [...expression.optional]));
  const evidence = evidencePaths([...reads, ...rule.evidence.map(toReadPath)], scope, part);
  const about = aboutPath(rule, scope, part);
  return { definition: rule, steps, about, when, exempt, evidence, optional };
}

function bindSteps(rule: RuleDefinition, operation: SavedOperation, part: string): readonly BindingStep[] {
  const steps: BindingStep[] = [];
  for (const { binding, path } of rule.forEach) {
    const [first = '', ...fields] = path.split('.');
    if (steps.some((step) => step.binding === binding))
      throw auditInvalid(part, `\`${binding}\` is bound twice`);
    if (steps.length === 0) {
      if (path !== 'nodes') throw auditInvalid(part, 'the first binding must have the path `nodes`');
      steps.push({ binding, from: null, fields: [], object: operation.node, each: false });
      continue;
    }
    const from = steps.find((step) => step.binding === first);
    if (from === undefined) throw auditInvalid(part, `\`${path}\` does not begin with an earlier binding`);
    steps.push({ binding, from: first, fields, ...walk(from.object, fields, path, part) });
  }
  if (steps.length === 0) throw auditInvalid(part, 'bind the population: `forEach` is empty');
  return steps;
}

function walk(
  start: SelectedObject,
  fields: readonly string[],
  path: string,
  part: string,
): { readonly object: SelectedObject; readonly each: boolean } {
  let object = start;
  for (const [index, name] of fields.entries()) {
    const field = object.fields.get(name);
    if (field === undefined || field.kind === 'leaf')
      throw auditInvalid(part, `\`${path}\` is not an object or a list that the operation selects`);
    object = field.object;
    if (field.kind === 'object') continue;
    if (index < fields.length - 1)
      throw auditInvalid(part, `\`${path}\` goes on after the list \`${name}\`: bind that list first`);
    return { object, each: true };
  }
  if (fields.length === 0) throw auditInvalid(part, `\`${path}\` names a binding again`);
  return { object, each: false };
}

function aboutPath(rule: RuleDefinition, scope: RuleScope, part: string): ReadPath {
  const path = toReadPath(rule.about);
  let object = scope.bindings.get(path.binding);
  for (const name of path.fields) {
    const field = object?.fields.get(name);
    object = field?.kind === 'object' ? field.object : undefined;
  }
  if (object?.typeName !== 'Person' || !selectsLeaf(object, 'id'))
    throw auditInvalid(part, '`about` must be a path to a person with `id`, to say whom a finding is about');
  return path;
}

function evidencePaths(reads: readonly ReadPath[], scope: RuleScope, part: string): readonly EvidencePath[] {
  const paths = new Map<string, EvidencePath>();
  for (const read of reads) {
    const text = pathText(read);
    const leaf = leafAt(read, scope);
    const problem = problemOfRead(read, scope);
    // An entry of the evidence is one path, so what is wrong with it begins where it begins.
    if (leaf === null || problem !== null)
      throw auditInvalid(`${part} evidence ${text}`, problem ?? '', { line: 1, column: 1 });
    const { parent, fieldName } = leaf;
    for (const name of Object.values(RECORD_FIELDS)) {
      if (!selectsLeaf(parent, name))
        throw auditInvalid(part, `\`${text}\` can not be evidence: select \`${name}\` beside it`);
    }
    paths.set(text, { ...read, typeName: parent.typeName, fieldName });
  }
  return [...paths.values()];
}

function selectsLeaf(object: SelectedObject, name: string): boolean {
  const field = object.fields.get(name);
  return field?.kind === 'leaf' && field.fieldName === name;
}

function toReadPath(text: string): ReadPath {
  const [binding = '', ...fields] = text.split('.');
  return { binding, fields };
}
