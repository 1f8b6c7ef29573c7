import type { CanonicalOperation, ShownSelection } from '../planner/canonical-document.ts';
import { holds } from './project-answer.ts';

/** Under which response paths, list indexes left out, a caller is shown a place of the canonical answer. */
export function shownPathsOf(
  canonical: CanonicalOperation,
  place: readonly string[],
  variables: Readonly<Record<string, unknown>>,
): readonly (readonly string[])[] {
  const found = new Map<string, readonly string[]>();
  follow(canonical.shown, 0, []);
  return [...found.values()];

  function follow(selections: readonly ShownSelection[], depth: number, path: readonly string[]): void {
    for (const selection of selections) {
      if (!selection.conditions.every((condition) => holds(condition, variables))) continue;
      if (selection.kind === 'fragment') follow(selection.selections, depth, path);
      else if (selection.key === place[depth]) {
        const here = [...path, selection.responseKey];
        if (depth === place.length - 1) found.set(here.join('.'), here);
        else follow(selection.selections ?? [], depth + 1, here);
      }
    }
  }
}
