import type { AuditRule } from '../../rules/audit-rule.ts';
import { readsOf } from '../../rules/expression-reads.ts';
import { conjunctsOf, needsMoreThanRecords } from '../plan/conjuncts.ts';
import { placedBindings, type PlacedBinding } from '../plan/placed-bindings.ts';
import type { SweepPlan, SweepRelation } from '../plan/sweep-plan.ts';

/**
 * Which relations of an audit are better read later. What a rule can not do without, at another agency than the
 * population's, is taken to be about few of the cases (deaths, vehicles, firms, a registration of a certain kind): it comes
 * first, and leaves fewer keys for the others.
 */
export class LoadingOrder {
  private readonly plan: SweepPlan;
  private readonly selective: ReadonlyMap<AuditRule, ReadonlySet<string>>;

  constructor(plan: SweepPlan, rules: readonly AuditRule[]) {
    this.plan = plan;
    this.selective = new Map(rules.map((rule) => [rule, selectiveOf(rule, plan)]));
  }

  /** Whether a rule has few keys for a relation once another is loaded that does not hang on it. */
  isWorthWaiting({ id }: SweepRelation, rule: AuditRule, loaded: ReadonlySet<string>): boolean {
    const awaited = [...(this.selective.get(rule) ?? [])].filter((each) => !loaded.has(each));
    return awaited.length > 0 && !awaited.some((each) => each === id || this.leansOn(each, id));
  }

  private leansOn(id: string, other: string): boolean {
    const above = this.plan.relations.find((each) => each.id === id)?.keyedBy?.relation;
    return above !== undefined && (above === other || this.leansOn(above, other));
  }
}

function selectiveOf(rule: AuditRule, plan: SweepPlan): ReadonlySet<string> {
  const bindings = placedBindings(rule.steps);
  const lists = bindings
    .filter(({ step }) => step.each)
    .flatMap(({ path }) => plan.places.get(path.join('.'))?.records ?? []);
  const needed = new Set([...lists, ...conditionedEntities(rule, bindings, plan)]);
  const [population] = plan.relations;
  return new Set(
    plan.relations
      .filter(({ id, agency }) => needed.has(id) && agency !== population?.agency)
      .map(({ id }) => id),
  );
}

/** Entities of which a part of the condition speaks that the records alone decide. */
function conditionedEntities(
  { when }: AuditRule,
  bindings: readonly PlacedBinding[],
  plan: SweepPlan,
): readonly string[] {
  const conditions = conjunctsOf(when.typed).filter((each) => !needsMoreThanRecords(each));
  return readsOf(conditions).paths.flatMap(({ binding, fields }) => {
    const placed = bindings.find(({ step }) => step.binding === binding);
    const place = plan.places.get([...(placed?.path ?? []), ...fields.slice(0, -1)].join('.'));
    return place?.columns.get(fields.at(-1) ?? '')?.relation ?? [];
  });
}
