import { SluiceError } from '../../../errors/sluice-error.ts';
import type { DecisionQuestion, Withheld } from '../../../policies/decision-wire.ts';
import type { Subject } from '../../../policies/vocabulary.ts';
import type { CompiledAudit } from '../definition/compile-audit.ts';
import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import { questionTextOf } from '../sweep/plan/relation-question.ts';
import type { SweepPlan } from '../sweep/plan/sweep-plan.ts';
import type { AskDecision } from './ask-decision.ts';

/** For whom an audit is to be permitted, beside the engine: whoever is shown what it finds. */
export interface PermittedFor {
  readonly subject: Subject;
  readonly exchangeId: string;
}

/**
 * Has policy decide an audit for the engine, which reads, and for whoever asked, who will be shown what was read. A field
 * that either is not permitted as it is (denied, masked, or of some people only) refuses the audit, with the field. Only the
 * numbers that join records may be hidden from who asked, since no rule reads them and a finding does not hold them.
 * @param plan also the relations of a sweep are decided upon; null: the operation alone
 * @throws SluiceError AUDIT_POLICY_DENIED, AUDIT_POLICY_UNKNOWN
 */
export async function assertPermitted(
  audit: CompiledAudit,
  plan: SweepPlan | null,
  { subject, exchangeId }: PermittedFor,
  { askDecision, graph }: { readonly askDecision: AskDecision; readonly graph: GraphCatalogue },
): Promise<void> {
  const { purpose } = audit.definition;
  for (const question of questionsOf(audit, plan, subject)) {
    const decided = await askDecision({ question, purpose, parentExchange: exchangeId });
    if ('code' in decided)
      throw denied('the audit engine', `is refused (${[decided.code, ...decided.fields].join(', ')})`);
    refuse('the audit engine', decided.caller);
    refuse(
      'who asks for it',
      decided.beside.filter(({ field }) => !isJoinKey(field, graph)),
    );
  }
}

function* questionsOf(
  audit: CompiledAudit,
  plan: SweepPlan | null,
  beside: Subject,
): Iterable<DecisionQuestion> {
  const { operation, values } = audit;
  const variables = { ...Object.fromEntries(values), first: 1, after: null };
  yield { query: operation.text, variables, way: 'operation', beside };
  for (const relation of plan?.relations ?? []) {
    const { text, variables: names } = questionTextOf(
      operation,
      relation,
      relation.columns.map(({ field }) => field),
    );
    const given = Object.fromEntries(names.map((name) => [name, values.get(name) ?? null]));
    const way = relation.keyedBy === null ? 'relation' : 'keyed-relation';
    yield { query: text, variables: given, way, beside };
  }
}

const BECAUSE: Readonly<Record<Withheld['because'], string>> = {
  purpose: 'may not declare the purpose',
  denied: 'is not permitted',
  masked: 'is shown only a part of',
  rows: 'is permitted only of some people',
};

function refuse(who: string, withheld: readonly Withheld[]): void {
  const [first] = withheld;
  if (first === undefined) return;
  const of = withheld.filter(({ because }) => because === first.because);
  const fields = of.map(({ field, use }) =>
    use === 'project' || use === null ? `\`${field ?? ''}\`` : `\`${field ?? ''}\` for ${use}`,
  );
  throw denied(who, `${BECAUSE[first.because]} ${first.field === null ? '' : fields.join(', ')}`.trim());
}

function denied(who: string, what: string): SluiceError {
  return new SluiceError('AUDIT_POLICY_DENIED', { reason: `${who} ${what}` });
}

function isJoinKey(field: Withheld['field'], graph: GraphCatalogue): boolean {
  const [typeName, fieldName] = (field ?? '').split('.');
  return typeName !== undefined && fieldName !== undefined && graph.isIdentity(typeName, fieldName);
}
