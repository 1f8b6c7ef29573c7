import type { AuditRule } from '../../rules/audit-rule.ts';
import { placedBindings } from '../plan/placed-bindings.ts';
import type { SweepPlan, SweepRelation } from '../plan/sweep-plan.ts';

/**
 * Which relations are worth waiting for. A list without which a rule has no combination leaves fewer keys for the others;
 * one at another agency than the population's is taken to be about few of the cases (deaths, vehicles, firms), and one of
 * the cases themselves (payments) about all.
 */
export class LoadingOrder {
  private readonly plan: SweepPlan;
  private readonly required: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(plan: SweepPlan, rules: readonly AuditRule[]) {
    this.plan = plan;
    this.required = new Map(
      rules.map((rule) => [
        rule.definition.id,
        new Set(
          placedBindings(rule.steps)
            .filter(({ step }) => step.each)
            .flatMap(({ path }) => plan.places.get(path.join('.'))?.records ?? []),
        ),
      ]),
    );
  }

  /**
   * Those of the relations that are to be asked for now.
   * @param open what is not loaded yet, nor failed
   * @param going those of them that are on their way
   * @param rules the ids of the rules that can still be asked
   */
  next(
    open: ReadonlySet<string>,
    going: ReadonlySet<string>,
    rules: readonly string[],
  ): readonly SweepRelation[] {
    return this.plan.relations.filter((relation) => {
      const { id, keyedBy } = relation;
      if (!open.has(id) || going.has(id)) return false;
      if (keyedBy !== null && open.has(keyedBy.relation)) return false;
      const users = rules.filter((rule) => this.plan.relationsOf.get(rule)?.has(id));
      return !users.every((rule) => this.isWorthWaiting(relation, rule, open));
    });
  }

  private isWorthWaiting(relation: SweepRelation, rule: string, open: ReadonlySet<string>): boolean {
    return [...(this.required.get(rule) ?? [])].some((id) => {
      const other = this.plan.relations.find((each) => each.id === id);
      if (other === undefined || !open.has(id) || other === relation) return false;
      return !this.leansOn(other, relation.id) && this.density(other) < this.density(relation);
    });
  }

  private leansOn({ keyedBy }: SweepRelation, id: string): boolean {
    if (keyedBy === null) return false;
    const above = this.plan.relations.find((each) => each.id === keyedBy.relation);
    return keyedBy.relation === id || (above !== undefined && this.leansOn(above, id));
  }

  private density(relation: SweepRelation): number {
    const [population] = this.plan.relations;
    const isCollected = ![...this.required.values()].some((ids) => ids.has(relation.id));
    const isForeign = relation.agency !== population?.agency;
    return (isCollected ? 10 : 0) + (isForeign ? 0 : relation.path.length > 1 ? 1 : 2);
  }
}
