import type { Catalogue } from '../catalogue.ts';
import type { PolicySet } from '../compile-policy.ts';
import { MASKS } from '../obligations/mask-kinds.ts';
import type { Decision, DecisionTable, FieldCoordinate, MaskKind, Use } from '../vocabulary.ts';
import type { Question } from './explain-decision.ts';

/** Something that this subject may have under this purpose, and that may do for the question. */
export interface SufficientWay {
  /** The field to ask for: the one in question, or a conclusion. */
  readonly coordinate: FieldCoordinate;
  /**
   * `conclusion`: an answer (yes, no, cannot tell) that stands in for the field. `whole-value`: whoever holds the whole
   * value may look up by it, and learns only whether it fits. `masked`, `bare`: the field is shown.
   */
  readonly way: 'conclusion' | 'whole-value' | 'masked' | 'bare';
  /** Null but for `masked`. */
  readonly mask: MaskKind | null;
  /** Only under a case that was checked. */
  readonly needsCase: boolean;
}

/**
 * What may be had for a field, what discloses least first: a conclusion, a look-up by a value that is known already,
 * the field masked (by what the mask leaves), the field itself. What needs a case comes after what does not. Where the
 * question is permitted anyhow, only what tells less than it.
 */
export function sufficientWays(
  question: Question,
  decision: Decision,
  catalogue: Catalogue,
  policies: PolicySet,
): readonly SufficientWay[] {
  const { subject, purpose, at, use, hasCase } = question;
  const waysUnder = (isUnderCase: boolean) =>
    waysOf(question.coordinate, policies.table(subject, purpose, at, isUnderCase), catalogue);
  const now = waysUnder(hasCase).map((way) => ({ ...way, needsCase: false }));
  const withCase = (hasCase ? [] : waysUnder(true))
    .filter((way) => !now.some((other) => isSame(way, other)))
    .map((way) => ({ ...way, needsCase: true }));
  return [...now, ...withCase]
    .filter((way) => decision.effect === 'deny' || disclosureOf(way) < disclosureAsked(use, decision.mask))
    .toSorted((a, b) => Number(a.needsCase) - Number(b.needsCase) || disclosureOf(a) - disclosureOf(b));
}

/** The conclusions that stand in for a field, whoever may have them. Sorted. */
export function conclusionsFor(
  coordinate: FieldCoordinate,
  catalogue: Catalogue,
): readonly FieldCoordinate[] {
  return [...catalogue]
    .filter(([, { concludesFrom }]) => concludesFrom.includes(coordinate))
    .map(([conclusion]) => conclusion)
    .toSorted();
}

type Way = Omit<SufficientWay, 'needsCase'>;

function waysOf(coordinate: FieldCoordinate, table: DecisionTable, catalogue: Catalogue): readonly Way[] {
  const shown = table.decide(coordinate, 'project');
  return [
    ...conclusionsFor(coordinate, catalogue)
      .filter((conclusion) => isAnswered(conclusion, table, catalogue))
      .map((conclusion): Way => ({ coordinate: conclusion, way: 'conclusion', mask: null })),
    ...(table.decide(coordinate, 'filter-eq').effect === 'permit'
      ? [{ coordinate, way: 'whole-value', mask: null } as const]
      : []),
    ...(shown.effect === 'permit'
      ? [{ coordinate, way: shown.mask === null ? 'bare' : 'masked', mask: shown.mask } as const]
      : []),
  ];
}

/** A conclusion is had with its answer; the answer is a field with rules of its own. */
function isAnswered(conclusion: FieldCoordinate, table: DecisionTable, catalogue: Catalogue): boolean {
  const answer = `${catalogue.get(conclusion)?.output ?? ''}.answer` as FieldCoordinate;
  return [conclusion, ...(catalogue.has(answer) ? [answer] : [])].every(
    (coordinate) => table.decide(coordinate, 'project').effect === 'permit',
  );
}

const isSame = (one: Way, other: Way): boolean =>
  one.coordinate === other.coordinate && one.way === other.way && one.mask === other.mask;

/** How much is told, as a number that only the order of matters. */
function disclosureOf({ way, mask }: Pick<Way, 'way' | 'mask'>): number {
  switch (way) {
    case 'conclusion':
      return 0;
    case 'whole-value':
      return 1;
    case 'masked':
      return 2 + (MASKS.get(mask ?? ('' as MaskKind))?.discloses ?? 0);
    case 'bare':
      return Infinity;
  }
}

function disclosureAsked(use: Use, mask: MaskKind | null): number {
  if (use === 'filter-eq') return disclosureOf({ way: 'whole-value', mask: null });
  return disclosureOf({ way: mask === null ? 'bare' : 'masked', mask });
}
