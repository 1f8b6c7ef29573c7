import { readFileSync } from 'node:fs';
import { compileAudit, type CompiledAudit } from '../../subgraphs/audit/definition/compile-audit.ts';
import { readAuditDocument } from '../../subgraphs/audit/definition/read-audit-document.ts';
import { readThresholds } from '../../subgraphs/audit/definition/read-thresholds.ts';
import { readGraphCatalogue } from '../../subgraphs/audit/operation/graph-catalogue.ts';
import { readPage } from '../../subgraphs/audit/run/fetch-page.ts';
import { evaluatePage } from '../../subgraphs/audit/run/evaluate-page.ts';

const AUDITS = new URL('../../subgraphs/audit/audits/', import.meta.url);
const SUPERGRAPH = new URL('../../gateway/supergraph/generated/supergraph.graphql', import.meta.url);
/** As many cases as the engine itself asks for at once. */
const PAGE = 100;

export interface PagedAudit {
  /** Looked at: those asked for, or all where there are fewer. */
  readonly caseKeys: readonly string[];
  readonly seconds: number;
  /** Rule and records of each finding. */
  readonly findings: readonly string[];
}

/** Runs a saved audit over the first cases of its population, page after page, through a gateway that answers anybody. */
export async function pageThrough(url: string, auditName: string, cases: number): Promise<PagedAudit> {
  const graph = readGraphCatalogue(readFileSync(SUPERGRAPH, 'utf8'));
  const thresholds = readThresholds(new URL('thresholds/', AUDITS));
  const definition = readAuditDocument(readFileSync(new URL(`${auditName}.yaml`, AUDITS), 'utf8'));
  const audit = compileAudit(definition, new Map(), graph, thresholds);
  const caseKeys: string[] = [];
  const findings: string[] = [];
  const startedAt = performance.now();
  let after: string | null = null;
  do {
    const page = await askPage(url, audit, Math.min(PAGE, cases - caseKeys.length), after);
    const { conclusions } = await evaluatePage(audit, page, { graph, thresholds });
    for (const { outcome, rule, evidenceKey } of conclusions)
      if (outcome === 'YES') findings.push(`${rule.definition.id} ${evidenceKey}`);
    caseKeys.push(...page.cases.map(({ values }) => String(values[audit.caseKind.keyField])));
    after = page.nextCursor;
  } while (after !== null && caseKeys.length < cases);
  return { caseKeys, findings, seconds: (performance.now() - startedAt) / 1_000 };
}

async function askPage(
  url: string,
  audit: CompiledAudit,
  first: number,
  after: string | null,
): Promise<NonNullable<ReturnType<typeof readPage>>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: audit.operation.text,
      variables: { ...Object.fromEntries(audit.values), first, after },
    }),
  });
  const { data, errors } = (await response.json()) as {
    readonly data?: Readonly<Record<string, unknown>> | null;
    readonly errors?: readonly { readonly message: string }[];
  };
  const [error] = errors ?? [];
  if (error !== undefined) throw new Error(`the plain gateway does not answer: ${error.message}`);
  const answer = { data: data ?? null, errors: [], exchangeId: 'none', receivedAt: new Date() };
  const page = readPage(audit, answer);
  if (page === null) throw new Error('the plain gateway answered with a page that is not whole');
  return page;
}
