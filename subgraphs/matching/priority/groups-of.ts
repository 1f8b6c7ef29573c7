import { regionPrefix } from '../../../identifiers/division.ts';
import { regionPrefixes } from '../../../identifiers/region-prefixes.ts';
import type { IsoDate } from '../market/measures.ts';
import { PRIORITY_GROUPS, type PriorityGroup } from '../market/priority-group.ts';
import { answerCondition } from './answer-condition.ts';
import type { Answer, Evidence } from './answer.ts';
import type { PriorityDataset, PriorityFacts } from './priority-facts.ts';
import type { PriorityRule } from './priority-rule.ts';

/** Whether somebody counts to a group: a conclusion, with names of datasets and days and never a value of them. */
export interface GroupConclusion {
  readonly group: PriorityGroup;
  readonly answer: 'YES' | 'NO' | 'CANNOT_TELL';
  /** Of a yes: the first day on which it held, as far as the facts reach. */
  readonly since: IsoDate | null;
  readonly ruleId: string;
  readonly evidence: readonly Evidence[];
  /** Of what can not be told: which datasets would have to say more. */
  readonly missing: readonly PriorityDataset[];
}

/**
 * To which groups somebody counts on a day, by the rules in force where they live: of several the nearest division's.
 * Missing facts are never a no. Where the division itself is not known, what all rules in force agree on is told.
 */
export function groupsOf(
  facts: PriorityFacts,
  day: IsoDate,
  rules: readonly PriorityRule[],
): readonly GroupConclusion[] {
  const inForce = rules.filter(
    ({ validFrom, validTo }) => validFrom <= day && (validTo === null || day < validTo),
  );
  return PRIORITY_GROUPS.flatMap((group) => {
    const candidates = applicable(
      inForce.filter((rule) => rule.group === group),
      facts,
    );
    const [first, ...others] = candidates.map((rule) =>
      conclude(rule, answerCondition(rule.when, facts, day)),
    );
    if (first === undefined) return [];
    if (others.every(({ answer }) => answer === first.answer)) return [first];
    return [{ ...first, answer: 'CANNOT_TELL' as const, since: null, missing: [facts.division.dataset] }];
  });
}

/** The nearest rule; all of them, the widest first, where it is not known where somebody lives. */
function applicable(rules: readonly PriorityRule[], { division }: PriorityFacts): readonly PriorityRule[] {
  const reach = ({ division: of }: PriorityRule): number => regionPrefix(of).length;
  const widestFirst = rules.toSorted((one, other) => reach(one) - reach(other));
  if (!division.known) return widestFirst;
  const nearest = widestFirst.findLast((rule) =>
    regionPrefixes(rule.division).some((prefix) => division.value.startsWith(prefix)),
  );
  return nearest === undefined ? [] : [nearest];
}

function conclude({ id, group, evidence: restsOn }: PriorityRule, answer: Answer): GroupConclusion {
  return {
    group,
    answer: answer.is,
    since: answer.is === 'YES' ? answer.since : null,
    ruleId: id,
    evidence: answer.evidence.filter(({ dataset }) => restsOn.includes(dataset)),
    missing: answer.is === 'CANNOT_TELL' ? answer.missing : [],
  };
}
