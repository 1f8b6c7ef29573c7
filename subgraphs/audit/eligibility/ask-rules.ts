import { SluiceError } from '../../../errors/sluice-error.ts';
import type { AuditDefinition } from '../definition/audit-definition.ts';
import { compileAudit, type CompiledAudit } from '../definition/compile-audit.ts';
import { AS_OF, ruleParameters } from '../definition/parameter-values.ts';
import type { Thresholds } from '../definition/thresholds.ts';
import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import { restrictPopulation } from '../operation/restrict-population.ts';
import type { AuditRule } from '../rules/audit-rule.ts';
import { isInForce } from '../rules/is-in-force.ts';
import type { AskHub } from '../../kit/following/ask-hub.ts';
import { errorPathsOf } from '../run/error-paths.ts';
import { evaluateCase, type PageFacts } from '../run/evaluate-case.ts';
import type { FetchedPage, PageCase } from '../run/fetch-page.ts';
import { RunFailure } from '../store/run-failure.ts';
import { Away } from '../../kit/following/away.ts';
import { fetchCases } from '../supervision/fetch-cases.ts';
import type { RuleVerdict } from './eligibility.ts';
import type { AuditVerdicts, EligibilityQuestion } from './eligibility-reader.ts';
import type { Missing, SourceWatch } from './source-watch.ts';
import { troubleOf } from './trouble-of.ts';

export interface RuleParts {
  readonly graph: GraphCatalogue;
  readonly thresholds: Thresholds;
  readonly ask: AskHub;
  readonly sources: SourceWatch;
}

type Says = RuleVerdict['says'];

/**
 * Asks some rules of an audit about some cases, by the closures that runs use, over an answer of the hub. A rule one of whose
 * sources is away, or older than it bears, says nothing.
 * @param ruleIds those that are asked; the others of the audit are not
 */
export async function askRules(
  definition: AuditDefinition,
  ruleIds: ReadonlySet<string>,
  caseKeys: readonly string[],
  question: EligibilityQuestion,
  { graph, thresholds, ask, sources }: RuleParts,
): Promise<AuditVerdicts> {
  const compiled = compileAudit(definition, new Map([[AS_OF, question.day]]), graph, thresholds);
  const rules = compiled.rules.filter((rule) => ruleIds.has(rule.definition.id));
  const audit = { ...compiled, rules };
  const all = (says: Says, missing?: Missing): readonly RuleVerdict[] =>
    rules.map(({ definition: rule }) => ({ rule, says, dataset: missing?.get(rule.id) ?? null }));
  let pages: readonly FetchedPage[];
  let missing: Missing;
  try {
    const text = restrictPopulation(audit.operation, graph);
    missing = await sources.ofRules(audit, question);
    pages = await fetchCases(audit, text, caseKeys, { ...question, ask });
  } catch (error) {
    if (error instanceof Away) {
      const away = await sources.rulesNow(audit, question).catch(() => new Map<string, string>());
      return { says: () => all('SOURCE_AWAY', away), reads: [] };
    }
    if (error instanceof RunFailure) return { says: () => all(troubleOf(error)), reads: [] };
    throw error;
  }
  const known = verdictsOf(audit, pages, question.day, { graph, thresholds });
  return {
    says: (caseKey) =>
      // A case that left the population since it was found in the scheme: what holds of it now nobody asked.
      (known.get(caseKey) ?? all('UNDECIDED')).map((verdict) => {
        const dataset = missing.get(verdict.rule.id);
        return dataset === undefined ? verdict : { rule: verdict.rule, says: 'SOURCE_AWAY', dataset };
      }),
    reads: pages.map(({ exchangeId, fetchedAt }) => ({
      exchangeId,
      readAt: question.asOf === null ? fetchedAt : new Date(question.asOf),
    })),
  };
}

function verdictsOf(
  audit: CompiledAudit,
  pages: readonly FetchedPage[],
  day: string,
  surroundings: Pick<RuleParts, 'graph' | 'thresholds'>,
): ReadonlyMap<unknown, readonly RuleVerdict[]> {
  const parameters = ruleParameters(audit.definition.parameters, audit.values);
  return new Map(
    pages.flatMap((page) => {
      const facts = { ...surroundings, errors: errorPathsOf(page.errorPaths), parameters };
      return page.cases.map((one) => [
        one.values[audit.caseKind.keyField],
        audit.rules.map((rule) => ({ rule: rule.definition, says: saysOf(rule, one, audit, facts, day) })),
      ]);
    }),
  );
}

function saysOf(
  rule: AuditRule,
  { position, values }: PageCase,
  { operation }: CompiledAudit,
  facts: PageFacts,
  day: string,
): Says {
  // A rule that is not law on the day was not asked, and so said no to nothing.
  if (!isInForce(rule.definition, day)) return 'NOT_COVERED';
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
