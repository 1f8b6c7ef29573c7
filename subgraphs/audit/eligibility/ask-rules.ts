import { SluiceError } from '../../../errors/sluice-error.ts';
import type { AuditDefinition } from '../definition/audit-definition.ts';
import { compileAudit, type CompiledAudit } from '../definition/compile-audit.ts';
import { AS_OF, ruleParameters } from '../definition/parameter-values.ts';
import type { Thresholds } from '../definition/thresholds.ts';
import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import { restrictPopulation } from '../operation/restrict-population.ts';
import type { AuditRule } from '../rules/audit-rule.ts';
import type { AskHub } from '../run/ask-hub.ts';
import { errorPathsOf } from '../run/error-paths.ts';
import { evaluateCase, type PageFacts } from '../run/evaluate-case.ts';
import type { FetchedPage, PageCase } from '../run/fetch-page.ts';
import { RunFailure } from '../run/run-failure.ts';
import { Away, fetchCases } from '../supervision/fetch-cases.ts';
import type { EligibilityRead, RuleVerdict } from './eligibility.ts';
import type { EligibilityQuestion } from './scheme-members.ts';

export interface RuleParts {
  readonly graph: GraphCatalogue;
  readonly thresholds: Thresholds;
  readonly ask: AskHub;
}

/** What the rules of one audit say of some cases, by case key, and where they read. */
export interface AuditVerdicts {
  readonly says: (caseKey: string) => readonly RuleVerdict[];
  readonly reads: readonly EligibilityRead[];
}

type Says = RuleVerdict['says'];

/**
 * Asks some rules of an audit about some cases, by the closures that runs use, over an answer of the hub.
 * @param ruleIds those that are asked; the others of the audit are not
 */
export async function askRules(
  definition: AuditDefinition,
  ruleIds: ReadonlySet<string>,
  caseKeys: readonly string[],
  question: EligibilityQuestion,
  { graph, thresholds, ask }: RuleParts,
): Promise<AuditVerdicts> {
  const audit = compileAudit(definition, new Map([[AS_OF, question.day]]), graph, thresholds);
  const rules = audit.rules.filter((rule) => ruleIds.has(rule.definition.id));
  const all = (says: Says): readonly RuleVerdict[] => rules.map((rule) => ({ rule: rule.definition, says }));
  const text = restrictPopulation(audit.operation, graph);
  let pages: readonly FetchedPage[];
  try {
    pages = await fetchCases(audit, text, caseKeys, { ...question, ask });
  } catch (error) {
    const says: Says = error instanceof RunFailure ? 'NOT_COVERED' : 'SOURCE_AWAY';
    if (!(error instanceof RunFailure) && !(error instanceof Away)) throw error;
    return { says: () => all(says), reads: [] };
  }
  const parameters = ruleParameters(definition.parameters, audit.values);
  const known = new Map<unknown, readonly RuleVerdict[]>();
  for (const page of pages) {
    const facts = { graph, thresholds, errors: errorPathsOf(page.errorPaths), parameters };
    for (const one of page.cases)
      known.set(
        one.values[audit.caseKind.keyField],
        rules.map((rule) => ({
          rule: rule.definition,
          says: saysOf(rule, one, audit, facts, question.day),
        })),
      );
  }
  return {
    // A case that left the population since it was found in the scheme: what holds of it now nobody asked.
    says: (caseKey) => known.get(caseKey) ?? all('UNDECIDED'),
    reads: pages.map(({ exchangeId, fetchedAt }) => ({
      exchangeId,
      readAt: question.asOf === null ? fetchedAt : new Date(question.asOf),
    })),
  };
}

function saysOf(
  rule: AuditRule,
  { position, values }: PageCase,
  { operation }: CompiledAudit,
  facts: PageFacts,
  day: string,
): Says {
  const { validFrom, validTo } = rule.definition;
  // A rule that is not law on the day was not asked, and so said no to nothing.
  if (day < validFrom || (validTo !== null && day >= validTo)) return 'NOT_COVERED';
  const path = [operation.population, 'nodes', position];
  try {
    const found = evaluateCase(rule, { values, object: operation.node, path }, facts);
    if (found.some(({ outcome }) => outcome === 'YES')) return 'FOUND_AGAINST';
    return found.length > 0 ? 'UNDECIDED' : 'NO';
  } catch (error) {
    // More combinations of records than a rule is asked about.
    if (error instanceof SluiceError) return 'UNDECIDED';
    throw error;
  }
}
