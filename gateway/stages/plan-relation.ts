import { SluiceError } from '../../errors/sluice-error.ts';
import type { FieldCoordinate, RowCondition } from '../../policies/vocabulary.ts';
import type { PermittedPlan, PlanCheck } from '../plan-check/check-plan.ts';
import { filterOf, relationFetch } from '../relations/relation-fetch.ts';
import type { RelationShape } from '../relations/shape-relation.ts';
import { sortedUnique } from '../sorted-unique.ts';
import type { AllowedOperation, RelationPlan, Unvouched } from './stage-types.ts';

/**
 * Plans the reading of one relation, of which everything must be permitted as it is: what is denied, masked or permitted
 * only of some people would have to be looked at record by record, and is refused whole.
 * @throws SluiceError the code of the first denial, SWEEP_DENIED, PLAN_UNCOVERED
 */
export function planRelation(
  allowed: AllowedOperation,
  shape: RelationShape,
  check: PlanCheck,
): RelationPlan {
  const [denial] = allowed.denials;
  if (denial) throw new SluiceError(denial.code, denial.detail);
  assertBare(allowed);
  const { way, source, keys, where, having } = shape;
  // WHY no document: there is nothing that could be left out and the rest be answered.
  const permitted = check(allowed, null, relationFetch(source, way, allowed));
  assertWholeRows(permitted);
  const { through, subgraph } = source;
  const plan: Unvouched<RelationPlan> = {
    kind: 'relation',
    allowed,
    subgraph,
    planId: permitted.planId,
    permits: permitted.permits,
    derived: permitted.derived,
    read: {
      type: way.records.name,
      through,
      filter: through.kind === 'root' ? filterOf(way, allowed) : null,
      columns: way.columns.map(({ path }) => path.join('.')),
      keys,
      where,
      having,
      asOf: allowed.decided.scope.asOf,
    },
    columnNames: [
      ...(through.kind === 'root' ? [] : ['_key']),
      ...(having === null ? way.columns.map(({ name }) => name) : []),
    ],
  };
  return plan as RelationPlan;
}

function assertBare({ sourceMasks, gatewayMasks, internalReads }: AllowedOperation): void {
  const masked = sortedUnique([
    ...Object.keys(sourceMasks),
    ...Object.keys(gatewayMasks),
    ...internalReads.map(({ neededBy }) => neededBy),
  ]);
  if (masked.length > 0) throw new SluiceError('SWEEP_DENIED', { because: 'masked', fields: masked });
}

const OF_WHOLE_ROWS: readonly RowCondition[] = ['region', 'organisation'];

function assertWholeRows({ permits }: PermittedPlan): void {
  for (const { uses, rows } of Object.values(permits)) {
    const bound = uses.filter((use) =>
      rows[typeOf(use)]?.some((condition) => !OF_WHOLE_ROWS.includes(condition)),
    );
    const fields = sortedUnique(bound.map((use) => use.split(':')[0] as FieldCoordinate));
    if (fields.length > 0) throw new SluiceError('SWEEP_DENIED', { because: 'people', fields });
  }
}

const typeOf = (use: string): string => use.split('.')[0] ?? '';
