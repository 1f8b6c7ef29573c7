import type { BindingDefinition } from '../definition/audit-definition.ts';
import { nameRegardlessOfCase } from '../definition/name-regardless-of-case.ts';
import { auditInvalid } from '../definition/audit-invalid.ts';
import type { SelectedObject } from '../operation/saved-operation.ts';

/** How one binding is reached from an earlier one: through single objects, to an object or to each of a list. */
export interface BindingStep {
  readonly binding: string;
  /** Null for the population itself. */
  readonly from: string | null;
  readonly fields: readonly string[];
  readonly object: SelectedObject;
  readonly each: boolean;
}

/** What every piece of evidence must say of its record, by response name. */
export const RECORD_FIELDS = { key: 'recordKey', asOf: 'recordedAt', flag: 'qualityFlag' } as const;

/**
 * The steps of a rule, the first of which is the population.
 * @throws SluiceError AUDIT_INVALID
 */
export function populationSteps(
  definitions: readonly BindingDefinition[],
  population: SelectedObject,
  part: string,
): readonly BindingStep[] {
  const [first, ...further] = definitions;
  if (first === undefined) throw auditInvalid(part, 'bind the population: `forEach` is empty');
  if (first.path !== 'nodes') throw auditInvalid(part, 'the first binding must have the path `nodes`');
  checkRecord(population, first.binding, part);
  const step: BindingStep = {
    binding: first.binding,
    from: null,
    fields: [],
    object: population,
    each: false,
  };
  return [step, ...furtherSteps(further, [step], part)];
}

/**
 * Steps that begin from these, or from one another.
 * @throws SluiceError AUDIT_INVALID
 */
export function furtherSteps(
  definitions: readonly BindingDefinition[],
  earlier: readonly BindingStep[],
  part: string,
): readonly BindingStep[] {
  const steps: BindingStep[] = [];
  for (const { binding, path } of definitions) {
    const [start = '', ...fields] = path.split('.');
    const known = [...earlier, ...steps];
    if (known.some((step) => nameRegardlessOfCase(step.binding) === nameRegardlessOfCase(binding)))
      throw auditInvalid(part, `\`${binding}\` is bound twice`);
    const from = known.find((step) => step.binding === start);
    if (from === undefined) throw auditInvalid(part, `\`${path}\` does not begin with an earlier binding`);
    const reached = walk(from.object, fields, path, part);
    checkRecord(reached.object, binding, part);
    steps.push({ binding, from: start, fields, ...reached });
  }
  return steps;
}

export function selectsLeaf(object: SelectedObject, name: string): boolean {
  const field = object.fields.get(name);
  return field?.kind === 'leaf' && field.fieldName === name;
}

/** A finding tells its records apart, and says how sure it is of their people. */
function checkRecord(object: SelectedObject, binding: string, part: string): void {
  if (!selectsLeaf(object, RECORD_FIELDS.key))
    throw auditInvalid(part, `select \`${RECORD_FIELDS.key}\` of \`${binding}\`, to tell its records apart`);
  checkPerson(object, binding, part);
}

function checkPerson(object: SelectedObject, place: string, part: string): void {
  if (object.typeName === 'Person' && !selectsLeaf(object, 'id'))
    throw auditInvalid(part, `select \`id\` of \`${place}\`, to say how surely a record is that person's`);
}

function walk(
  start: SelectedObject,
  fields: readonly string[],
  path: string,
  part: string,
): Pick<BindingStep, 'object' | 'each'> {
  let object = start;
  for (const [index, name] of fields.entries()) {
    const field = object.fields.get(name);
    if (field === undefined || field.kind === 'leaf')
      throw auditInvalid(part, `\`${path}\` is not an object or a list that the operation selects`);
    object = field.object;
    checkPerson(object, path, part);
    if (field.kind === 'object') continue;
    if (index < fields.length - 1)
      throw auditInvalid(part, `\`${path}\` goes on after the list \`${name}\`: bind that list first`);
    return { object, each: true };
  }
  if (fields.length === 0) throw auditInvalid(part, `\`${path}\` names a binding again`);
  return { object, each: false };
}
