import type { BindingStep } from '../../rules/binding-step.ts';

/** A binding with the path of response names from the population to what it binds. */
export interface PlacedBinding {
  readonly step: BindingStep;
  readonly path: readonly string[];
}

/** The bindings of a rule, or those of a collection after the rule's, with their places. */
export function placedBindings(
  steps: readonly BindingStep[],
  before: readonly PlacedBinding[] = [],
): readonly PlacedBinding[] {
  const placed = [...before];
  for (const step of steps) {
    const from = placed.find(({ step: { binding } }) => binding === step.from);
    placed.push({ step, path: from === undefined ? [] : [...from.path, ...step.fields] });
  }
  return placed;
}
