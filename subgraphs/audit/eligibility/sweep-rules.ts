import type { AuditDefinition } from '../definition/audit-definition.ts';
import { compileAudit, type CompiledAudit } from '../definition/compile-audit.ts';
import { AS_OF } from '../definition/parameter-values.ts';
import type { Thresholds } from '../definition/thresholds.ts';
import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import type { AuditRule } from '../rules/audit-rule.ts';
import { isInForce } from '../rules/is-in-force.ts';
import { RunFailure } from '../store/run-failure.ts';
import type { AskRelation, RelationAnswer } from '../sweep/read/ask-relation.ts';
import { loadRelations } from '../sweep/read/load-relations.ts';
import { roundAudit, type RoundAudit } from '../sweep/round-audit.ts';
import { FINDING_COLUMNS, type SweepEngine, type SweepSession } from '../sweep/sweep-engine.ts';
import { withSession } from '../sweep/with-session.ts';
import { amongKeys } from './among-keys.ts';
import { cellsOf } from './copy-lines.ts';
import type { EligibilityRead, RuleVerdict } from './eligibility.ts';
import type { AuditVerdicts, EligibilityQuestion } from './eligibility-reader.ts';
import { readOf, type RecordSettings } from './read-relation.ts';
import { troubleOf } from './trouble-of.ts';

export interface SweepParts extends RecordSettings {
  readonly graph: GraphCatalogue;
  readonly thresholds: Thresholds;
  readonly engine: SweepEngine;
}

type Verdict = Omit<RuleVerdict, 'rule'>;

const RULE = FINDING_COLUMNS.indexOf('rule_id');
const CASE = FINDING_COLUMNS.indexOf('case_key');
const OUTCOME = FINDING_COLUMNS.indexOf('outcome');

/** Asks some rules of an audit about many cases at once, as a sweep over those cases and nobody else. */
export async function sweepRules(
  definition: AuditDefinition,
  ruleIds: ReadonlySet<string>,
  caseKeys: readonly string[],
  question: EligibilityQuestion,
  parts: SweepParts,
): Promise<AuditVerdicts> {
  const compiled = compileAudit(definition, new Map([[AS_OF, question.day]]), parts.graph, parts.thresholds);
  const named = compiled.rules.filter((rule) => ruleIds.has(rule.definition.id));
  const audit = { ...compiled, rules: named.filter((rule) => isInForce(rule.definition, question.day)) };
  const answered = await answersOf(audit, caseKeys, question, parts);
  return {
    reads: answered.reads,
    says: (caseKey) =>
      named.map((rule) => ({
        rule: rule.definition,
        // A rule that is not law on the day was not asked, and so said no to nothing.
        ...(audit.rules.includes(rule)
          ? answered.says(rule.definition.id, caseKey)
          : { says: 'NOT_COVERED' as const }),
      })),
  };
}

interface Answers {
  readonly says: (ruleId: string, caseKey: string) => Verdict;
  readonly reads: readonly EligibilityRead[];
}

async function answersOf(
  audit: CompiledAudit,
  caseKeys: readonly string[],
  question: EligibilityQuestion,
  parts: SweepParts,
): Promise<Answers> {
  const reads: EligibilityRead[] = [];
  if (audit.rules.length === 0) return { reads, says: () => ({ says: 'NOT_COVERED' }) };
  const swept = roundAudit('', 0, audit, parts);
  const askRelation = amongCases(parts.askRelation, audit.caseKind.keyField, caseKeys, (answer) =>
    reads.push(readOf(answer, question)),
  );
  try {
    const says = await withSession(parts.engine, question.signal, async (session) => {
      const missing = await loadOne(swept, session, question, { ...parts, askRelation });
      const asked = audit.rules.filter(({ definition }) => !missing.has(definition.id));
      const found = await foundIn(session, swept, asked);
      const cases = asked.length === 0 ? [] : await session.cases(swept, '', caseKeys.length);
      const seen = new Set(cases.map(({ caseKey }) => caseKey));
      return (ruleId: string, caseKey: string): Verdict => {
        const dataset = missing.get(ruleId);
        if (dataset !== undefined) return { says: 'SOURCE_AWAY', dataset };
        // A case that left the population since it was found in the scheme: what holds of it now nobody asked.
        return { says: seen.has(caseKey) ? (found.get(ruleId)?.get(caseKey) ?? 'NO') : 'UNDECIDED' };
      };
    });
    return { reads, says };
  } catch (error) {
    question.signal.throwIfAborted();
    if (!(error instanceof RunFailure)) throw error;
    const says = troubleOf(error);
    const dataset = says === 'SOURCE_AWAY' ? audit.operation.node.typeName : null;
    return { reads, says: () => ({ says, dataset }) };
  }
}

/**
 * Reads what one audit needs, as a round of itself; by rule the dataset that is missing.
 * @throws RunFailure where policy refuses it or its population can not be had, and the reason of the signal
 */
async function loadOne(
  swept: RoundAudit,
  session: SweepSession,
  { parentExchange, asOf, signal }: EligibilityQuestion,
  { askRelation, backoffMs }: Pick<SweepParts, 'askRelation' | 'backoffMs'>,
): Promise<ReadonlyMap<string, string>> {
  const read: ReadonlyMap<string, string>[] = [];
  const failures: RunFailure[] = [];
  await loadRelations({
    audits: [swept],
    ask: askRelation,
    ...{ session, parentExchange, asOf, backoffMs, signal },
    isEnded: () => false,
    onLoaded: () => Promise.resolve(),
    onRead: (_, missing) => read.push(missing),
    onFailed: (_, failure) => failures.push(failure),
  });
  const [[missing], [failure]] = [read, failures];
  if (failure !== undefined) throw failure;
  if (missing === undefined) throw new Error('an audit was neither read nor refused');
  return missing;
}

/** The population is asked for these cases alone, under the filter that the audit has; all else goes by its keys. */
function amongCases(
  ask: AskRelation,
  keyField: string,
  caseKeys: readonly string[],
  onAnswer: (answer: RelationAnswer) => void,
): AskRelation {
  const among = amongKeys(keyField, caseKeys);
  return async (asked) => {
    const { question } = asked;
    const answer = await ask(
      question.keys === null ? { ...asked, question: { ...question, where: among } } : asked,
    );
    onAnswer(answer);
    return answer;
  };
}

/** By rule and case: found against it, where one combination was; else undecided, where one was. */
async function foundIn(
  session: SweepSession,
  swept: RoundAudit,
  rules: readonly AuditRule[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, 'FOUND_AGAINST' | 'UNDECIDED'>>> {
  const found = new Map(
    rules.map(({ definition }) => [definition.id, new Map<string, 'FOUND_AGAINST' | 'UNDECIDED'>()]),
  );
  // Of a sweep in which no rule was asked there is nothing to be read.
  if (rules.length === 0) return found;
  for (const rule of rules) await session.evaluate(swept, rule, 'LIVE', new Date());
  for (const cells of await cellsOf(session.findings(swept))) {
    const [ruleId, caseKey] = [cells[RULE] ?? '', cells[CASE] ?? ''];
    const of = found.get(ruleId);
    if (cells[OUTCOME] === 'YES') of?.set(caseKey, 'FOUND_AGAINST');
    else if (!of?.has(caseKey)) of?.set(caseKey, 'UNDECIDED');
  }
  return found;
}
