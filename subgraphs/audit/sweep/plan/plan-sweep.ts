import { readGraphProviders } from '../../operation/graph-providers.ts';
import type { GraphCatalogue } from '../../operation/graph-catalogue.ts';
import type { SavedOperation } from '../../operation/saved-operation.ts';
import { auditInvalid } from '../../definition/audit-invalid.ts';
import { DIVISION_FIELD, type CaseKind } from '../../operation/case-kind.ts';
import { RECORD_FIELDS, type BindingStep } from '../../rules/binding-step.ts';
import { readsOf } from '../../rules/expression-reads.ts';
import type { ReadPath } from '../../rules/typed-expression.ts';
import type { AuditRule } from '../../rules/audit-rule.ts';
import { PlaceBuilder } from './place-builder.ts';
import { placedBindings, type PlacedBinding } from './placed-bindings.ts';
import type { SweepPlan } from './sweep-plan.ts';

/** The key of a person, the one that joins agencies. */
export const PERSON_KEY = 'id';

/**
 * Plans the reading of everything that an audit's rules use and of nothing else.
 * @param name with which the ids of its relations begin
 * @throws SluiceError AUDIT_INVALID for what no relation of one agency answers: it names the path and says why
 */
export function planSweep(
  operation: SavedOperation,
  rules: readonly AuditRule[],
  caseKind: CaseKind,
  graph: GraphCatalogue,
  name = '',
): SweepPlan {
  const queryType = graph.schema.getQueryType()?.name ?? '';
  const builder = new PlaceBuilder(operation, queryType, readGraphProviders(graph.schema), name);
  for (const name of [caseKind.keyField, DIVISION_FIELD]) builder.column([name]);
  builder.columnIfSelected([RECORD_FIELDS.key]);
  builder.takeUsed();
  const relationsOf = new Map<string, ReadonlySet<string>>();
  for (const rule of rules) {
    builder.place([]);
    planRule(rule, builder);
    relationsOf.set(rule.definition.id, builder.takeUsed());
  }
  return builder.plan(relationsOf);
}

function planRule(rule: AuditRule, builder: PlaceBuilder): void {
  const own = placedBindings(rule.steps);
  planBindings(own, rule.steps, builder);
  const person = { binding: rule.about.binding, fields: [...rule.about.fields, PERSON_KEY] };
  builder.column(fullPath(person, own));
  const conditions = [rule.when, ...rule.exempt.map(({ when }) => when)];
  planPaths(own, readsOf(conditions.map(({ typed }) => typed)).paths, builder);
  planEvidence(own, rule.evidence, builder);
  for (const { definition, steps, where, of, evidence } of rule.collections) {
    const bindings = placedBindings(steps, own);
    const expressions = [where, of].flatMap((each) => (each === null ? [] : [each.typed]));
    const { paths, collections } = readsOf(expressions);
    if (collections.length > 0)
      throw auditInvalid(
        `rule ${rule.definition.id} collect ${definition.name}`,
        'a collection that asks for another can not be worked out over everybody at once',
      );
    planBindings(bindings, steps, builder);
    planPaths(bindings, paths, builder);
    planEvidence(bindings, evidence, builder);
  }
}

function planBindings(
  bindings: readonly PlacedBinding[],
  steps: readonly BindingStep[],
  builder: PlaceBuilder,
): void {
  for (const { step, path } of bindings) {
    if (steps.includes(step)) builder.columnIfSelected([...path, RECORD_FIELDS.key]);
  }
}

function planPaths(
  bindings: readonly PlacedBinding[],
  paths: readonly ReadPath[],
  builder: PlaceBuilder,
): void {
  for (const path of paths) {
    const full = fullPath(path, bindings);
    builder.column(full);
    builder.columnIfSelected([...full.slice(0, -1), RECORD_FIELDS.key]);
  }
}

/** With what evidence must say of its record, and who stands on the way to it. */
function planEvidence(
  bindings: readonly PlacedBinding[],
  paths: readonly ReadPath[],
  builder: PlaceBuilder,
): void {
  for (const path of paths) {
    const full = fullPath(path, bindings);
    builder.column(full);
    const record = full.slice(0, -1);
    for (const name of Object.values(RECORD_FIELDS)) builder.column([...record, name]);
    for (let length = 0; length <= record.length; length += 1) builder.personKey(record.slice(0, length));
  }
}

function fullPath({ binding, fields }: ReadPath, bindings: readonly PlacedBinding[]): readonly string[] {
  const placed = bindings.find(({ step }) => step.binding === binding);
  if (placed === undefined) throw new Error(`\`${binding}\` is bound nowhere`);
  return [...placed.path, ...fields];
}
