import type { RelationCondition } from '../../../../policies/relation-wire.ts';
import type { AuditRule } from '../../rules/audit-rule.ts';
import type { RoundAudit } from '../round-audit.ts';
import type { SweepRelation } from './sweep-plan.ts';

/** A relation of one audit's plan. */
export interface RelationPart {
  readonly audit: RoundAudit;
  readonly relation: SweepRelation;
}

/** The same with what is still to be asked of it. */
export interface AskedPart extends RelationPart {
  /** Rules that can still come to something, and not without it. */
  readonly rules: readonly AuditRule[];
  /** Records of which this is certainly false matter to none of them. */
  readonly where: RelationCondition | null;
}

/** What is read once for all relations, of one audit or of several, that ask the same of one agency. */
export interface RoundRelation<Part extends RelationPart = RelationPart> {
  /** Short, and safe as a name in SQL. */
  readonly id: string;
  readonly agency: string;
  readonly typeName: string;
  readonly through: SweepRelation['through'];
  /** By the names of the graph; the key column comes before them, but for a population. */
  readonly fields: readonly { readonly field: string; readonly typeName: string }[];
  /** At least one. */
  readonly parts: readonly [Part, ...Part[]];
}

/** What is to be read for these parts, which ask the same. */
export function relationOfParts<Part extends RelationPart>(
  parts: readonly [Part, ...Part[]],
): RoundRelation<Part> {
  const [{ relation: first }] = parts;
  const fields = new Map(
    parts.flatMap(({ relation }) => relation.columns.map(({ field, typeName }) => [field, typeName])),
  );
  return {
    id: `t_${first.id}`,
    agency: first.agency,
    typeName: first.typeName,
    through: first.through,
    fields: [...fields].map(([field, typeName]) => ({ field, typeName })),
    parts,
  };
}

/**
 * Everything that the audits of a round read, each question once. Two that ask the same stay apart where one gives keys to
 * the other.
 */
export function mergeRelations(audits: readonly RoundAudit[]): readonly RoundRelation[] {
  const groups: Group[] = [];
  const groupOf = new Map<string, Group>();
  for (const audit of audits) {
    for (const relation of audit.plan.relations) {
      const above = relation.keyedBy === null ? undefined : groupOf.get(relation.keyedBy.relation);
      const asks = questionOf(audit, relation);
      let group = groups.find((each) => each.asks === asks && !(above && leansOn(above, each)));
      if (group === undefined) groups.push((group = { asks, parts: [], above: new Set() }));
      group.parts.push({ audit, relation });
      if (above) group.above.add(above);
      groupOf.set(relation.id, group);
    }
  }
  return groups.flatMap(({ parts: [first, ...others] }) =>
    first === undefined ? [] : [relationOfParts([first, ...others])],
  );
}

interface Group {
  readonly asks: string;
  readonly parts: RelationPart[];
  /** Where its keys come from. */
  readonly above: Set<Group>;
}

function leansOn(group: Group, other: Group): boolean {
  return group === other || [...group.above].some((each) => leansOn(each, other));
}

/** A population is told from others by the values of the variables that narrow it too. */
function questionOf({ compiled }: RoundAudit, { agency, asks, keyedBy }: SweepRelation): string {
  const values = keyedBy === null ? [...compiled.values].filter(([name]) => asks.includes(`$${name}`)) : [];
  return JSON.stringify([agency, asks, values]);
}
